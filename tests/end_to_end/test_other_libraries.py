"""The selected layer's Keras card, and its steps as NumPy and TensorFlow lines, in the real window."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QTableView
from pytestqt.qtbot import QtBot

from inspector.model.source import parse_source
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from widgets.main_window import MainWindow
from widgets.notice import Notice, Tone

_WAIT = 30_000  # ms; the first run waits for torch to be imported


def _form(qtbot: QtBot, window: MainWindow, settings: str) -> None:
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT):
        window.workspace.open_source(parse_source(f"form:input_size=3,hidden_size=4,batch_first=true{settings}"))


def _select(window: MainWindow, name: str, part: str = "") -> None:
    window.workspace.change(window.workspace.session.with_selection(Selection(parse_key(name), part)))


def _expressions(window: MainWindow) -> list[str]:
    items = window.panels.keras.findChild(QTableView).model()
    return [items.index(row, 1).data() for row in range(items.rowCount()) if items.index(row, 1).data()]


@pytest.mark.parametrize("name", ["/0/output", "/0/h_n", "/weights/weight_ih_l0", "result/0"])
def test_the_card_follows_the_layer(qtbot, window, name):
    assert _expressions(window) == []
    _form(qtbot, window, ",bidirectional=true")
    _select(window, name)
    assert _expressions(window)[:2] == ["torch.cat((h_n[-2], h_n[-1]), dim=-1)"] * 2
    _form(qtbot, window, "")
    _select(window, name)
    assert _expressions(window)[0] == "output[:, -1]"
    _form(qtbot, window, ",proj_size=2")
    _select(window, name)
    assert _expressions(window) == []


def test_lines_are_copied_once_they_were_checked(qtbot, window):
    _form(qtbot, window, "")
    workspace, panel = window.workspace, window.panels.export
    _select(window, "/0/output", "[..., :2]")
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".transpose(0, 1).mean(2).flatten()")))
    box, notice = panel.findChild(QComboBox), panel.findChild(Notice)
    box.setCurrentIndex(box.findText("NumPy lines"))
    with qtbot.waitSignal(window.delivery.delivered, timeout=_WAIT):
        window.delivery.copy(workspace.runs.limits)
    assert (notice.tone, notice.text.split(":")[0]) == (Tone.SUCCESS, "Executed")
    captured = workspace.reshaping.source_values()
    whole = np.random.default_rng(0).standard_normal((*captured.shape[:2], 4))
    namespace = {"output": whole}
    exec(QApplication.clipboard().text(), namespace)
    np.testing.assert_allclose(namespace["result"], whole[..., :2].transpose(1, 0, 2).mean(2).reshape(-1))
    box.setCurrentIndex(box.findText("TensorFlow lines"))
    with qtbot.waitSignal(window.delivery.handed_unexecuted, timeout=_WAIT):
        window.delivery.copy(workspace.runs.limits)
    assert "tf.reduce_mean(x, axis=2)" in QApplication.clipboard().text()
    assert (notice.tone, notice.text) == (Tone.REMARK, "Not executed: LSTMScope does not bring TensorFlow. Copied.")
    box.setCurrentIndex(box.findText("PyTorch script"))
    assert "import torch" in workspace.reshaping.script()


@pytest.mark.parametrize("dialect", ["PyTorch lines", "PyTorch module", "einops lines", "NumPy lines"])
def test_lines_are_executed_while_the_steps_are_edited(qtbot, window, dialect):
    _form(qtbot, window, "")
    workspace, panel = window.workspace, window.panels.export
    _select(window, "/0/output")
    box, notice = panel.findChild(QComboBox), panel.findChild(Notice)
    with qtbot.waitSignal(workspace.reshaping.code_watched, timeout=_WAIT):
        box.setCurrentIndex(box.findText(dialect))
    for code in (".transpose(0, 1)[-1]", ".transpose(0, 1)[-1].cat(h_n[0], dim=-1)"):
        with qtbot.waitSignal(workspace.reshaping.code_watched, timeout=_WAIT):
            workspace.edit(pipeline_of(parse_steps(code)))
        assert (notice.tone, notice.text) == (Tone.SUCCESS, "Executed on this tensor: equal bit for bit.")
    with qtbot.waitSignal(workspace.reshaping.code_watched, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".mean(1)")))
    assert notice.text.startswith("Executed on this tensor: equal ")


def test_what_no_pattern_says_is_told(qtbot, window):
    _form(qtbot, window, "")
    workspace, panel = window.workspace, window.panels.export
    _select(window, "/0/output")
    box = panel.findChild(QComboBox)
    box.setCurrentIndex(box.findText("einops lines"))
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".reshape(7, 3, 4)")))
    assert workspace.reshaping.script() == ""
    labels = [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    assert any(text.startswith("No pattern says these steps") for text in labels)
