"""One cell of a trained model in the real window: from the saved run to the numbers on the wires."""

from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from inspector.gates.cell_step import LstmStep
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from tools.trained_models import Trained, trained_brackets, trained_run
from widgets.cell_drawing import CellDrawing
from widgets.cell_view import CellView
from widgets.gates_window import GatePage, GatesWindow
from widgets.gates_work import GatesWork
from widgets.main_window import MainWindow

_WAIT = 30_000


def _states(trained: Trained, sample: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Give h and c after every step, computed by torch.lstm_cell."""
    lstm, found = trained.model.lstm, []
    h = c = torch.zeros(1, lstm.hidden_size)
    weights = (lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0)
    with torch.no_grad():
        for given in trained.input[sample]:
            h, c = torch.lstm_cell(given[None], (h, c), *weights)
            found.append((h[0], c[0]))
    return found


def _step(view: CellView) -> LstmStep:
    drawing = view.findChild(CellDrawing)
    assert isinstance(drawing, CellDrawing)
    assert drawing.figure is not None
    assert isinstance(drawing.figure.step, LstmStep)
    return drawing.figure.step


def _gates(window: MainWindow, qtbot: QtBot, path: Path) -> GatesWindow:
    with qtbot.waitSignal(window.workspace.run_changed, timeout=_WAIT):
        window.open_path(path)
    window.workspace.change(window.workspace.session.with_selection(Selection(parse_key("lstm/0/output"))))
    next(action for action in window.findChildren(QAction) if action.text() == "&Gates…").trigger()
    gates = window.findChild(GatesWindow)
    assert isinstance(gates, GatesWindow)
    return gates


def test_a_cell_shows_what_lstm_cell_computes(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    trained = trained_brackets(steps=20)
    gates = _gates(window, qtbot, trained_run(trained, tmp_path).path)
    work, view = gates.findChild(GatesWork), gates.cell
    assert isinstance(work, GatesWork)
    with qtbot.waitSignal(work.traced, timeout=_WAIT):
        gates.go_to(GatePage.CELL)
    unit = next(box for box in view.findChildren(QSpinBox) if box.accessibleName() == "Unit")
    with qtbot.waitSignal(work.traced, timeout=_WAIT):
        unit.setValue(4)
    for time_step, (h, c) in enumerate(_states(trained, 0)):
        step = _step(view)
        assert step.time_step == time_step
        assert (step.h, step.c) == pytest.approx((float(h[4]), float(c[4])), abs=1e-6)
        qtbot.keyClick(view.findChild(CellDrawing), Qt.Key.Key_Right)
    gates.close()
