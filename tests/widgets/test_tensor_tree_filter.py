"""What a person does with the tree's head: filter by kind and by NaN, sort; and what stays while he does."""

from dataclasses import replace

import pytest
from outline_values import BROKEN, FIGURES, LAYER_1, OUTPUT, STATE, large_tree, tree
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton, QTreeView

from inspector.reshape.outline import NodeKind
from widgets.predicted_tree import PredictedTree, ShownPrediction
from widgets.tensor_tree import TensorTree


@pytest.fixture
def panel(qtbot):
    made = TensorTree()
    qtbot.addWidget(made)
    made.resize(900, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def view(panel):
    return panel.findChild(QTreeView)


def visible(panel):
    lines, index = [], view(panel).model().index(0, 0)
    while index.isValid():
        lines.append(index.data())
        index = view(panel).indexBelow(index)
    return lines


def box(panel, name):
    return next(each for each in panel.findChildren(QComboBox) if each.accessibleName() == name)


def only_missing(panel):
    return next(each for each in panel.findChildren(QToolButton) if each.accessibleName() == "Only with NaN or Inf")


def choose(panel, name, text):
    box(panel, name).setCurrentText(text)


def index_of(panel, label):
    """Give the line with that label, wherever it stands."""
    model = view(panel).model()
    waiting = [model.index(0, 0)]
    while waiting:
        index = waiting.pop()
        if index.data() == label:
            return index
        waiting.extend(model.index(row, 0, index) for row in range(model.rowCount(index)))
    raise AssertionError(label)


def message(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_only_one_kind_of_tensors(panel):
    panel.show_outline(tree(), OUTPUT)
    choose(panel, "Kind of tensors", "States")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "layer 0", "layer 1"]
    choose(panel, "Kind of tensors", "Weights")
    assert message(panel) == ["Nothing among weights."]
    choose(panel, "Kind of tensors", "All kinds")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "output", "h_n"]
    assert view(panel).currentIndex().data() == "output"


def test_only_what_has_nan_as_its_figures_arrive(panel):
    panel.show_outline(tree(), OUTPUT)
    panel.show_statistics({OUTPUT: FIGURES})
    only_missing(panel).setChecked(True)
    assert message(panel) == ["No NaN or Inf, as far as the figures are counted."]
    panel.show_statistics({LAYER_1: BROKEN})
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "layer 1"]
    panel.show_statistics({LAYER_1: FIGURES, STATE: BROKEN})
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n"]


def test_figures_of_whole_tensors_leave_the_lines_alone(panel):
    panel.show_outline(tree(), OUTPUT)
    panel.findChild(QLineEdit).setText("h_n")
    reset = []
    view(panel).model().modelReset.connect(lambda: reset.append(True))
    panel.show_statistics({STATE: BROKEN})
    assert not reset


def test_what_was_found_is_bold_and_told_to_screen_readers(panel):
    panel.show_outline(tree(), OUTPUT)
    panel.findChild(QLineEdit).setText("2, 32")
    state = index_of(panel, "h_n")
    roles = Qt.ItemDataRole.FontRole, Qt.ItemDataRole.AccessibleDescriptionRole
    font, told = (state.siblingAtColumn(1).data(role) for role in roles)
    assert (font.bold() or font.weight() > 400, told) == (True, "matches the filter")
    assert [state.data(role) for role in roles] == [None, None]
    panel.findChild(QLineEdit).setText("")
    assert state.model().data(index_of(panel, "h_n").siblingAtColumn(1), roles[0]) is None


def test_lines_are_sorted_and_the_selection_stays(panel):
    panel.show_outline(tree(), OUTPUT)
    choose(panel, "Order of the lines", "Name")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "output"]
    assert view(panel).currentIndex().data() == "output"
    choose(panel, "Order of the lines", "Size")
    assert visible(panel)[3:] == ["output", "h_n"]


def test_layers_are_sorted_as_people_count(panel):
    panel.show_outline(replace(large_tree(12), children=large_tree(12).children[::-1]), None)
    choose(panel, "Order of the lines", "Name")
    layers = [label for label in visible(panel) if label.startswith("lstm")]
    assert layers == [f"lstm{number}" for number in range(12)]


def test_what_was_opened_and_closed_stays_through_filter_order_and_a_new_run(panel):
    panel.show_outline(tree(), OUTPUT)
    view(panel).expand(index_of(panel, "h_n"))
    wanted = ["model.pt", "lstm", "call 0", "output", "h_n", "layer 0", "layer 1"]
    assert visible(panel) == wanted
    panel.findChild(QLineEdit).setText("output")
    panel.findChild(QLineEdit).setText("")
    assert visible(panel) == wanted
    choose(panel, "Order of the lines", "Size")
    assert visible(panel) == wanted
    panel.show_outline(tree(), OUTPUT)
    assert visible(panel) == wanted
    view(panel).collapse(index_of(panel, "call 0"))
    panel.show_outline(tree(), None)
    assert visible(panel) == ["model.pt", "lstm", "call 0"]
    panel.show_outline(replace(tree(), label="other.pt"), None)
    assert visible(panel) == ["other.pt", "lstm", "call 0", "output", "h_n"]


def test_a_filter_stays_through_a_new_run(panel):
    panel.show_outline(tree(), OUTPUT)
    panel.findChild(QLineEdit).setText("layer 1")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "layer 1"]
    panel.show_outline(tree(), OUTPUT)
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "layer 1"]


def test_the_root_is_never_what_a_filter_finds(panel):
    panel.show_outline(tree(), OUTPUT)
    panel.findChild(QLineEdit).setText("cpu")
    assert message(panel) == ["Nothing matches “cpu”."]


def test_the_lines_in_sight_that_wait_for_figures_are_told(panel, qtbot):
    with qtbot.waitSignal(panel.awaited) as told:
        panel.show_outline(tree(), OUTPUT)
    assert told.args == [(OUTPUT, STATE)]
    panel.show_statistics({OUTPUT: FIGURES})
    with qtbot.waitSignal(panel.awaited) as told:
        view(panel).expand(index_of(panel, "h_n"))
    assert told.args[0][0] == STATE
    assert LAYER_1 in told.args[0]


def test_scrolling_tells_what_came_into_sight(panel, qtbot):
    with qtbot.waitSignal(panel.awaited) as told:
        panel.show_outline(large_tree(150), None)
        choose(panel, "Kind of tensors", "Outputs")
    (first,) = told.args
    with qtbot.waitSignal(panel.awaited) as told:
        view(panel).scrollToBottom()
    (last,) = told.args
    assert not set(first) & set(last)
    assert last[-1].key.module == "lstm149"


def test_of_very_many_lines_a_filter_opens_the_first(qtbot, panel):
    panel.show_outline(large_tree(6000), None)
    panel.findChild(QLineEdit).setText("output")
    assert 1000 <= len(visible(panel)) < 3000
    assert visible(panel)[:3] == ["model.pt", "lstm0", "output"]


def test_the_keyboard_reaches_every_choice(panel, qtbot):
    panel.show_outline(tree(), OUTPUT)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    view(panel).setFocus()
    for wanted in (only_missing(panel), box(panel, "Kind of tensors"), box(panel, "Order of the lines")):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        assert panel.focusWidget() is wanted


def test_a_predicted_tree_has_no_figures_to_ask_for(qtbot):
    panel = PredictedTree()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_prediction(ShownPrediction(tree=tree()), None)
    assert only_missing(panel).isHidden()
    assert tree().kind is NodeKind.MODEL
    choose(panel, "Kind of tensors", "Outputs")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "output"]
