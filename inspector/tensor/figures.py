"""What a part of a tensor spans, found in one look, for the picture of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import as_float32


@dataclass(frozen=True, slots=True)
class Figures:
    """The smallest and the largest finite value, None where there is none; how many others there are.

    Complex numbers are taken by their magnitude; the figures are those of the values as float32.
    """

    low: float | None
    high: float | None
    nan: int
    inf: int


def figures_of(array: NDArray[Any]) -> Figures:
    """Compute the figures of an array of any shape and dtype."""
    if not array.size:
        return Figures(None, None, 0, 0)
    values = as_float32(array)
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return Figures(low, high, 0, 0)
    finite = values[np.isfinite(values)]
    nan = int(np.isnan(values).sum())
    inf = values.size - finite.size - nan
    return Figures(float(finite.min()), float(finite.max()), nan, inf) if finite.size else Figures(None, None, nan, inf)
