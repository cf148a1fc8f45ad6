"""Whether arrays are equal bit by bit, and a sample that tells most of them apart."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAMPLED = 64  # elements: enough to tell apart what is not equal, few enough to read of every tensor


def sample_of(values: NDArray[Any]) -> tuple[object, ...]:
    """Give shape, type and some of the elements: equal for equal arrays."""
    flat = values.reshape(-1)
    return values.shape, str(values.dtype), flat[:: max(1, flat.size // _SAMPLED)].tobytes()


def is_equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Tell whether two arrays of one type have the same bits: a NaN that was handed on is the same NaN."""
    return bool(np.array_equal(_bytes(one), _bytes(other)))


def is_zero(values: NDArray[Any]) -> bool:
    """Tell whether every element is zero; the first ones are looked at before the others are read."""
    return not _bytes(values[:1] if values.ndim else values).any() and not _bytes(values).any()


def _bytes(values: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(values).reshape(-1).view(np.uint8)
