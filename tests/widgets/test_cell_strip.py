from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.inspector.gates.made_traces import broken_trace, gru_trace, lstm_trace
from widgets.cell_strip import CellStrip


@pytest.fixture
def strip(qtbot):
    made = CellStrip()
    qtbot.addWidget(made)
    made.resize(600, 80)
    made.show_trace(lstm_trace())
    made.show()
    return made


def place(strip, step):
    return QPoint(round(strip.x_of(step)), 20)


def test_a_click_and_a_drag_choose_steps(strip, qtbot):
    found = []
    strip.step_chosen.connect(found.append)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place(strip, 4))
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=place(strip, 0))
    qtbot.mouseMove(strip, place(strip, 7))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=place(strip, 7))
    qtbot.mouseClick(strip, Qt.MouseButton.RightButton, pos=place(strip, 9))
    assert found[:2] == [4, 0]
    assert 9 not in found


@pytest.mark.parametrize("step", range(12))
def test_every_step_has_its_place(strip, step):
    assert strip.step_at(strip.x_of(step)) == step


def test_the_ends_catch_what_lies_beyond(strip):
    assert (strip.step_at(-50), strip.step_at(5000)) == (0, 11)


def test_what_is_shown_is_told(strip):
    strip.show_step(3)
    trace = lstm_trace()
    assert strip.accessibleDescription() == f"Time step 3: c {trace.c[3]:.4f}, h {trace.h[3]:.4f}"


def test_a_gru_has_one_line_and_no_trace_none(strip, qtbot):
    both = strip.sizeHint().height()
    strip.show_trace(gru_trace())
    assert strip.sizeHint().height() < both
    strip.show_trace(None)
    found = []
    strip.step_chosen.connect(found.append)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert found == []
    strip.grab()


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(lambda: lstm_trace(steps=1), id="one step"),
        pytest.param(lambda: lstm_trace(steps=20_000), id="long"),
        pytest.param(broken_trace, id="NaN"),
        pytest.param(lambda: replace(lstm_trace(), c=np.full(12, np.nan), h=np.zeros(12)), id="nothing finite"),
    ],
)
def test_every_trace_can_be_drawn(strip, trace):
    strip.show_trace(trace())
    empty, shown = strip.grab().toImage(), trace()
    strip.show_step(len(shown.h) - 1)
    assert strip.grab().toImage() != empty or len(shown.h) == 1
