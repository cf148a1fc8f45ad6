"""From numbers to colours: the maps, and a place in the table for each value, for NaN and for Inf."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from inspector.tensor.axis import Axis
from inspector.tensor.levels import Levels

from .theme import Colours

Scale = Levels | Axis  # the colours of values, or of the places along an axis from which elements came

_NAN, _INF, _FIRST = 0, 1, 2
_STEPS = 256 - _FIRST
# The centre of a diverging map is the paper: white on light, black on dark. Neither map has magenta or green in it.
_DIVERGING = {False: "CET-D1A", True: "CET-D4"}
_SEQUENTIAL = "cividis"
# Of the maps that are safe for colour-vision deficiency the one with the longest way through the colours.
_PLACES = "viridis"
_ENDS = (0.08, 0.92)  # without the darkest and the brightest, which are glaring in large fields
_MOST_BANDS = 64  # more cannot be told apart: a ramp


def colour_map(scale: Scale, dark: bool) -> Any:
    """Give the pyqtgraph.ColorMap: a diverging one for values of both signs, else one of rising lightness.

    Along an axis of few places every place has one colour.
    """
    match scale:
        case Levels(signed=signed):
            return pg.colormap.get(_DIVERGING[dark] if signed else _SEQUENTIAL)
        case Axis():
            return _bands(scale.size)


def colour_table(scale: Scale, dark: bool, shades: Colours) -> NDArray[np.uint8]:
    """Give the colours, (256, 4): NaN, Inf, then the map from low to high; a place that is not there is no alarm."""
    special = [shades.nan, shades.inf] if isinstance(scale, Levels) else [shades.grid, shades.grid]
    colours = colour_map(scale, dark).getLookupTable(nPts=_STEPS, alpha=True)
    return np.vstack([*map(_rgba, special), colours]).astype(np.uint8)


def colour_places(values: NDArray[Any], scale: Scale) -> NDArray[np.uint8]:
    """Give each value's place in the table; what lies outside the scale takes the colour of its end."""
    low, high = ends_of(scale)
    scaled = (values.astype(np.float64) - low) * ((_STEPS - 1) / (high - low))
    finite = np.isfinite(scaled)
    places = np.full(values.shape, _FIRST, np.uint8)
    np.add(places, np.clip(scaled, 0, _STEPS - 1).round(), out=places, where=finite, casting="unsafe")
    places[np.isnan(values)] = _NAN
    places[np.isinf(values)] = _INF
    return places


def ends_of(scale: Scale) -> tuple[float, float]:
    """Give the numbers at the ends of the scale; a whole number stands in the middle of its band."""
    match scale:
        case Levels(low=low, high=high):
            return low, high
        case Axis():
            return -0.5, scale.size - 0.5


def _bands(count: int) -> Any:
    ramp = pg.colormap.get(_PLACES)
    if count > _MOST_BANDS:
        return ramp
    colours = ramp.map(np.linspace(*_ENDS, count) if count > 1 else np.array([0.5]), mode="byte")
    edges = np.arange(count + 1) / count
    stops = np.column_stack((edges[:-1], edges[1:] - 1e-9)).ravel()  # a map needs rising stops
    return pg.ColorMap(stops, np.repeat(colours, 2, axis=0))


def _rgba(colour: QColor) -> list[int]:
    return [colour.red(), colour.green(), colour.blue(), 255]
