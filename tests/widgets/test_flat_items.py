"""Wide parents: the view knows of a batch of their children at a time."""

import pytest
from outline_values import leaf
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QTreeView

from inspector.reshape.arranged_outline import LineOrder
from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.outline_filter import OutlineFilter
from inspector.reshape.selection import Selection
from inspector.run.key import file_key
from inspector.tensor.axis import named_axis
from widgets.flat_items import BATCH
from widgets.tensor_tree import TensorTree
from widgets.tensor_tree_cells import OutlineCells
from widgets.tensor_tree_items import OutlineItems

AXES = (named_axis(("batch", 2)),)


def chosen(number):
    return Selection(file_key(f"t{number}"))


def wide(count):
    """A file with so many tensors, and a module behind them."""
    tensors = (leaf(NodeKind.TENSOR, f"t{number}", chosen(number), AXES) for number in range(count))
    file = OutlineNode(NodeKind.FILE, "file", children=tuple(tensors))
    return OutlineNode(NodeKind.MODEL, "m.pt", children=(file, OutlineNode(NodeKind.MODULE, "behind")))


@pytest.fixture
def items(qapp):
    made = OutlineItems(OutlineCells(QPalette(), QFont()))
    made.set_outline(wide(2 * BATCH + 5))
    return made


def file_of(items):
    return items.index(0, 0, items.index(0, 0))


def test_it_is_a_sound_item_model(items, qtmodeltester):
    qtmodeltester.check(items)


def test_batches_become_known_one_after_the_other(items):
    told = []
    items.rowsInserted.connect(lambda parent, first, last: told.append((parent.data(), first, last)))
    assert items.rowCount(file_of(items)) == BATCH
    while items.canFetchMore(file_of(items)):
        items.fetchMore(file_of(items))
    assert told == [("file", BATCH, 2 * BATCH - 1), ("file", 2 * BATCH, 2 * BATCH + 4)]
    assert not items.canFetchMore(items.index(0, 0))
    assert not items.canFetchMore(QModelIndex())


def test_what_is_selected_becomes_known(items):
    line = items.index_of(chosen(BATCH + 1))
    assert (line.data(), line.row()) == (f"t{BATCH + 1}", BATCH + 1)
    assert items.rowCount(file_of(items)) == 2 * BATCH


def test_what_lies_very_far_down_is_not_reached_for(qapp):
    items = OutlineItems(OutlineCells(QPalette(), QFont()))
    items.set_outline(wide(12_000))
    assert not items.index_of(chosen(11_000)).isValid()
    assert items.rowCount(file_of(items)) == BATCH
    items.arrange(OutlineFilter("t11000"), LineOrder.RUN)
    assert items.index_of(chosen(11_000)).isValid()


def test_scrolling_makes_the_next_batch_known_wherever_the_parent_stands(qtbot):
    tree = TensorTree()
    qtbot.addWidget(tree)
    tree.resize(600, 400)
    with qtbot.waitExposed(tree):
        tree.show()
    tree.show_outline(wide(9 * BATCH), None)
    view = tree.findChild(QTreeView)
    file = file_of(view.model())
    view.expand(file)
    known = view.model().rowCount(file)
    assert known < 9 * BATCH
    view.scrollTo(view.model().index(known - 1, 0, file))
    assert view.model().rowCount(file) > known
