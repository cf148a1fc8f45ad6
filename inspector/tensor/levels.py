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


def levels_of(array: NDArray[Any]) -> Levels:
    """Span the finite values of the array; NaN and Inf never decide a colour scale."""
    finite = array[np.isfinite(array)]
    if not finite.size:
        return Levels(0.0, 1.0, signed=False)
    low, high = float(finite.min()), float(finite.max())
    if low < 0 < high:
        reach = max(-low, high)
        return Levels(-reach, reach, signed=True)
    if low == high:
        margin = abs(low) / 2 or 0.5
        return Levels(max(low - margin, -float_info.max), min(high + margin, float_info.max), signed=False)
    return Levels(low, high, signed=False)


def as_float32(array: NDArray[Any]) -> NDArray[np.float32]:
    """Widen or narrow any dtype for the screen; complex numbers by their magnitude."""
    real = np.abs(array) if np.iscomplexobj(array) else array
    with np.errstate(over="ignore"):
        return real.astype(np.float32)
