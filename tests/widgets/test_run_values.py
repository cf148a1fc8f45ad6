"""Typed values and carried states in the run panel."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit, QToolButton

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.state import CarryState, FileState, ZeroState
from inspector.run.typed_start import zeros
from widgets.input_table_dialog import InputTableDialog
from widgets.run_panel import RunPanel

FORM = RunRequest(FormSource(RecurrentConfig(Kind.LSTM, 2, 4)), (parse_input("0=ones(3,2)"),))
LAST, SAVED = "carry from the last run", "carry from a saved run…"


@pytest.fixture
def panel(qtbot):
    made = RunPanel()
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    made.show_request(FORM)
    return made


@pytest.fixture
def changed(panel):
    found = []
    panel.request_changed.connect(found.append)
    return found


def named(panel, kind, name):
    return next(child for child in panel.findChildren(kind) if child.accessibleName() == name)


def state(panel):
    return named(panel, QComboBox, "Initial state")


def path_line(panel):
    return named(panel, QLineEdit, "File of the initial state")


def open_table(qtbot, panel):
    qtbot.mouseClick(named(panel, QToolButton, "Values of input 0"), Qt.MouseButton.LeftButton)
    return panel.findChild(InputTableDialog)


def test_the_table_writes_its_values_into_the_row(panel, changed, qtbot):
    dialog = open_table(qtbot, panel)
    dialog.table._items.setData(dialog.table._items.index(2, 1), "-5")
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    text = "values([[1.0, 1.0], [1.0, 1.0], [1.0, -5.0]])"
    assert changed == [replace(FORM, inputs=(parse_input(f"0={text}"),))]
    line = named(panel, QLineEdit, "Input 0")
    assert (line.text(), line.cursorPosition()) == (text, 0)


def test_giving_the_table_up_changes_nothing(panel, changed, qtbot):
    dialog = open_table(qtbot, panel)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert changed == []
    assert not dialog.isVisible()


def test_a_file_is_written_into_the_row(panel, changed, qtbot):
    dialog = open_table(qtbot, panel)
    dialog._take_file("/data/x.npy")
    assert changed[-1].inputs == (parse_input("0=file:/data/x.npy"),)


def test_the_largest_table_is_not_cut_off(panel):
    text = str(zeros((100, 100))).replace("0.0", "0.12345678")
    panel.show_request(replace(FORM, inputs=(parse_input(f"0={text}"),)))
    assert len(named(panel, QLineEdit, "Input 0").text()) == len(text) > 100_000


def test_the_last_run_can_be_carried_when_there_is_one(panel, changed):
    item = state(panel).model().item(state(panel).findText(LAST))
    assert not item.isEnabled()
    panel.show_last_run("/runs/run1")
    assert item.isEnabled()
    state(panel).setCurrentText(LAST)
    assert changed[-1].state == CarryState("/runs/run1")
    assert not path_line(panel).isVisible()


def test_the_choice_follows_the_request_to_the_next_run(panel, changed):
    panel.show_last_run("/runs/run1")
    state(panel).setCurrentText(LAST)
    carried = changed[-1]
    panel.show_request(replace(carried, state=CarryState("/runs/run2")))
    panel.show_last_run("/runs/run2")
    assert (state(panel).currentText(), path_line(panel).isVisible()) == (LAST, False)
    assert len(changed) == 1, "showing emits nothing"


def test_a_state_that_is_not_of_the_last_run_shows_its_file(panel, changed):
    panel.show_last_run("/runs/run1")
    state(panel).setCurrentText(LAST)
    panel.show_last_run("/runs/failed")
    assert (state(panel).currentText(), path_line(panel).text()) == (SAVED, "/runs/run1")
    assert len(changed) == 1


def test_a_saved_run_is_named(panel, changed, qtbot):
    state(panel).setCurrentText(SAVED)
    assert not panel.run_action.isEnabled()
    qtbot.keyClicks(path_line(panel), "a.safetensors")
    assert changed[-1].state == CarryState("a.safetensors")
    assert panel.run_action.isEnabled()
    state(panel).setCurrentText("file…")
    assert changed[-1].state == FileState("a.safetensors")
    state(panel).setCurrentText("zeros")
    assert changed[-1].state == ZeroState()
    panel.show_last_run("/runs/run1")
    assert state(panel).currentText() == "zeros"
