import ml_dtypes
import numpy as np
import pytest

from inspector.tensor.statistics import Statistics
from widgets.number_text import element_text, missing_text, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (-0.123456, "−0.1235"), (1234567.0, "1.235e+06"), (1e-7, "1e−07"), (0.0, "0")],
)
def test_four_digits_and_a_true_minus(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(np.bool_(True), "True", id="bool"),
        pytest.param(np.int64(-(2**60)), "−1152921504606846976", id="int"),
        pytest.param(ml_dtypes.bfloat16(-1.5), "−1.5", id="bfloat16"),
        pytest.param(np.complex64(3 - 4j), "3 − 4j, magnitude 5", id="complex"),
        pytest.param(np.float32("nan"), "NaN", id="nan"),
        pytest.param(np.float32("-inf"), "−Inf", id="minus infinity"),
        pytest.param(np.float32(-0.1234), "−0.1234", id="float32"),
    ],
)
def test_one_element(value, text):
    assert element_text(value) == text


def test_what_is_missing_is_counted_in_words():
    def counted(nan, inf):
        return missing_text(Statistics(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, nan, inf))

    assert [counted(0, 0), counted(3, 0), counted(0, 1), counted(1200, 1)] == [
        "0",
        "3 NaN",
        "1 Inf",
        "1,200 NaN, 1 Inf",
    ]
