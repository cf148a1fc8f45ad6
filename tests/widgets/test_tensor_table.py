"""A slice as a table: its texts, what is read of it, and what is copied."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from tensor_values import ARRAY, AXES, collected, part_of

from inspector.tensor.axis import named_axis
from inspector.tensor.padding import Padding
from inspector.tensor.slice_spec import SliceSpec
from inspector.tensor.values import StoredValues
from widgets import tensor_table, value_items
from widgets.notice import Notice, Tone
from widgets.tensor_table import TensorTable
from widgets.theme import colours
from widgets.value_items import ValueItems

ROLE = Qt.ItemDataRole


@pytest.fixture
def items(qapp):
    made = ValueItems(colours(qapp.palette()), qapp.font())
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return made


@pytest.fixture
def view(qtbot):
    made = TensorTable()
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show_slice(part_of(), AXES)
    with qtbot.waitExposed(made):
        made.show()
    return made


def table_of(items):
    return [
        [items.index(row, column).data() for column in range(items.columnCount())] for row in range(items.rowCount())
    ]


def select(view, rows, columns):
    table = view.findChild(QTableView)
    model = table.selectionModel()
    model.clear()
    for row in rows:
        for column in columns:
            model.select(table.model().index(row, column), QItemSelectionModel.SelectionFlag.Select)


def test_the_whole_table_is_as_expected(items):
    axes = (named_axis(("time", 2)), named_axis(("direction", 2), ("hidden", 1)))
    items.show_slice(part_of(np.array([[1.5, np.nan], [-np.inf, -0.25]], np.float32), axes), axes)
    assert table_of(items) == [["1.5", "NaN"], ["−Inf", "−0.25"]]
    heads = [items.headerData(at, Qt.Orientation.Horizontal) for at in range(2)]
    assert heads == ["0 (forward, 0)", "1 (backward, 0)"]
    assert [items.headerData(at, Qt.Orientation.Vertical) for at in range(2)] == ["0", "1"]
    assert "direction × hidden 1 (backward, 0)" in items.headerData(1, Qt.Orientation.Horizontal, ROLE.ToolTipRole)


def test_what_is_no_number_stands_out_and_padding_is_faint(items):
    array = ARRAY.copy()
    array[1, 0, 0] = np.nan
    items.show_slice(part_of(array, spec=SliceSpec(fixed=(1, 0, 0)), padding=Padding(0, 1, (7, 2, 1))), AXES)
    shades = items._shades
    assert items.index(0, 0).data(ROLE.ForegroundRole) == shades.error
    assert items.index(0, 0).data(ROLE.FontRole).weight() > items.index(0, 0).data(ROLE.FontRole).Weight.Normal
    assert items.index(1, 0).data(ROLE.ForegroundRole) is None
    assert items.index(2, 0).data(ROLE.ForegroundRole) == shades.muted
    assert "Padding" in items.index(2, 0).data(ROLE.ToolTipRole)
    assert "Padding" not in items.index(1, 0).data(ROLE.ToolTipRole)


def test_other_dtypes_and_fewer_axes(items):
    items.show_slice(part_of(np.array(7), ()), ())
    assert table_of(items) == [["7"]]
    axes = (named_axis(("hidden", 3)),)
    items.show_slice(part_of(np.array([True, False, True]), axes), axes)
    assert table_of(items) == [["True", "False", "True"]]
    items.show_slice(part_of(np.zeros((0, 3)), (named_axis(("time", 0)), *axes)), (named_axis(("time", 0)), *axes))
    assert table_of(items) == []
    items.show_slice(None, ())
    assert (items.rowCount(), items.columnCount()) == (0, 0)


def test_only_what_is_looked_at_is_read(items, monkeypatch):
    axes = (named_axis(("time", 3_000_000)), named_axis(("hidden", 500)))
    array = np.broadcast_to(np.arange(500, dtype=np.float32), (3_000_000, 500))
    read = []
    take = StoredValues.take
    part = part_of(array[:8], (named_axis(("time", 8)), axes[1]))
    monkeypatch.setattr(StoredValues, "take", lambda self, index: read.append(index) or take(self, index))
    items.show_slice(part.__class__(part.array, StoredValues(array), part.resolved, part.figures), axes)
    assert items.rowCount() == value_items.MOST
    assert items.index(900_000, 321).data() == "321"
    assert items.index(900_001, 322).data() == "322"
    assert sum(np.broadcast(*index).size for index in read) == 64 * 64


def test_copied_cells_read_back_as_the_same_numbers(view):
    select(view, (1, 2), (0, 1, 2))
    view.copy()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert np.array_equal(np.array(rows, np.float32), ARRAY[0, 1:3, :3])
    assert view.findChild(Notice).text == "Copied 2 × 3 cells with full precision."


def test_the_keyboard_copies(view, qtbot):
    select(view, (0,), (0,))
    table = view.findChild(QTableView)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == str(ARRAY[0, 0, 0])


@pytest.mark.parametrize(
    ("rows", "columns", "text"),
    [
        ((), (), "No cells are selected. Select some, then copy them."),
        ((0, 4), (0,), "Several blocks are selected. Select one block and copy it."),
        (
            (0, 1), (0, 1, 2),
            "6 cells are selected, and at most 5 are copied. Select fewer, or save the run to have all of it.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_copied_is_told(view, monkeypatch, rows, columns, text):
    monkeypatch.setattr(tensor_table, "MOST_COPIED", 5)
    QApplication.clipboard().setText("before")
    select(view, rows, columns)
    view.copy()
    assert view.findChild(Notice).text == text
    assert view.findChild(Notice).tone is Tone.WARNING
    assert QApplication.clipboard().text() == "before"


def test_the_current_cell_is_told_with_its_place(view, qtbot):
    pointed, chosen = collected(view.hovered), collected(view.chosen)
    table = view.findChild(QTableView)
    table.setFocus()
    table.setCurrentIndex(table.model().index(3, 5))
    assert pointed[-1] == (0, 3, 5)
    value = table.model().index(3, 5).data()
    said = [label.text() for label in view.findChildren(QLabel)]
    assert f"batch 0, time 3, direction × hidden 5 (backward, 1): {value}" in said
    assert "rows: time, columns: direction × hidden" in said
    table.activated.emit(table.currentIndex())
    assert chosen == [(0, 3, 5)]


def test_another_slice_of_the_same_shape_leaves_the_view_where_it_is(view):
    table = view.findChild(QTableView)
    table.setCurrentIndex(table.model().index(3, 5))
    view.show_slice(part_of(spec=SliceSpec(fixed=(2, 0, 0))), AXES)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (3, 5)
    assert table.model().index(0, 0).data() == value_items.element_text(ARRAY[2, 0, 0])


def test_a_tensor_without_elements_and_none_at_all_say_so(view):
    axes = (named_axis(("time", 0)), named_axis(("hidden", 3)))
    view.show_slice(part_of(np.zeros((0, 3)), axes), axes)
    assert "This tensor has no elements: its size along time is 0." in [
        each.text() for each in view.findChildren(QLabel)
    ]
