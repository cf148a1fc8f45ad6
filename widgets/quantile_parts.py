"""From the quantiles along an axis to what is drawn of them."""

import numpy as np

from inspector.tensor.distribution import AxisQuantiles
from inspector.tensor.stroke import Stroke, stroke_of

from .curve_parts import Band, Curve, PlotPart

KEY = ("median", "5 % and 95 %", "smallest and largest")

_NUMBERS = (2, 1, 0, 1, 2)  # of the curve in KEY that each of the quantiles is drawn as


def quantile_parts(shown: AxisQuantiles) -> tuple[PlotPart, ...]:
    """Give the plot: five curves, a band around the median and a wider one."""
    rows = shown.quantiles.astype(np.float32)
    places = np.arange(rows.shape[1]) * shown.step
    curves = tuple(
        Curve(KEY[number], number, _stroke(row, shown.step)) for number, row in zip(_NUMBERS, rows, strict=True)
    )
    bands = (Band(0, places, rows[0], rows[4]), Band(0, places, rows[1], rows[3]))
    return (PlotPart("", curves, bands),)


def _stroke(row: np.ndarray[tuple[int, ...], np.dtype[np.float32]], step: int) -> Stroke:
    """Join the points; where no value is finite there is none."""
    return stroke_of(row, np.isfinite(row), row.size).spaced(step, 0)
