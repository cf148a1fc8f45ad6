"""How the values of a tensor are distributed: as a whole, and for each index of an axis."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .histogram import BINS, Histogram
from .statistics import Statistics

SHARES = (0.0, 0.05, 0.5, 0.95, 1.0)  # of which `AxisQuantiles` has the quantiles

_END = float(np.finfo(np.float32).max)
_ZERO = 1e-40


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """The histogram of a tensor and its figures; `size` counts all its elements."""

    histogram: Histogram
    statistics: Statistics
    size: int

    def bars(self, low: float, high: float, count: int) -> NDArray[np.float64]:
        """Count what lies in each of `count` equal parts of low to high.

        The bins of the smallest and of the largest value reach beyond them; nothing of these lies there, so it is
        counted in the first and in the last part.
        """
        bars = self.histogram.bars(low, high, count)
        if self.statistics.min is not None and low <= self.statistics.min:
            bars[0] += self.histogram.bars(-_END, low, 1)[0]
        if self.statistics.max is not None and high >= self.statistics.max:
            bars[-1] += self.histogram.bars(high, _END, 1)[0]
        return bars

    def quantile(self, share: float) -> float | None:
        """Give the value below which this share (0 to 1) of the finite values lies, to 1/128; None if none is."""
        low, high = self.statistics.min, self.statistics.max
        return None if low is None or high is None else quantile_between(self.histogram, share, low, high)

    def to_json(self) -> dict[str, Any]:
        """Give plain values; of the histogram only the bins that are not empty."""
        bins = np.flatnonzero(self.histogram.counts)
        counts = self.histogram.counts[bins].tolist()
        return {"bins": bins.tolist(), "counts": counts, "statistics": self.statistics.to_json(), "size": self.size}


@dataclass(frozen=True, slots=True, eq=False)
class AxisQuantiles:
    """The quantiles SHARES along an axis of `size` indices: (share, point) float64, NaN where no value is finite.

    Point k is of the `step` indices from k * step on. `missing` (point,) counts their elements that are not finite.
    Where the quantiles are not `exact`, they are to 1/128 of the value; the smallest and the largest always are.
    """

    axis: int
    size: int
    step: int
    quantiles: NDArray[np.float64]
    missing: NDArray[np.int64]
    exact: bool

    def to_json(self) -> dict[str, Any]:
        """Give plain values, None in place of NaN."""
        told = [[None if isnan(each) else each for each in row] for row in self.quantiles.tolist()]
        sizes = {"axis": self.axis, "size": self.size, "step": self.step, "exact": self.exact}
        return sizes | {"quantiles": told, "missing": self.missing.tolist()}


def quantile_between(histogram: Histogram, share: float, low: float, high: float) -> float | None:
    """Give a quantile of finite values from low to high, to which their bins are no closer than 1/128.

    What lies in the bin of zero, among numbers below 1e-40, is taken as zero.
    """
    found = histogram.quantile(share)
    if found is None:
        return None
    return min(max(0.0 if abs(found) < _ZERO else found, low), high)


def distribution_from_json(told: Mapping[str, Any]) -> Distribution:
    """Read what `to_json` gave."""
    counts = np.zeros(BINS, np.int64)
    counts[told["bins"]] = told["counts"]
    return Distribution(Histogram(counts), Statistics(**told["statistics"]), told["size"])


def axis_quantiles_from_json(told: Mapping[str, Any]) -> AxisQuantiles:
    """Read what `to_json` gave."""
    quantiles = np.array(told["quantiles"], np.float64).reshape(len(SHARES), -1)
    missing = np.array(told["missing"], np.int64)
    return AxisQuantiles(told["axis"], told["size"], told["step"], quantiles, missing, told["exact"])
