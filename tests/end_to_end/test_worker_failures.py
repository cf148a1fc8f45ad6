"""Whatever happens to a worker, the window stays alive with a message, and the next run works."""

import os
import signal
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector.errors import CancelledError, InspectorError, WorkerDiedError, WorkerMemoryError, WorkerTimeoutError
from inspector.model.form import parse_form
from inspector.model.source import FormSource
from inspector.run.input import parse_input
from widgets.main_window import MainWindow
from widgets.model_process import ModelLimits
from widgets.notice import Notice

_WAIT = 60_000
_SMALL = FormSource(parse_form("input_size=4,hidden_size=5"))
_ENDLESS = "0=zeros(30000,4,1)"  # minutes of work in one call of torch, which knows no interruption


def _start_endless(window: MainWindow, qtbot: QtBot) -> None:
    """Open a small layer, then give it so much input that its forward does not end."""
    workspace = window.workspace
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.open_source(FormSource(parse_form("input_size=1,hidden_size=1024,num_layers=8")))
    request = workspace.session.request
    assert request is not None
    workspace.change(workspace.session.with_request(replace(request, inputs=(parse_input(_ENDLESS),))))
    with qtbot.waitSignal(
        workspace.runs.progressed, timeout=_WAIT, check_params_cb=lambda stage, _calls: stage == "running"
    ):
        workspace.run()


def _failure(window: MainWindow, qtbot: QtBot, act: object) -> InspectorError:
    assert callable(act)
    with qtbot.waitSignal(window.workspace.runs.failed, timeout=_WAIT) as failed:
        act()
    assert failed.args is not None
    error = failed.args[0]
    assert isinstance(error, InspectorError)
    assert not window.workspace.runs.running
    assert str(error) in _sentences(window.panels.run)
    return error


def _sentences(panel: QWidget) -> list[str]:
    return [notice.text for notice in panel.findChildren(Notice) if notice.isVisible()]


def _next_run_works(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.runs.limits = replace(window.workspace.runs.limits, memory_bytes=4_000_000_000, seconds=0)
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT) as finished:
        window.workspace.open_source(_SMALL)
    assert finished.args is not None
    assert finished.args[0].run.calls[0].tensors[1].shape == (7, 3, 5)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_model_process_that_dies_costs_a_message(window: MainWindow, qtbot: QtBot, number: signal.Signals) -> None:
    _start_endless(window, qtbot)
    pid = window.workspace.workers.model.pid
    assert pid is not None
    error = _failure(window, qtbot, lambda: os.kill(pid, number))
    assert isinstance(error, WorkerDiedError)
    _next_run_works(window, qtbot)


def test_cancel_stops_a_forward_that_never_returns(window: MainWindow, qtbot: QtBot) -> None:
    _start_endless(window, qtbot)
    error = _failure(window, qtbot, lambda: qtbot.keyClick(window.panels.run, Qt.Key.Key_Escape))
    assert isinstance(error, CancelledError)
    _next_run_works(window, qtbot)


def test_opening_another_model_stops_the_run_of_the_first(window: MainWindow, qtbot: QtBot) -> None:
    _start_endless(window, qtbot)
    _next_run_works(window, qtbot)


def test_a_model_that_takes_too_much_memory_costs_a_message(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.runs.limits = ModelLimits(500_000_000)
    greedy = FormSource(parse_form("input_size=20000,hidden_size=20000"))
    error = _failure(window, qtbot, lambda: window.workspace.open_source(greedy))
    assert isinstance(error, WorkerMemoryError)
    _next_run_works(window, qtbot)


def test_a_model_that_takes_too_long_costs_a_message(window: MainWindow, qtbot: QtBot) -> None:
    _start_endless(window, qtbot)
    window.workspace.runs.cancel()
    qtbot.waitSignal(window.workspace.runs.failed, timeout=_WAIT).wait()
    window.workspace.runs.limits = ModelLimits(None, 1.0)
    error = _failure(window, qtbot, window.workspace.run)
    assert isinstance(error, WorkerTimeoutError)
    _next_run_works(window, qtbot)


def test_the_tensor_process_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    _next_run_works(window, qtbot)
    qtbot.waitUntil(lambda: workspace.workers.tensor.pid is not None, timeout=_WAIT)
    pid = workspace.workers.tensor.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with qtbot.waitSignal(workspace.reshaping.traced, timeout=_WAIT):
        workspace.change(workspace.session.with_selection(None))
    _next_run_works(window, qtbot)
