"""The figures of a whole tensor in one pass, in float64, block by block so that memory stays small."""

from dataclasses import asdict, dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 18  # elements: two megabytes of float64 stay in the cache, and numpy is called seldom enough
_ROW = 1 << 13  # elements: of a longer product BLAS gives each core a part, and on a busy machine waits for the slowest


@dataclass(frozen=True, slots=True)
class Statistics:
    """min, max, mean, std (population), sum and abs_sum over the finite elements; None where there is none.

    `nan` and `inf` count the others. Complex numbers are taken by their magnitude.
    """

    min: float | None
    max: float | None
    mean: float | None
    std: float | None
    sum: float
    abs_sum: float
    nan: int
    inf: int

    def to_json(self) -> dict[str, Any]:
        """Give the figures by name; one that JSON cannot hold (an overflow) becomes None."""
        return {name: value if value is None or isfinite(value) else None for name, value in asdict(self).items()}


def statistics_of(array: NDArray[Any]) -> Statistics:
    """Compute the figures of an array of any shape and dtype, bfloat16 and float8 included."""
    flat = array.reshape(-1)
    total = _Moments(min(flat.size, _BLOCK))
    with np.errstate(over="ignore", invalid="ignore"):  # a sum beyond float64 is inf, its spread NaN
        for start in range(0, flat.size, _BLOCK):
            total.add(flat[start : start + _BLOCK])
    return total.finished()


class _Moments:
    """Running figures, merged block by block (Chan, Golub, LeVeque 1983); a block has at most `size` elements."""

    def __init__(self, size: int) -> None:
        self._wide = np.empty(size)  # one for all blocks: the first touch of new memory costs more than the arithmetic
        self.count = self.nan = self.inf = 0
        self.low, self.high = np.inf, -np.inf
        self.mean = self.spread = self.sum = self.abs_sum = 0.0

    def add(self, block: NDArray[Any]) -> None:
        real = np.abs(block) if np.iscomplexobj(block) else block
        wide = self._wide[: real.size]
        np.copyto(wide, real, casting="unsafe")
        ends = real if real.dtype == np.float32 else wide  # float32 is looked through faster before it is widened
        low, high = float(ends.min()), float(ends.max())
        if isfinite(low) and isfinite(high):
            self._merge(wide, low, high)
            return
        finite = self._finite(wide)
        if finite.size:
            self._merge(finite, float(finite.min()), float(finite.max()))

    def _merge(self, finite: NDArray[np.float64], low: float, high: float) -> None:
        """Take the block's figures in; overwrites the block."""
        block_sum = _sum(finite)
        block_mean = block_sum / finite.size
        count = self.count + finite.size
        shift = block_mean - self.mean
        self.spread += _spread(finite, block_mean) + shift * shift * self.count * finite.size / count
        self.mean += shift * finite.size / count
        self.count = count
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.sum += block_sum
        self.abs_sum += _sum(np.abs(finite, out=finite))

    def _finite(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        finite = np.isfinite(block)
        missing = int(np.isnan(block).sum())
        self.nan += missing
        self.inf += block.size - int(finite.sum()) - missing
        return block[finite]

    def finished(self) -> Statistics:
        if not self.count:
            return Statistics(None, None, None, None, 0.0, 0.0, self.nan, self.inf)
        std = sqrt(self.spread / self.count)
        return Statistics(self.low, self.high, self.mean, std, self.sum, self.abs_sum, self.nan, self.inf)


def _spread(values: NDArray[np.float64], mean: float) -> float:
    """Give the sum of the squared distances from the mean."""
    squares = _dot(values, values)
    spread = squares - mean * mean * values.size
    if spread > squares / 16:  # else the mean outweighs the spread, and the difference has few digits left
        return spread
    centred = values - mean
    return _dot(centred, centred)


def _sum(values: NDArray[np.float64]) -> float:
    return float(np.einsum("i->", values))  # less than half the time of the method sum, and on one core


def _dot(left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    cut = left.size - left.size % _ROW
    rows = np.matmul(left[:cut].reshape(-1, 1, _ROW), right[:cut].reshape(-1, _ROW, 1))
    return float(rows.sum()) + float(np.dot(left[cut:], right[cut:]))
