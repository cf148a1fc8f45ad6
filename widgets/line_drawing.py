"""Drawing curves and bands into a plot, with signs where there is no number."""

from typing import Any

import numpy as np

from .band_item import BandItem
from .curve_ink import band_colour, curve_pen
from .curve_parts import Curve, PlotPart
from .theme import Colours

_SIGN = 9  # pixels of the mark of what is no number
_DOT = 5  # pixels of a value without a neighbour


def draw_part(plot: Any, part: PlotPart, span: tuple[float, float], shades: Colours) -> None:
    """Draw a part in place of all that a pyqtgraph.PlotItem shows, over a span of values."""
    for item in [*plot.listDataItems(), *(item for item in plot.items if isinstance(item, BandItem))]:
        plot.removeItem(item)
    plot.setYRange(*span, padding=0)
    for band in part.bands:
        plot.addItem(BandItem(band, band_colour(band.number, shades)), ignoreBounds=True)
    for curve in part.curves:
        _draw_curve(plot, curve, span, shades)


def _draw_curve(plot: Any, curve: Curve, span: tuple[float, float], shades: Colours) -> None:
    stroke, pen = curve.stroke, curve_pen(curve.number, shades)
    plot.plot(stroke.places, stroke.values, pen=pen, antialias=True, connect=stroke.joined.astype(np.int32))
    lone = stroke.lone
    _draw_signs(plot, stroke.places[lone], stroke.values[lone], "o", pen.color(), _DOT)
    low, high = span
    _draw_signs(plot, stroke.nan, low, "x", shades.nan)
    _draw_signs(plot, stroke.above, high, "t1", shades.inf)
    _draw_signs(plot, stroke.below, low, "t", shades.inf)


def _draw_signs(plot: Any, places: Any, values: Any, sign: str, colour: object, size: int = _SIGN) -> None:
    if len(places):
        heights = np.broadcast_to(np.asarray(values, float), len(places))
        plot.plot(places, heights, pen=None, symbol=sign, symbolSize=size, symbolBrush=colour, symbolPen=colour)
