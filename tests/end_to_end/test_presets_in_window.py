"""Sixteen of sixteen in the real window: the right form has the true shapes, the published one shows its fault."""

import pytest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from inspector.model.presets import find_preset
from tests.inspector.engine.preset_truths import TRUTHS
from widgets.main_window import MainWindow
from widgets.notice import Notice

_WAIT = 60_000


def _sentences(window: MainWindow) -> str:
    notices = window.panels.run.findChildren(Notice)
    return "\n".join(notice.text for notice in notices if notice.isVisible())


def test_every_preset_right_and_as_published(window: MainWindow, qtbot: QtBot) -> None:
    runs, panel = window.workspace.runs, window.panels.model
    for name, truth in TRUTHS.items():
        with qtbot.waitSignal(runs.finished, timeout=_WAIT):
            panel.preset_requested.emit(name)
        run = window.workspace.session.run
        assert run is not None
        assert tuple(tensor.shape for tensor in run.result) == truth.result, name
        assert "M" not in {word[:1] for word in _sentences(window).split() if word[1:2].isdigit()}, name
        if find_preset(name).published is None:
            continue
        box = next(box for box in panel.findChildren(QCheckBox) if box.isVisible())
        with qtbot.waitSignal(runs.finished, timeout=_WAIT):
            box.click()
        assert [rule in _sentences(window) for rule in truth.rules] == [True] * len(truth.rules), name


@pytest.mark.parametrize("name", ["reshape-conv1d", "predictor-bidirectional", "keras-last", "reshape-flatten"])
def test_the_reshape_of_the_article_is_ready_to_apply(window: MainWindow, qtbot: QtBot, name: str) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        window.panels.model.preset_requested.emit(name)
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        window.panels.model.article_steps_requested.emit()
    preview = workspace.reshaping.preview
    assert preview is not None
    assert tuple(axis.size for axis in preview.axes) == TRUTHS[name].reshaped
