"""How the values of a tensor are distributed, counted exactly by the upper half of their bits.

The first 16 bits of a float32 are its sign, its exponent and 7 bits of its fraction, so a bin is at most 1/128 of its
values wide, whatever their size: small values are told apart as well as large ones, and no range is needed beforehand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 1 << 16
_INF = 0x7F80  # the key of positive Inf: those of finite positive values are smaller, those of NaN larger


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """`counts` (BINS,) int64: how many float32 have these upper 16 bits."""

    counts: NDArray[np.int64]

    @property
    def finite(self) -> int:
        """The number of finite values."""
        return int(self._ordered.sum())

    def quantile(self, share: float) -> float | None:
        """Give the value below which this share (0 to 1) of the finite values lies; None where there is none.

        It is exact to the width of a bin, 1/128 of the value; within a bin values are taken as spread evenly.
        """
        ordered = self._ordered
        below = np.cumsum(ordered)
        if not below[-1]:
            return None
        rank = share * (float(below[-1]) - 1)
        at = int(np.searchsorted(below, rank, side="right"))
        low, high = _EDGES[at], _EDGES[at + 1]
        inside = (rank - float(below[at] - ordered[at]) + 0.5) / float(ordered[at])
        return float(low + (high - low) * min(max(inside, 0.0), 1.0))

    def bars(self, low: float, high: float, count: int) -> NDArray[np.float64]:
        """Count what lies in each of `count` equal parts of low to high; a bin over an edge is shared out."""
        below = np.concatenate(([0.0], np.cumsum(self._ordered, dtype=np.float64)))
        edges = np.linspace(low, high, count + 1)
        return np.diff(np.interp(edges, _EDGES, below))

    @property
    def _ordered(self) -> NDArray[np.int64]:
        """The counts of finite values from the lowest to the highest; the zeros of both signs side by side."""
        positive, negative = self.counts[: BINS // 2], self.counts[BINS // 2 :]
        return np.concatenate((negative[_INF - 1 :: -1], positive[:_INF]))


def _edges() -> NDArray[np.float64]:
    """Give the edges of the bins of the finite values, from the lowest to the highest."""
    keys = np.arange(_INF + 1, dtype=np.uint32) << 16
    ends = keys.view(np.float32).astype(np.float64)
    ends[-1] = float(np.finfo(np.float32).max)
    return np.concatenate((-ends[:0:-1], ends))


_EDGES = _edges()
