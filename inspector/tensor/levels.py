"""The range of values that a colour scale spans."""

from dataclasses import dataclass
from sys import float_info
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Levels:
    """`low` < `high`; `signed` where both signs occur, and then they are symmetric around zero."""

    low: float
    high: float
    signed: bool


def levels_between(low: float | None, high: float | None) -> Levels:
    """Span what lies between two finite values; where there is none, 0 to 1."""
    if low is None or high is None:
        return Levels(0.0, 1.0, signed=False)
    if low < 0 < high:
        reach = max(-low, high)
        return Levels(-reach, reach, signed=True)
    if low == high:
        margin = abs(low) / 2 or 0.5
        return Levels(max(low - margin, -float_info.max), min(high + margin, float_info.max), signed=False)
    return Levels(low, high, signed=False)


def levels_of(array: NDArray[Any]) -> Levels:
    """Span the finite values of the array; NaN and Inf never decide a colour scale."""
    finite = array[np.isfinite(array)]
    return levels_between(float(finite.min()), float(finite.max())) if finite.size else levels_between(None, None)


def as_float32(array: NDArray[Any]) -> NDArray[np.float32]:
    """Widen or narrow any dtype for the screen, float32 as it is; complex numbers by their magnitude."""
    if array.dtype == np.float32:
        return array
    real = np.abs(array) if np.iscomplexobj(array) else array
    with np.errstate(over="ignore"):
        return real.astype(np.float32)
