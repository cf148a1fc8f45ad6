"""From numbers to colours: the maps, and a place in the table for each value, for NaN and for Inf."""

from functools import lru_cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from inspector.tensor.axis import Axis
from inspector.tensor.levels import Levels

from .theme import Colours

Scale = Levels | Axis  # the colours of values, or of the places along an axis from which elements came
Pixels = NDArray[np.uint32]  # 0xffRRGGBB, as Qt paints them without converting

_NAN, _INF, _FIRST = 0, 1, 2
_STEPS = 256 - _FIRST
# The centre of a diverging map is the paper: white on light, black on dark. Neither map has magenta or green in it.
_DIVERGING = {False: "CET-D1A", True: "CET-D4"}
_SEQUENTIAL = "cividis"
# Of the maps that are safe for colour-vision deficiency the one with the longest way through the colours.
_PLACES = "viridis"
_ENDS = (0.08, 0.92)  # without the darkest and the brightest, which are glaring in large fields
_MOST_BANDS = 64  # more cannot be told apart: a ramp
_NARROW = 1e-4  # a span of less of its ends' size is finer than float32 tells apart in the end
_FLOAT32 = (1e-30, 1e30)  # spans that float32 can be divided by with room on both sides


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
    kind = scale.signed if isinstance(scale, Levels) else scale
    return np.vstack([*map(_rgba, special), _map_colours(kind, dark)]).astype(np.uint8)


def pixel_table(table: NDArray[np.uint8]) -> Pixels:
    """Give the colours of a table, (256, 4), as pixels of an image."""
    red, green, blue = (table[:, part].astype(np.uint32) for part in range(3))
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue


def colour_places(values: NDArray[Any], scale: Scale) -> NDArray[np.uint8]:
    """Give each value's place in the table; what lies outside the scale takes the colour of its end."""
    low, high = ends_of(scale)
    kind = np.float32 if values.dtype == np.float32 and _fits_float32(low, high) else np.float64
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.subtract(values, kind(low), dtype=kind)
        scaled *= kind((_STEPS - 1) / (high - low))
        np.clip(scaled, 0, _STEPS - 1, out=scaled)
        scaled += kind(_FIRST + 0.5)  # half a place, so that cutting off the rest rounds
        places: NDArray[np.uint8] = scaled.astype(np.uint8)
    if values.size and not np.isfinite([values.min(), values.max()]).all():
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


def _fits_float32(low: float, high: float) -> bool:
    span, size = high - low, max(abs(low), abs(high))
    return _FLOAT32[0] < span < _FLOAT32[1] and span > _NARROW * size


@lru_cache(maxsize=64)
def _map_colours(kind: bool | Axis, dark: bool) -> NDArray[np.uint8]:
    scale = Levels(0.0, 1.0, kind) if isinstance(kind, bool) else kind
    colours: NDArray[np.uint8] = colour_map(scale, dark).getLookupTable(nPts=_STEPS, alpha=True)
    return colours


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
