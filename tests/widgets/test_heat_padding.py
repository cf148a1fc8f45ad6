"""The padding of packed sequences in a heatmap: hatched, said, and left out of scale and figures."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel

from inspector.tensor.axis import named_axis
from inspector.tensor.padding import Padding
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import ResolvedSlice, Window
from inspector.tensor.values import StoredValues
from widgets.heat_bar import HeatBar
from widgets.heat_plot import HeatPlot
from widgets.padding_text import padding_text
from widgets.tensor_heatmap import TensorHeatmap
from widgets.theme import Theme, apply_theme, colours

AXES = (named_axis(("batch", 4)), named_axis(("time", 10)), named_axis(("hidden", 3)))
PADDING = Padding(0, 1, (10, 6, 10, 3))
ARRAY = np.random.default_rng(4).uniform(2, 3, (4, 10, 3)).astype(np.float32)
ARRAY[np.broadcast_to(~PADDING.inside(np.ix_(*map(range, ARRAY.shape))), ARRAY.shape)] = 0
BATCH_OVER_TIME = ResolvedSlice(0, 1, (0, 0, 1))


def part_of(row, column, position, most=100):
    resolved = ResolvedSlice(row, column, position)
    return read_slice(StoredValues(ARRAY), resolved, most, most, padding=PADDING)


@pytest.fixture
def heatmap(qtbot):
    made = TensorHeatmap()
    qtbot.addWidget(made)
    made.resize(600, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.show_slice(part_of(0, 1, (0, 0, 1)), AXES)
    return made


def said(heatmap):
    return " ".join(label.text() for label in heatmap.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param((0, 1, (0, 0, 1)), "2 of 4 samples end earlier", id="both shown"),
        pytest.param((0, 2, (0, 4, 0)), "1 of 4 samples has ended before time 4", id="time held"),
        pytest.param((0, 2, (0, 9, 0)), "2 of 4 samples have ended before time 9", id="time held at its end"),
        pytest.param((0, 2, (0, 2, 0)), "", id="time held where all go on"),
        pytest.param((2, 1, (1, 0, 0)), "sample 1 has 6 of 10 steps", id="batch held"),
        pytest.param((2, 1, (0, 0, 0)), "", id="a full sample held"),
    ],
)
def test_what_is_hatched_is_said(shown, expected):
    assert padding_text(part_of(*shown)) == (f"padding hatched: {expected}" if expected else "")


def test_padding_is_painted_as_paper_and_hatching(heatmap, qapp):
    for theme in (Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        plot = heatmap.findChild(HeatPlot)
        picture = plot.grab().toImage()
        box = plot._plot.getViewBox()
        shades = colours(heatmap.palette())

        def seen(row, column, picture=picture, plot=plot, box=box):
            first, last = (
                plot.mapFromScene(box.mapViewToScene(QPointF(column + by, row + by))) for by in (-0.35, 0.35)
            )
            places = [(x, y) for x in range(first.x(), last.x()) for y in range(first.y(), last.y())]
            return [picture.pixelColor(x, y).name() for x, y in places]

        padded, inside = seen(3, 5), seen(0, 5)
        assert padded.count(shades.plot.name()) > len(padded) / 2
        assert len(set(padded)) > 1  # hatching, so that it is told without a colour
        assert shades.plot.name() not in inside
    apply_theme(qapp, Theme.LIGHT)


def test_the_scale_leaves_padding_out_and_nothing_is_beyond_it(heatmap):
    bar = next(item for item in heatmap.findChild(HeatPlot).scene().items() if isinstance(item, HeatBar))
    inside = ARRAY[..., 1][ARRAY[..., 1] > 0]
    assert (bar.scale_shown.low, bar.scale_shown.high) == (inside.min(), inside.max())
    assert "padding hatched: 2 of 4 samples end earlier" in said(heatmap)
    assert "beyond" not in said(heatmap)


def test_padding_is_read_as_such(heatmap, qtbot):
    for key in (*[Qt.Key.Key_Down] * 4, *[Qt.Key.Key_Right] * 2):
        qtbot.keyClick(heatmap, key)
    assert "padding" not in said(heatmap).split("batch 3, time 2")[1]
    qtbot.keyClick(heatmap, Qt.Key.Key_Right)
    assert "batch 3, time 3, hidden 1: 0, padding" in said(heatmap)


def test_a_selected_part_leaves_padding_out(heatmap, qtbot):
    for key in [Qt.Key.Key_Down] * 3:
        qtbot.keyClick(heatmap, key)
    for key in (Qt.Key.Key_Down, *[Qt.Key.Key_Right] * 4):
        qtbot.keyClick(heatmap, key, Qt.KeyboardModifier.ShiftModifier)
    assert "Selected 2 × 5 = 10 (2 padding): min 2." in said(heatmap)


def test_hatching_goes_with_its_tensor(heatmap):
    hatch = heatmap.findChild(HeatPlot).marks.hatch
    assert hatch.windows == (Window((1, 2), (6, 10)), Window((3, 4), (3, 10)))
    whole = read_slice(StoredValues(ARRAY), BATCH_OVER_TIME, 9, 9)
    heatmap.show_slice(whole, AXES)
    assert not hatch.isVisible()
    heatmap.show_slice(part_of(0, 1, (0, 0, 1)), AXES)
    assert hatch.isVisible()


def test_nothing_but_padding_is_hatched_throughout(heatmap):
    heatmap.show_slice(part_of(2, None, (3, 8, 0)), AXES)
    assert heatmap.findChild(HeatPlot).marks.hatch.windows == (Window((0, 3), (0, 1)),)
    assert "sample 3 has 3 of 10 steps" in said(heatmap)
    assert "no finite value" not in said(heatmap)
