"""The predicted tree: the lines of a run without values, what was, and what can be said of it."""

from dataclasses import replace

import pytest
from outline_values import OUTPUT, STATE, tree
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QTreeView

from widgets.notice import Notice, Tone
from widgets.predicted_tree import PredictedTree, ShownPrediction
from widgets.tensor_tree_cells import PredictedCells
from widgets.tensor_tree_items import OutlineItems

ROOT = QModelIndex()
NOW = "Predicted for the input as it is now"


def marked():
    """The tree whose output had another batch in the last run."""
    root = tree()
    (layer,) = root.children
    (call,) = layer.children
    output, state = call.children
    call = replace(call, children=(replace(output, change="was 3 batch"), state))
    return replace(root, note="cpu, float32, predicted", children=(replace(layer, children=(call,)),))


@pytest.fixture
def panel(qtbot):
    made = PredictedTree()
    qtbot.addWidget(made)
    made.resize(560, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def notices(panel):
    return [(notice.tone, notice.text) for notice in panel.findChildren(Notice) if notice.isVisible()]


def texts(items, parent=ROOT):
    lines = []
    for row in range(items.rowCount(parent)):
        cells = [items.index(row, column, parent) for column in range(items.columnCount())]
        lines += ["|".join(items.data(cell) for cell in cells), *texts(items, cells[0])]
    return lines


def test_the_lines_show_what_was_in_the_place_of_figures(qapp, qtmodeltester):
    items = OutlineItems(PredictedCells(QPalette(), QFont()))
    items.set_outline(marked())
    qtmodeltester.check(items)
    titles = [items.headerData(column, Qt.Orientation.Horizontal) for column in range(items.columnCount())]
    assert titles == ["Name", "Shape", "Last run", "Type"]
    assert texts(items) == [
        "model.pt|cpu, float32, predicted||",
        "lstm|LSTM(8, 64, num_layers=2)||",
        "call 0|||",
        "output|32 batch × 20 time × 64 hidden|was 3 batch|float32",
        "h_n|2 layer × 32 batch × 64 hidden||float32",
        "layer 0|32 batch × 64 hidden||float32",
        "layer 1|32 batch × 64 hidden||float32",
    ]


def test_it_is_empty_before_a_model_is_open(panel):
    panel.show_prediction(ShownPrediction(), None)
    assert notices(panel) == []
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert shown == ["Open a model to see the shapes of its next run here."]


@pytest.mark.parametrize(
    ("changes", "strip"),
    [
        pytest.param({}, "Predicted for the input as it is now; run it (F9) for values.", id="ready"),
        pytest.param(
            {"running": True},
            "Predicted for the input as it is now; the values follow when the run ends.",
            id="running",
        ),
        pytest.param({"waiting": True}, "Predicting the shapes…", id="a newer one is awaited"),
    ],
)
def test_the_strip_says_what_the_tree_is(panel, changes, strip):
    panel.show_prediction(ShownPrediction(tree=marked(), **changes), OUTPUT)
    assert notices(panel) == [(Tone.REMARK, strip)]
    assert panel.findChild(QTreeView).currentIndex().data() == "output"


def test_an_error_and_what_was_assumed_stand_under_the_strip(panel):
    stop, assumed = "The run would stop in decoder: it expects 256 features, the target has 15.", "It was assumed."
    panel.show_prediction(ShownPrediction(tree=marked(), stop=stop, remarks=(assumed, "So was this.")), None)
    assert notices(panel)[1:] == [(Tone.ERROR, stop), (Tone.REMARK, f"{assumed}\nSo was this.")]


def test_a_refusal_stands_in_the_place_of_the_tree(panel):
    panel.show_prediction(ShownPrediction(refused="The shapes cannot be predicted: no."), None)
    assert notices(panel) == [(Tone.ERROR, "The shapes cannot be predicted: no.")]


def test_what_is_folded_stays_folded_until_another_model_comes(panel):
    panel.show_prediction(ShownPrediction(tree=marked()), None)
    view = panel.findChild(QTreeView)
    view.collapseAll()
    panel.show_prediction(ShownPrediction(tree=marked(), waiting=True), None)
    assert not view.isExpanded(view.model().index(0, 0))
    panel.show_prediction(ShownPrediction(tree=tree()), None)
    assert not view.isExpanded(view.model().index(0, 0))
    panel.show_prediction(ShownPrediction(tree=replace(tree(), label="other.pt")), None)
    assert view.isExpanded(view.model().index(0, 0))


def test_another_selection_marks_another_line(panel):
    panel.show_prediction(ShownPrediction(tree=marked()), OUTPUT)
    view = panel.findChild(QTreeView)
    view.collapseAll()
    panel.show_selection(STATE)
    assert view.currentIndex().data() == "h_n"
    panel.show_selection(None)
    assert not view.currentIndex().isValid()
