from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.gates.rounded import is_same, rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.0, "−1"), (0.99999, "1.0000"), (-0.5, "−0.5000"),
        (12.34567, "12.3457"),
        (1e-7, "1.000×10⁻⁷"), (-1.2344e-7, "−1.234×10⁻⁷"), (0.001, "0.0010"), (123456.0, "123456.0"),
        (1234567.0, "1.235×10⁶"),
        (nan, "NaN"), (inf, "∞"), (-inf, "−∞"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(value, text):
    assert rounded(value).text == text


@given(st.floats(-1e300, 1e300))
def test_the_text_says_the_number_to_half_a_unit_of_its_last_digit(value):
    shown = rounded(value)
    large = 0.1 if abs(value) < 1e6 else abs(value) * 1e-3
    unit = large if abs(value) >= 1e3 else 1e-4 if abs(value) >= 1e-3 else abs(value) * 1e-3
    assert abs(shown.value - value) <= unit / 2 * (1 + 1e-9)
    assert is_same(value, shown)


def test_a_negative_number_stands_in_brackets_after_a_sign():
    assert [rounded(value).in_brackets for value in (-0.5, 0.5, -inf)] == ["(−0.5000)", "0.5000", "(−∞)"]
    assert not is_same(0.5001, rounded(0.5))
    assert is_same(nan, rounded(nan))


def test_a_whole_number_is_not_almost_itself():
    assert not is_same(0.999999, rounded(1))
    assert is_same(1, rounded(0.999999))
    assert not is_same(1e-9, rounded(0))
