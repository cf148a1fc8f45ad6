"""The shapes before the run, and the inputs that fit, in the real window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt, SignalInstance
from PySide6.QtWidgets import QLineEdit, QToolButton, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.source import ClassSource, PresetSource, parse_source
from inspector.outlook import TreeView
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from widgets.main_window import MainWindow
from widgets.notice import Notice

_WAIT = 30_000
_SEQ2SEQ = PresetSource("seq2seq-teacher-forcing")
_TAGGER = """
import torch
from torch import nn

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 16, batch_first=True)
        self.head = nn.Linear(16, 4)

    def forward(self, words):
        return self.head(self.rnn(words)[0])

class Picky(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 16)

    def forward(self, words, other):
        return self.rnn(words.secret(other))
"""


def _until(qtbot: QtBot, signal: SignalInstance, reached: Callable[[], bool]) -> None:
    while not reached():
        qtbot.waitSignal(signal, timeout=_WAIT).wait()


def _open(window: MainWindow, qtbot: QtBot, source: PresetSource | ClassSource) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(source)
    _until(qtbot, workspace.outlook_changed, lambda: _is_settled(window))


def _is_settled(window: MainWindow) -> bool:
    session = window.workspace.session
    assert session.request is not None
    asked = (session.outlook.awaits_inference(session.request), session.outlook.awaits_prediction(session.request))
    return asked == (False, False)


def _line(window: MainWindow, name: str) -> QLineEdit:
    return next(line for line in window.panels.run.findChildren(QLineEdit) if line.accessibleName() == name)


def _type(window: MainWindow, qtbot: QtBot, name: str, text: str) -> None:
    """Replace a line of the input in one go, as pasting does; what is typed is read at every key."""
    line = _line(window, name)
    line.selectAll()
    line.insert(text)
    line.textEdited.emit(text)
    _until(qtbot, window.workspace.outlook_changed, lambda: _is_settled(window))


def _sentences(widget: QWidget) -> list[str]:
    return [notice.text for notice in widget.findChildren(Notice) if notice.isVisible()]


def _rows(view: QTreeView, above: QModelIndex | None = None) -> dict[str, tuple[str, str]]:
    """Give shape and last run of every line, by its path."""
    model, parent = view.model(), above or QModelIndex()
    found = {}
    for row in range(model.rowCount(parent)):
        cells = [model.index(row, column, parent) for column in range(3)]
        found[cells[0].data()] = (cells[1].data(), cells[2].data())
        found |= {f"{cells[0].data()}/{name}": cell for name, cell in _rows(view, cells[0]).items()}
    return found


def _predicted(window: MainWindow) -> dict[str, tuple[str, str]]:
    rows = _rows(window.panels.predicted.findChild(QTreeView))
    return {name.partition("/")[2]: cells for name, cells in rows.items()}


def test_the_batch_of_a_preset_is_edited_predicted_and_run_as_predicted(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, qtbot, _SEQ2SEQ)
    panels, workspace = window.panels, window.workspace
    assert panels.trees.currentWidget() is panels.tree
    assert _sentences(panels.run)[0].endswith(", as predicted")
    ran = workspace.session.run
    _type(window, qtbot, "Input 0", "normal(batch=5,time=30,10)")
    _type(window, qtbot, "Input 1", "normal(batch=5,time=40,15)")
    assert workspace.session.run is ran, "nothing has run"
    assert panels.trees.currentWidget() is panels.predicted
    assert _sentences(panels.predicted) == ["Predicted for the input as it is now; run it (F9) for values."]
    rows = _predicted(window)
    assert rows["encoder/call 0/output"] == ("5 batch × 30 time × 256 hidden", "was 2 batch")
    assert rows["decoder/call 0/h_0"] == ("1 layer × 5 batch × 256 hidden", "was 2 batch")
    assert rows["encoder/weights/weight_ih_l0"][1] == ""
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        qtbot.keyClick(window, Qt.Key.Key_F9)
    assert panels.trees.currentWidget() is panels.tree
    assert _sentences(panels.run)[0].endswith(", as predicted")


def test_a_wrong_size_is_told_with_argument_axis_and_layer_before_the_run_and_after_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    _open(window, qtbot, _SEQ2SEQ)
    panels, workspace = window.panels, window.workspace
    _type(window, qtbot, "Input 1", "normal(batch=2,time=40,20)")
    sentence = "decoder expects 15 features, trg has 20."
    assert f"The run would stop in decoder: {sentence}" in _sentences(panels.predicted)
    assert sentence in _sentences(panels.run)
    assert _predicted(window)["decoder"] == ("the forward would stop here", "ran in the last run")
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.run()
    told = "\n".join(_sentences(panels.run))
    assert ", then the model failed, as predicted" in told
    assert told.count("Stopped in decoder: ") == 1
    assert told.endswith(sentence)


def test_the_published_seq2seq_says_why_it_fails(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, qtbot, PresetSource(_SEQ2SEQ.name, as_published=True))
    assert "decoder expects 256 features, trg has 15." in "\n".join(_sentences(window.panels.run))


def test_a_person_looks_at_the_captured_tree_while_editing(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, qtbot, _SEQ2SEQ)
    panels, workspace = window.panels, window.workspace
    _type(window, qtbot, "Input 0", "normal(batch=2,time=31,10)")
    bar = panels.trees.tabBar()
    bar.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert workspace.session.outlook.view is TreeView.CAPTURED
    _type(window, qtbot, "Input 0", "normal(batch=2,time=32,10)")
    assert panels.trees.currentWidget() is panels.tree
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert _predicted(window)["encoder/call 0/input"] == ("2 batch × 32 time × 10 input", "was 30 time")


def test_a_layer_of_a_form_is_predicted_with_the_key_that_changes_it(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(parse_source("form:input_size=10,hidden_size=16,batch_first=true"))
    line = _line(window, "Input 0")
    line.setText("normal(batch=3,time=7,10)")
    line.setCursorPosition(len("normal(batch=3,time="))
    for key, size in (("1", 17), ("2", 127)):
        qtbot.keyClick(line, key)  # no event is awaited: the answer comes with the key
        assert _predicted(window)["LSTM/call 0/output"] == (f"3 batch × {size} time × 16 hidden", "was 7 time")


def test_the_form_tells_the_shapes_while_it_is_filled_in(window: MainWindow, qtbot: QtBot) -> None:
    window.form.open()
    form = window.form.form
    field = next(line for line in form.findChildren(QLineEdit) if line.accessibleName() == "hidden_size")
    field.selectAll()
    qtbot.keyClicks(field, "31")
    texts = [label.text() for label in form.findChildren(QWidget) if label.accessibleName().startswith("Shape of")]
    assert texts == [
        "7 time × 3 batch × 10 input", "7 time × 3 batch × 31 hidden",
        "1 layer × 3 batch × 31 hidden", "1 layer × 3 batch × 31 hidden",
    ]  # fmt: skip
    window.form.close()


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    path = tmp_path / "tagger.py"
    path.write_text(_TAGGER, encoding="utf-8")
    return path


def test_inferred_input_says_why_and_offers_what_else_fits(window: MainWindow, qtbot: QtBot, classes: Path) -> None:
    _open(window, qtbot, ClassSource(str(classes), "Tagger"))
    workspace, panel = window.workspace, window.panels.run
    assert _line(window, "Input 0").text() == "normal(batch=3,time=7,input=8)"
    reason = next(w for w in panel.findChildren(QWidget) if w.accessibleName() == "Why input 0 is this")
    assert reason.text() == "words is fed to rnn."
    button = next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == "Other readings of input 0")
    offered = {action.text(): action for action in button.menu().actions()}
    assert "normal(time=7,input=8)" in offered
    offered["normal(time=7,input=8)"].trigger()
    _until(qtbot, workspace.outlook_changed, lambda: _is_settled(window))
    assert _predicted(window)["rnn/call 0/input"] == ("7 time × 8 input", "was 3 batch × 7 time × 8 input")
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.run()
    assert ", as predicted" in "\n".join(_sentences(panel))


def test_where_nothing_fits_the_inputs_say_what_to_give(window: MainWindow, qtbot: QtBot, classes: Path) -> None:
    workspace, panel = window.workspace, window.panels.run
    with qtbot.waitSignals([workspace.runs.failed, workspace.predictions.inferred], timeout=_WAIT):
        workspace.open_source(ClassSource(str(classes), "Picky"))
    told, outcome = _sentences(panel)
    assert told.startswith("No input could be found for Picky, whose forward takes words, other. Write it, as in")
    assert outcome == "The model did not run."


def test_a_saved_run_does_not_load_its_model_before_it_is_run(
    window: MainWindow, qtbot: QtBot, classes: Path, tmp_path: Path
) -> None:
    workspace = window.workspace
    _open(window, qtbot, ClassSource(str(classes), "Tagger"))
    with qtbot.waitSignal(workspace.runs.saved, timeout=_WAIT):
        workspace.runs.save(workspace.session.run, tmp_path / "run.safetensors")
    with qtbot.waitSignal(workspace.opening.opened, timeout=_WAIT):
        window.open_path(tmp_path / "run.safetensors")
    request = workspace.session.request
    assert request is not None
    assert not workspace.session.outlook.awaits_prediction(request)
    assert window.panels.trees.currentWidget() is window.panels.tree


def test_the_predicted_tree_marks_what_is_selected_in_the_run(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, qtbot, _SEQ2SEQ)
    workspace, view = window.workspace, window.panels.predicted.findChild(QTreeView)
    for role in ("h_n", "output"):
        workspace.change(workspace.session.with_selection(Selection(parse_key(f"decoder/0/{role}"))))
        assert view.currentIndex().data() == role
        assert view.currentIndex().parent().parent().data() == "decoder"
