import ml_dtypes
import numpy as np
import pytest

from inspector.run.equal_bits import is_equal, is_zero, sample_of


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, np.int64, ml_dtypes.bfloat16])
def test_equal_is_bit_by_bit(dtype):
    one = np.arange(1000).reshape(10, 100).astype(dtype)
    other = one.copy()
    assert is_equal(one, other) and sample_of(one) == sample_of(other)
    other[7, 3] = -5
    assert not is_equal(one, other)
    assert not is_zero(one)
    assert is_zero(np.zeros_like(one)) and is_zero(np.zeros((), dtype))
    only_last = np.zeros_like(one)
    only_last[-1, -1] = 1
    assert not is_zero(only_last)


def test_a_nan_equals_itself_and_a_shape_counts():
    nan = np.full((2, 3), np.nan, np.float32)
    assert is_equal(nan, nan.copy())
    assert sample_of(nan) != sample_of(nan.reshape(3, 2))
    assert sample_of(nan) != sample_of(nan.astype(np.float64))


def test_parts_of_an_array_that_are_not_contiguous():
    values = np.arange(24.0).reshape(4, 6)
    assert is_equal(values[:, 1], values.T[1].copy())
