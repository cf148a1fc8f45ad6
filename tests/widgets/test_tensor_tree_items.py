import pytest
from outline_values import BROKEN, FIGURES, LAYER_1, OUTPUT, STATE, tree
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QPalette

from inspector.reshape.arranged_outline import LineOrder
from inspector.reshape.outline import selections
from inspector.reshape.outline_filter import OutlineFilter
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey
from widgets.tensor_tree_cells import Column, OutlineCells
from widgets.tensor_tree_items import OutlineItems

ROOT = QModelIndex()


@pytest.fixture
def items(qapp):
    made = OutlineItems(OutlineCells(QPalette(), QFont()))
    made.set_outline(tree())
    return made


def texts(items, parent=ROOT):
    lines = []
    for row in range(items.rowCount(parent)):
        cells = [items.index(row, column, parent) for column in Column]
        lines += ["|".join(items.data(cell) for cell in cells), *texts(items, cells[0])]
    return lines


def test_is_a_sound_item_model(items, qtmodeltester):
    items.set_statistics({OUTPUT: FIGURES, STATE: BROKEN})
    qtmodeltester.check(items)


def test_an_empty_one_is_sound_too(qapp, qtmodeltester):
    empty = OutlineItems(OutlineCells(QPalette(), QFont()))
    qtmodeltester.check(empty)
    assert empty.rowCount() == 0


def test_the_cells(items):
    items.set_statistics({OUTPUT: FIGURES, LAYER_1: BROKEN})
    assert texts(items) == [
        "model.pt|cpu|||||",
        "lstm|LSTM(8, 64, num_layers=2)|||||",
        "call 0||||||",
        "output|32 batch × 20 time × 64 hidden|float32|−0.1235|1235|0|0",
        "h_n|2 layer × 32 batch × 64 hidden|float32|…|…|…|…",
        "layer 0|32 batch × 64 hidden|float32||||",
        "layer 1|32 batch × 64 hidden|float32|–|–|–|3 NaN, 1 Inf",
    ]
    titles = [items.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert titles == ["Name", "Shape", "Type", "Min", "Max", "Mean", "NaN"]


def test_every_selection_is_found_and_given_back(items):
    for selection in selections(tree()):
        assert items.node_at(items.index_of(selection)).selection == selection
    assert not items.index_of(Selection(TensorKey("gone", "0", "output"))).isValid()
    assert items.node_at(items.index(0, 0)).selection is None


def test_only_changed_figures_are_announced(items):
    items.set_statistics({OUTPUT: FIGURES})
    told = []
    items.dataChanged.connect(lambda first, last, _: told.append((first.row(), first.column(), last.column())))
    new = items.set_statistics({OUTPUT: FIGURES, STATE: BROKEN})
    items.announce(new.lines)
    assert new.missing
    assert told == [(1, Column.MIN, Column.NAN)]


def test_another_tree_forgets_the_figures_and_the_same_keeps_them(items):
    root = tree()
    items.set_outline(root)
    items.set_statistics({OUTPUT: FIGURES})
    items.set_outline(root)
    assert items.data(items.index_of(OUTPUT).siblingAtColumn(Column.MAX)) == "1235"
    items.set_outline(tree())
    assert items.data(items.index_of(OUTPUT).siblingAtColumn(Column.MAX)) == "…"


def test_what_is_not_finite_has_a_picture_beside_the_words(items):
    items.set_statistics({OUTPUT: FIGURES, STATE: BROKEN})
    decoration = Qt.ItemDataRole.DecorationRole
    assert items.data(items.index_of(OUTPUT).siblingAtColumn(Column.NAN), decoration) is None
    assert not items.data(items.index_of(STATE).siblingAtColumn(Column.NAN), decoration).isNull()


@pytest.mark.parametrize("typed", ["lstm/0/output", "32, 20, 64", "32x20x64", "float32", "20 TIME"])
def test_a_line_is_found_by_what_people_type(items, typed):
    items.arrange(OutlineFilter(typed), LineOrder.RUN)
    assert items.index_of(OUTPUT).isValid()
