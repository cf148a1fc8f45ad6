"""One outlier, and one NaN, is on the screen wherever it stands, at any size: looked for in the painted pixels."""

import os

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF

from inspector.tensor.axis import named_axis
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import ResolvedSlice
from inspector.tensor.values import StoredValues
from widgets.heat_plot import HeatPlot
from widgets.tensor_heatmap import TensorHeatmap
from widgets.theme import colours

POSITIONS = 50 if "LSTMSCOPE_LAW_EXAMPLES" in os.environ else 6
HIGHEST = (253, 231, 55)  # cividis ends in yellow


@pytest.fixture
def heatmap(qtbot):
    made = TensorHeatmap()
    qtbot.addWidget(made)
    made.resize(617, 431)
    with qtbot.waitExposed(made):
        made.show()
    return made


def pixels_around(heatmap, row, column):
    """Give the colours that are painted where the element stands, and one pixel beside."""
    plot = heatmap.findChild(HeatPlot)
    box = next(item for item in plot.scene().items() if isinstance(item, pg.ViewBox))
    image = plot.grab().toImage()
    edges = [box.mapViewToScene(QPointF(column + dx, row + dy)) for dx, dy in ((-0.5, -0.5), (0.5, 0.5))]
    (left, top), (right, bottom) = ((edge.x(), edge.y()) for edge in edges)
    ratio = image.devicePixelRatio()
    across = range(int((left - 1) * ratio), int((right + 2) * ratio))
    down = range(int((top - 1) * ratio), int((bottom + 2) * ratio))
    return {image.pixelColor(x, y).getRgb()[:3] for x in across for y in down if image.valid(x, y)}


@pytest.mark.parametrize("whole", [True, False], ids=["read for the screen", "every cell given"])
@pytest.mark.parametrize("shape", [(512, 512), (2048, 2048), (8192, 8192), (100, 100_000)], ids=str)
def test_one_outlier_and_one_nan_are_on_the_screen(heatmap, shape, whole):
    if not whole and max(shape) > 2048:
        pytest.skip("no reader gives so many cells")
    array = np.zeros(shape, np.float32)
    axes = tuple(named_axis((name, size)) for name, size in zip(("time", "hidden"), shape, strict=True))
    draw = np.random.default_rng(sum(shape))
    heatmap.show_slice(read_slice(StoredValues(array), ResolvedSlice(0, 1, (0, 0)), 64, 64), axes)
    for _ in range(POSITIONS):
        place = tuple(draw.integers(shape))
        for value, colour in ((np.nan, colours(heatmap.palette()).nan.getRgb()[:3]), (1.0, None)):
            array[place] = value
            room = heatmap.room if whole else shape
            part = read_slice(StoredValues(array), ResolvedSlice(0, 1, (0, 0)), *room, patient=True)
            heatmap.show_slice(part, axes)
            seen = pixels_around(heatmap, *place)
            assert colour in seen if colour else any(red > 200 and blue < 120 for red, _, blue in seen), (place, seen)
        array[place] = 0
