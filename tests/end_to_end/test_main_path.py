"""The whole path once, by mouse and keyboard: open, run, select, reshape, copy the code, save the run, reopen it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QTreeView, QWidget
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file

from widgets.main_window import MainWindow

_WAIT = 15_000  # ms; the first run waits for torch to be imported


def _model_file(path: Path) -> Path:
    """A bidirectional LSTM of two layers, 6 -> 8, as a state_dict."""
    random = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, features in enumerate((6, 16)):
        for suffix in ("", "_reverse"):
            shapes[f"encoder.weight_ih_l{layer}{suffix}"] = (32, features)
            shapes[f"encoder.weight_hh_l{layer}{suffix}"] = (32, 8)
            shapes[f"encoder.bias_ih_l{layer}{suffix}"] = (32,)
            shapes[f"encoder.bias_hh_l{layer}{suffix}"] = (32,)
    save_file({name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}, path)
    return path


def _choose(qtbot: QtBot, window: MainWindow, key: Qt.Key, path: Path) -> None:
    """Press Ctrl and the key, paste the path into the file dialog that comes, and click its Open or Save."""
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    dialog = next(found for found in window.findChildren(QFileDialog) if found.isVisible())
    qtbot.waitExposed(dialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setCompleter(None)  # its popup would take the clicks
    line.selectAll()
    line.setFocus()
    QApplication.clipboard().setText(str(path))
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    box = dialog.findChild(QDialogButtonBox)
    accept = next(button for button in box.buttons() if box.buttonRole(button) is box.ButtonRole.AcceptRole)
    qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    with qtbot.waitActive(window):  # the offscreen platform does not give the focus back by itself
        window.activateWindow()


def _named(parent: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(widget for widget in parent.findChildren(kind) if widget.accessibleName() == name)


def _row(view: QTreeView, *labels: str) -> QModelIndex:
    index = QModelIndex()
    for label in labels:
        model = view.model()
        rows = [model.index(row, 0, index) for row in range(model.rowCount(index))]
        index = next(row for row in rows if row.data() == label)
    return index


@pytest.fixture(autouse=True)
def _plain_dialogs() -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def test_the_whole_path_by_mouse_and_keyboard(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace, runs = window.workspace, window.workspace.runs
    model, saved = _model_file(tmp_path / "model.safetensors"), tmp_path / "run.safetensors"

    with qtbot.waitSignal(runs.finished, timeout=_WAIT):  # a model is run as soon as it is opened
        _choose(qtbot, window, Qt.Key.Key_O, model)
    with qtbot.waitSignal(runs.finished, timeout=_WAIT):
        qtbot.keyClick(window, Qt.Key.Key_F9)

    view = window.panels.tree.findChild(QTreeView)
    assert isinstance(view, QTreeView)
    h_n = _row(view, "model.safetensors", "encoder", "call 0", "h_n")
    view.scrollTo(h_n)
    with qtbot.waitSignal(workspace.selection_changed, timeout=_WAIT):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(h_n).center())
    selected = workspace.session.selected
    assert selected is not None
    assert selected.shape_text == "(4 layer x direction, 3 batch, 8 hidden)"

    line = _named(window.panels.reshape, QLineEdit, "Code to add")
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line, ".view(2, 2, 3, 8)[-1].transpose(0, 1).flatten(1)")
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    preview = workspace.reshaping.preview
    assert preview is not None
    assert [axis.name for axis in preview.axes] == ["batch", "direction x hidden"]

    QApplication.clipboard().clear()
    with qtbot.waitSignal(window.delivery.delivered, timeout=_WAIT) as delivered:
        qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert delivered.args == ["Executed: equal to the preview bit for bit. Copied."]
    assert ".flatten(1)  # (3 batch, 16 direction x hidden)" in QApplication.clipboard().text()

    with qtbot.waitSignal(workspace.runs.saved, timeout=_WAIT):
        _choose(qtbot, window, Qt.Key.Key_S, saved)

    first = workspace.session.run
    with qtbot.waitSignals([workspace.source_changed, workspace.run_changed], timeout=_WAIT):
        _choose(qtbot, window, Qt.Key.Key_O, saved)
    qtbot.waitUntil(lambda: workspace.session.run not in (None, first), timeout=_WAIT)
    again = workspace.session.run
    assert first is not None
    assert again is not None
    assert again.calls == first.calls
    assert again.path != saved, "a saved run is copied before it is mapped"
