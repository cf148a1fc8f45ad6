import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor.exact_text import exact_text, tab_separated

FLOATS = (np.float16, np.float32, np.float64, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2)


@settings(max_examples=300)
@given(st.floats(width=32, allow_nan=False), st.sampled_from(FLOATS))
def test_a_number_reads_back_as_the_same_element(value, dtype):
    with np.errstate(over="ignore", invalid="ignore"):
        element = np.asarray(value, np.float32).astype(dtype)
    text = exact_text(element[()])
    with np.errstate(over="ignore", invalid="ignore"):
        again = np.float64(text).astype(dtype)
    assert again.tobytes() == element.tobytes() or np.isnan(np.float64(element))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float32(0.1), "0.1"), (np.float64(0.1), "0.1"), (np.float32(1) / np.float32(3), "0.33333334"),
        (np.float16(0.1), "0.1"), (np.int64(-(2**62)), "-4611686018427387904"), (np.uint8(7), "7"),
        (np.bool_(True), "True"), (np.float32("nan"), "nan"), (np.float32("-inf"), "-inf"),
        (np.complex64(1 + 2j), "(1+2j)"), (ml_dtypes.bfloat16(3.140625), "3.140625"),
    ],
)  # fmt: skip
def test_written_as_numpy_reads_it(value, text):
    assert exact_text(value) == text


def test_rows_are_lines_and_cells_are_parted_by_tabs():
    assert tab_separated(np.array([[1.5, np.nan], [0.1, -2]], np.float32)) == "1.5\tnan\n0.1\t-2.0"
