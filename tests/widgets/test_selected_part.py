"""A rectangle of a picture: drawn with the mouse or the keyboard, counted, and copied as a table."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QToolButton

from inspector.tensor.axis import named_axis
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, Window, resolve_slice
from inspector.tensor.table_text import table_text
from inspector.tensor.values import StoredValues
from widgets.heat_plot import HeatPlot
from widgets.selected_part import part_text
from widgets.tensor_heatmap import TensorHeatmap

AXES = (named_axis(("time", 20)), named_axis(("hidden", 30)))
ARRAY = np.arange(600, dtype=np.float32).reshape(20, 30) / 8
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def heatmap(qtbot):
    made = TensorHeatmap()
    qtbot.addWidget(made)
    made.resize(600, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.show_slice(part_of(ARRAY), AXES)
    made.grab()
    return made


def part_of(array, most=1000):
    return read_slice(StoredValues(array), resolve_slice(SliceSpec(), AXES), most, most)


def told(heatmap):
    label = next(label for label in heatmap.findChildren(QLabel) if label.accessibleName() == "Selected part")
    return label.toolTip().removeprefix("<p>").removesuffix("</p>") if label.isVisible() else None


def drag(heatmap, qtbot, start, end, modifier):
    plot = heatmap.findChild(HeatPlot)
    box = next(item for item in plot.scene().items() if isinstance(item, pg.ViewBox))
    first, last = (plot.mapFromScene(box.mapViewToScene(QPointF(*place))) for place in (start, end))
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, modifier, first)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(plot.viewport(), first + (last - first) * share)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, modifier, last)
    return box


def test_arrows_with_shift_select_and_ctrl_c_copies(heatmap, qtbot):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(heatmap, key)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(heatmap, key, SHIFT)
    assert told(heatmap).startswith("Selected 2 × 3 = 6: min 3.875, max 7.875")
    qtbot.keyClick(heatmap, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "3.875\t4.0\t4.125\n7.625\t7.75\t7.875"
    qtbot.keyClick(heatmap, Qt.Key.Key_Escape)
    assert told(heatmap) is None


def test_dragging_with_shift_selects_and_without_it_does_not(heatmap, qtbot):
    drag(heatmap, qtbot, (20, 15), (2, 3), SHIFT)
    assert told(heatmap).startswith("Selected 13 × 19 = 247")
    qtbot.keyClick(heatmap, Qt.Key.Key_Escape)
    drag(heatmap, qtbot, (20, 15), (2, 3), Qt.KeyboardModifier.NoModifier)
    assert told(heatmap) is None


def test_the_selection_counts_elements_and_not_cells(heatmap, qtbot):
    heatmap.show_slice(part_of(ARRAY, most=5), AXES)
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    qtbot.keyClick(heatmap, Qt.Key.Key_Down, SHIFT)
    assert told(heatmap).startswith("Selected 8 × 6 = 48: min 0, max 26.88")


def test_the_selection_stays_at_its_place_in_another_slice(heatmap, qtbot):
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    qtbot.keyClick(heatmap, Qt.Key.Key_Down, SHIFT)
    heatmap.show_slice(part_of(ARRAY + 100), AXES)
    assert told(heatmap).startswith("Selected 2 × 1 = 2: min 100, max 103.8")
    heatmap.show_slice(part_of(ARRAY.T[:20, :20].copy()), (AXES[0], named_axis(("input", 20))))
    assert told(heatmap) is None


def test_the_button_copies(heatmap, qtbot):
    drag(heatmap, qtbot, (0, 0), (1, 0), SHIFT)
    button = next(each for each in heatmap.findChildren(QToolButton) if each.accessibleName().startswith("Copy the"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "0.0\t0.125"


def test_too_many_values_are_said_to_be_too_many():
    assert part_text(Window((0, 10_000), (0, 10_000)), None) == (
        "Selected 10,000 × 10,000: 100,000,000 values, too many to count at once"
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, np.int64, np.bool_, np.complex64])
def test_a_table_read_back_is_the_same(dtype):
    drawn = np.random.default_rng(0).normal(0, 3, (4, 5))
    matrix = drawn.astype(dtype)
    read = [[dtype(eval(cell)) for cell in line.split("\t")] for line in table_text(matrix).split("\n")]
    assert np.array_equal(np.array(read), matrix)
