"""What a part of a tensor spans, found in one look, for the picture of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import as_float32

ALL = np.ones((), bool)  # of a matrix of any shape
ALL.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The smallest and the largest finite value, None where there is none; how many others there are.

    Complex numbers are taken by their magnitude; the figures are those of the values as float32.
    """

    low: float | None
    high: float | None
    nan: int
    inf: int


def figures_of(array: NDArray[Any], inside: NDArray[np.bool_] = ALL) -> Figures:
    """Compute the figures of an array of any shape and dtype, of those elements that are `inside`."""
    values = as_float32(array if inside.all() else array[np.broadcast_to(inside, array.shape)])
    if not values.size:
        return Figures(None, None, 0, 0)
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return Figures(low, high, 0, 0)
    finite = values[np.isfinite(values)]
    nan = int(np.isnan(values).sum())
    inf = values.size - finite.size - nan
    return Figures(float(finite.min()), float(finite.max()), nan, inf) if finite.size else Figures(None, None, nan, inf)
