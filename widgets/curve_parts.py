"""What a plot of lines is given: curves, bands, and the plots that they stand in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.tensor.stroke import Stroke


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line with its name; `number` says by which ink and dashes it is known."""

    name: str
    number: int
    stroke: Stroke


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What lies between `low` and `high` (point,) float32 at the `places`; nothing where one of them is NaN."""

    number: int
    places: NDArray[np.int64]
    low: NDArray[np.float32]
    high: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PlotPart:
    """One plot: its title, "" where it needs none, and what is drawn in it, the bands behind the curves."""

    title: str
    curves: tuple[Curve, ...]
    bands: tuple[Band, ...] = ()


def span_of(parts: tuple[PlotPart, ...]) -> tuple[float, float]:
    """Give what the finite values of all plots span, with some room; 0 to 1 where there is none."""
    arrays = [curve.stroke.values for part in parts for curve in part.curves]
    arrays += [end[np.isfinite(end)] for part in parts for band in part.bands for end in (band.low, band.high)]
    known = [array for array in arrays if array.size]
    if not known:
        return 0.0, 1.0
    low, high = min(float(array.min()) for array in known), max(float(array.max()) for array in known)
    margin = _MARGIN * (high - low) or abs(high) / 2 or 0.5
    return low - margin, high + margin


_MARGIN = 0.06  # of the span, above and below lines
