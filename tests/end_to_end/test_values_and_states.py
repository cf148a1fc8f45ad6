"""Article C in the window: the chunks of one long sequence, carried on from run to run, are the whole in one go."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit, QSpinBox, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from inspector.run.run_file import open_run
from inspector.run.state import CarryState
from widgets.input_table_dialog import InputTableDialog
from widgets.main_window import MainWindow

_WAIT = 30_000  # ms; the first run waits for torch to be imported
_LAYER = FormSource(RecurrentConfig(Kind.LSTM, 3, 5, num_layers=2, batch_first=False, dropout=0.0))


def _named(parent: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(widget for widget in parent.findChildren(kind) if widget.accessibleName() == name)


def _write_input(qtbot: QtBot, window: MainWindow, text: str) -> None:
    line = _named(window.panels.run, QLineEdit, "Input 0")
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, text)


def _run(qtbot: QtBot, window: MainWindow) -> dict[str, np.ndarray]:
    """Press F9 and give what the run captured."""
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT):
        qtbot.keyClick(window, Qt.Key.Key_F9)
    run = window.workspace.session.run
    assert run is not None
    assert run.stopped_at is None
    opened = open_run(run.path)
    return {key.role: opened.read(key) for key in run.captured_keys() if key.call == "0"}


def test_chunks_carried_on_in_the_window_are_the_whole(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    sequence = np.random.default_rng(0).normal(size=(12, 2, 3)).astype(np.float32)
    chunks = np.split(sequence, [7, 8])
    for name, part in (("whole", sequence), *((f"chunk{number}", chunk) for number, chunk in enumerate(chunks))):
        np.save(tmp_path / f"{name}.npy", part)
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT):
        window.workspace.open_source(_LAYER)

    _write_input(qtbot, window, f"file:{tmp_path / 'whole.npy'}")
    whole = _run(qtbot, window)
    _write_input(qtbot, window, f"file:{tmp_path / 'chunk0.npy'}")
    found = [_run(qtbot, window)]
    choice = _named(window.panels.run, QComboBox, "Initial state")
    assert isinstance(choice, QComboBox)
    choice.setCurrentText("carry from the last run")
    for number in (1, 2):
        _write_input(qtbot, window, f"file:{tmp_path / f'chunk{number}.npy'}")
        found.append(_run(qtbot, window))
        assert choice.currentText() == "carry from the last run"
        np.testing.assert_array_equal(found[-1]["h_0"], found[-2]["h_n"])

    np.testing.assert_allclose(np.concatenate([part["output"] for part in found]), whole["output"], atol=1e-6)
    for role in ("h_n", "c_n"):
        np.testing.assert_allclose(found[-1][role], whole[role], atol=1e-6)

    session = window.workspace.session
    assert session.request is not None
    assert session.run is not None
    assert session.request.state == CarryState(str(session.run.path)), "the next run goes on from this one"


def test_values_typed_in_the_table_are_run_and_what_if_follows(window: MainWindow, qtbot: QtBot) -> None:
    workspace, panels = window.workspace, window.panels
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(_LAYER)
    _write_input(qtbot, window, "ramp(2,1,3)")
    qtbot.mouseClick(_named(panels.run, QToolButton, "Values of input 0"), Qt.MouseButton.LeftButton)
    dialog = panels.run.findChild(InputTableDialog)
    assert isinstance(dialog, InputTableDialog)
    view = dialog.findChild(QTableView)
    assert isinstance(view, QTableView)
    view.model().setData(view.model().index(0, 1), "-7.5")
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    with qtbot.waitActive(window):
        window.activateWindow()
    np.testing.assert_array_equal(_run(qtbot, window)["input"], [[[0, -7.5, 2]], [[3, 4, 5]]])

    workspace.change(workspace.session.with_selection(Selection(parse_key("/0/h_n"))))
    panels.results.setCurrentWidget(panels.what_if)
    batch = _named(panels.what_if, QSpinBox, "Batch")
    assert isinstance(batch, QSpinBox)
    assert batch.value() == 1
    batch.setValue(9)
    table = panels.what_if.findChild(QTableView)
    assert isinstance(table, QTableView)
    assert table.model().index(2, 2).data() == "(2 layer, 9 batch, 5 hidden)"
