"""The switch of views: which is seen, by mouse and keys, and that all show the same slice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QToolButton
from tensor_values import ARRAY, AXES, collected, part_of

from inspector.tensor.slice_spec import SliceSpec
from widgets.line_plot import LinePlot
from widgets.tensor_distribution import TensorDistribution
from widgets.tensor_heatmap import TensorHeatmap
from widgets.tensor_lines import TensorLines
from widgets.tensor_slicer import TensorSlicer
from widgets.tensor_table import TensorTable
from widgets.tensor_view import TensorView

VIEWS = {
    Qt.Key.Key_1: TensorHeatmap, Qt.Key.Key_2: TensorLines, Qt.Key.Key_3: TensorTable, Qt.Key.Key_4: TensorDistribution,
}  # fmt: skip


@pytest.fixture
def view(qtbot):
    made = TensorView()
    qtbot.addWidget(made)
    made.resize(560, 460)
    made.show_tensor("output", ("What it is.",), AXES, part_of())
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def button(view, name):
    return next(each for each in view.findChildren(QToolButton) if each.accessibleName() == name)


@pytest.mark.parametrize("key", VIEWS)
def test_alt_and_a_number_turn_to_a_view(view, qtbot, key):
    view.take_focus()
    qtbot.keyClick(view, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(view, key, Qt.KeyboardModifier.AltModifier)
    assert [kind for kind in VIEWS.values() if view.findChild(kind).isVisible()] == [VIEWS[key]]
    names = ("Heatmap", "Lines", "Table", "Distribution")
    checked = [name for name in names if button(view, name).isChecked()]
    assert checked == [names[list(VIEWS).index(key)]]


def test_the_view_stays_while_another_tensor_is_chosen_and_shows_its_slice(view, qtbot):
    qtbot.mouseClick(button(view, "Table"), Qt.MouseButton.LeftButton)
    table = view.findChild(QTableView)
    assert table.model().rowCount() == 7
    view.show_message("Reading…")
    view.show_tensor("c_n", (), AXES, part_of(spec=SliceSpec(0, 2, (0, 4, 0))))
    assert view.findChild(TensorTable).isVisible()
    assert table.model().rowCount() == 3
    qtbot.mouseClick(button(view, "Lines"), Qt.MouseButton.LeftButton)
    lines = view.findChild(TensorLines).findChild(LinePlot)._plots[0].listDataItems()
    assert list(lines[0].yData) == list(ARRAY[0, 4].astype(float))


def test_the_distribution_is_of_the_whole_tensor_and_needs_no_slicer(view, qtbot):
    wanted = collected(view.distribution.wanted)
    qtbot.mouseClick(button(view, "Distribution"), Qt.MouseButton.LeftButton)
    assert wanted == [None]
    assert not view.findChild(TensorSlicer).isVisible()
    qtbot.mouseClick(button(view, "Heatmap"), Qt.MouseButton.LeftButton)
    assert view.findChild(TensorSlicer).isVisible()


def test_what_is_read_in_lines_and_table_is_passed_on_and_forgotten_with_them(view, qtbot):
    pointed = collected(view.hovered)
    qtbot.mouseClick(button(view, "Table"), Qt.MouseButton.LeftButton)
    table = view.findChild(QTableView)
    table.setCurrentIndex(table.model().index(2, 3))
    view.show_tensor("output", (), AXES, part_of())
    qtbot.mouseClick(button(view, "Lines"), Qt.MouseButton.LeftButton)
    assert pointed == [(0, 2, 3), None]


def test_a_cell_chosen_in_the_heatmap_is_the_unit_of_the_lines(view, qtbot):
    view.findChild(TensorHeatmap).chosen.emit((0, 3, 6))
    qtbot.mouseClick(button(view, "Lines"), Qt.MouseButton.LeftButton)
    (line,) = view.findChild(TensorLines).findChild(LinePlot)._plots[0].listDataItems()
    assert list(line.yData) == list(ARRAY[0, :, 6].astype(float))


def test_the_units_of_a_selected_part_are_the_lines(view, qtbot):
    heatmap = view.findChild(TensorHeatmap)
    for key in (*[Qt.Key.Key_Down] * 3, *[Qt.Key.Key_Right] * 4):
        qtbot.keyClick(heatmap, key)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(heatmap, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(button(view, "Lines"), Qt.MouseButton.LeftButton)
    drawn = view.findChild(TensorLines).findChild(LinePlot)._plots[0].listDataItems()
    assert [list(line.yData) for line in drawn] == [list(ARRAY[0, :, unit].astype(float)) for unit in (4, 5, 6)]


def test_a_part_that_is_selected_no_more_changes_no_line(view, qtbot):
    heatmap = view.findChild(TensorHeatmap)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(heatmap, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(heatmap, Qt.Key.Key_Escape)
    qtbot.mouseClick(button(view, "Lines"), Qt.MouseButton.LeftButton)
    drawn = view.findChild(TensorLines).findChild(LinePlot)._plots[0].listDataItems()
    assert len(drawn) == 3
    assert list(drawn[0].yData) == list(ARRAY[0, :, 0].astype(float))
