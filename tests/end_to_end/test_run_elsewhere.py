"""A large run of somebody else's is on screen before it is copied, and its file may be cut off meanwhile."""

import os
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inspector.model.source import parse_source
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.copied_run import copy_run
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from inspector.run.request import RunRequest
from inspector.tensor.foreign_values import ForeignValues
from inspector.tensor.values import StoredValues, whole
from tests.inspector.engine.captured_runs import run_of
from widgets import reader_process
from widgets.main_window import MainWindow

_WAIT = 30_000
_OUTPUT = Selection(parse_key("/0/output"))


class Copying:
    """Every run counts as large, and is copied no sooner than the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may, self.begun = Event(), Event()
        monkeypatch.setattr(reader_process, "_AT_ONCE", 0)
        monkeypatch.setattr(reader_process, "copy_run", self._copy)

    def _copy(self, *arguments):
        self.begun.set()
        assert self.may.wait(_WAIT / 1000)
        return copy_run(*arguments)


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch, window: MainWindow):
    made = Copying(monkeypatch)
    yield made
    made.may.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    source = parse_source("form:input_size=4,hidden_size=6,batch_first=true")
    request = RunRequest(source, (parse_input("0=normal(batch=3,time=5,4)"),))
    return run_of(request, tmp_path / "elsewhere.safetensors").run.path


def open_in(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window.workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)


def select(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.workspace.reshaping.traced, timeout=_WAIT):
        window.workspace.change(window.workspace.session.with_selection(_OUTPUT))


def texts(window: MainWindow) -> str:
    labels = window.panels.source.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_it_is_seen_and_reshaped_before_it_is_copied(
    window: MainWindow, qtbot: QtBot, path: Path, copying: Copying
) -> None:
    workspace = window.workspace
    open_in(window, qtbot, path)
    select(window, qtbot)
    foreign = workspace.reshaping.source_values()
    assert isinstance(foreign, ForeignValues)
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".transpose(0, 1)[-1]")))
    before = whole(workspace.reshaping.preview.values)
    assert not workspace.runs.figures.found

    with qtbot.waitSignal(workspace.runs.figures.changed, timeout=_WAIT):
        copying.may.set()
    ours = workspace.reshaping.source_values()
    assert isinstance(ours, StoredValues)
    assert np.array_equal(whole(ours), whole(foreign))
    assert workspace.session.pipeline.text == ".transpose(0, 1)[-1]"
    assert np.array_equal(whole(workspace.reshaping.preview.values), before)

    os.truncate(path, 100)  # ours by now
    assert np.array_equal(whole(workspace.reshaping.source_values())[:, -1], before)


def test_a_file_that_is_cut_off_while_it_is_copied_is_told(
    window: MainWindow, qtbot: QtBot, path: Path, copying: Copying
) -> None:
    workspace, told = window.workspace, []
    workspace.opening.failed.connect(told.append)
    open_in(window, qtbot, path)
    select(window, qtbot)
    os.truncate(path, path.stat().st_size - 2000)
    copying.may.set()
    qtbot.waitUntil(lambda: bool(told), timeout=_WAIT)
    assert "elsewhere.safetensors was changed or cut off while it was opened" in str(told[0])

    with qtbot.waitSignal(workspace.reshaping.unreadable, timeout=_WAIT):
        os.truncate(path, 100)
        workspace.values_changed.emit()  # as any look at it
    assert workspace.reshaping.source_values() is None
    assert "it has become shorter while it was open" in texts(window)


def test_what_reads_the_run_waits_for_it(window: MainWindow, qtbot: QtBot, path: Path, copying: Copying) -> None:
    open_in(window, qtbot, path)
    assert copying.begun.wait(_WAIT / 1000)
    errors: list[object] = []
    window.workspace.workers.gates._thread.submit(
        "wait", lambda _: window.workspace.workers._files.wait(), errors.append, errors.append
    )
    assert not errors
    copying.may.set()
    qtbot.waitUntil(lambda: errors == [None], timeout=_WAIT)


def test_another_file_ends_the_copying(
    window: MainWindow, qtbot: QtBot, path: Path, tmp_path: Path, copying: Copying
) -> None:
    workspace = window.workspace
    open_in(window, qtbot, path)
    assert copying.begun.wait(_WAIT / 1000)
    first = workspace.session.run.path
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(parse_source("form:input_size=3,hidden_size=5"))
    copying.may.set()
    with qtbot.waitSignal(workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)
    assert not first.exists()
