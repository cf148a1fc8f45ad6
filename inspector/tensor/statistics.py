"""The figures of a whole tensor in one pass, in float64, block by block so that memory stays small."""

from dataclasses import asdict, dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 20  # elements: 4 MB of float32 stay in the cache between the passes over one block


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
    total = _Moments()
    with np.errstate(over="ignore", invalid="ignore"):  # a sum beyond float64 is inf, its spread NaN
        for start in range(0, flat.size, _BLOCK):
            total.add(_as_float64(flat[start : start + _BLOCK]))
    return total.finished()


class _Moments:
    """Running figures, merged block by block (Chan, Golub, LeVeque 1983)."""

    def __init__(self) -> None:
        self.count = self.nan = self.inf = 0
        self.low, self.high = np.inf, -np.inf
        self.mean = self.spread = self.sum = self.abs_sum = 0.0

    def add(self, block: NDArray[np.float64]) -> None:
        finite = self._finite(block)
        if not finite.size:
            return
        block_sum = float(finite.sum())
        block_mean = block_sum / finite.size
        centred = finite - block_mean
        count = self.count + finite.size
        shift = block_mean - self.mean
        self.spread += float(np.dot(centred, centred)) + shift * shift * self.count * finite.size / count
        self.mean += shift * finite.size / count
        self.count = count
        self.low, self.high = min(self.low, float(finite.min())), max(self.high, float(finite.max()))
        self.sum += block_sum
        self.abs_sum += float(np.abs(finite).sum())

    def _finite(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        finite = np.isfinite(block)
        if finite.all():
            return block
        missing = int(np.isnan(block).sum())
        self.nan += missing
        self.inf += block.size - int(finite.sum()) - missing
        return block[finite]

    def finished(self) -> Statistics:
        if not self.count:
            return Statistics(None, None, None, None, 0.0, 0.0, self.nan, self.inf)
        std = sqrt(self.spread / self.count)
        return Statistics(self.low, self.high, self.mean, std, self.sum, self.abs_sum, self.nan, self.inf)


def _as_float64(block: NDArray[Any]) -> NDArray[np.float64]:
    real = np.abs(block) if np.iscomplexobj(block) else block
    return real.astype(np.float64)
