"""From numbers to colours: the maps, and a place in the table for each value, for NaN and for Inf."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from inspector.tensor.levels import Levels

from .theme import Colours

_NAN, _INF, _FIRST = 0, 1, 2
_STEPS = 256 - _FIRST
# The centre of a diverging map is the paper: white on light, black on dark. Neither map has magenta or green in it.
_DIVERGING = {False: "CET-D1A", True: "CET-D4"}
_SEQUENTIAL = "cividis"


def colour_map(signed: bool, dark: bool) -> Any:
    """Give the pyqtgraph.ColorMap: a diverging one for values of both signs, else one of rising lightness."""
    return pg.colormap.get(_DIVERGING[dark] if signed else _SEQUENTIAL)


def colour_table(signed: bool, dark: bool, shades: Colours) -> NDArray[np.uint8]:
    """Give the colours of the places, (256, 4): NaN, Inf, then the map from low to high."""
    scale = colour_map(signed, dark).getLookupTable(nPts=_STEPS, alpha=True)
    return np.vstack([_rgba(shades.nan), _rgba(shades.inf), scale]).astype(np.uint8)


def colour_places(values: NDArray[np.float32], levels: Levels) -> NDArray[np.uint8]:
    """Give each value's place in the table; what lies outside the levels takes the colour of their end."""
    scaled = (values.astype(np.float64) - levels.low) * ((_STEPS - 1) / (levels.high - levels.low))
    finite = np.isfinite(scaled)
    places = np.full(values.shape, _FIRST, np.uint8)
    np.add(places, np.clip(scaled, 0, _STEPS - 1).round(), out=places, where=finite, casting="unsafe")
    places[np.isnan(values)] = _NAN
    places[np.isinf(values)] = _INF
    return places


def _rgba(colour: QColor) -> list[int]:
    return [colour.red(), colour.green(), colour.blue(), 255]
