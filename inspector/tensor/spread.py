"""How the values of a slice are spread over a colour scale: a histogram of a sample, and what lies beyond."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import Levels

BINS = 64


@dataclass(frozen=True, slots=True)
class Spread:
    """`counts` of equal parts of the scale, from low to high; how many cells shown lie `below` and `above` it."""

    counts: tuple[int, ...]
    below: int
    above: int

    @property
    def beyond(self) -> int:
        """How many of the cells shown lie outside the scale."""
        return self.below + self.above


NO_SPREAD = Spread((), 0, 0)


def spread_of(sample: NDArray[np.float32], cells: NDArray[Any], levels: Levels) -> Spread:
    """Count a sample over a scale, and the cells of a picture beyond it."""
    width = (levels.high - levels.low) / BINS
    with np.errstate(over="ignore", invalid="ignore"):
        places = (sample.astype(np.float64) - levels.low) / width
    inside = places[(places >= 0) & (places <= BINS)]
    counts = np.bincount(np.minimum(inside.astype(np.int64), BINS - 1), minlength=BINS)
    return Spread(tuple(map(int, counts)), _count(cells < levels.low, cells), _count(cells > levels.high, cells))


def _count(beyond: NDArray[np.bool_], cells: NDArray[Any]) -> int:
    """Count cells; Inf is none of them: it has a colour of its own."""
    found = int(np.count_nonzero(beyond))
    return int(np.isfinite(cells[beyond]).sum()) if found else 0
