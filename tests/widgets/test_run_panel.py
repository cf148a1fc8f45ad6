from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QToolButton

from inspector.errors import WorkerMemoryError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FileSource, PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run import Call, Run, StoppedAt
from inspector.run.state import FileState, NormalState, ZeroState
from widgets.buttons import MainButton
from widgets.notice import Notice, Tone
from widgets.run_panel import RunPanel

X = parse_input("0=normal(batch=32,time=20,10)")
Y = parse_input("1=tokens(4,7;high=100)")
PRESET = RunRequest(PresetSource("seq2seq"), (X, Y))
FILE = RunRequest(FileSource("/data/model.pt"))
CONFIG = RecurrentConfig(Kind.LSTM, 10, 20)


@pytest.fixture
def panel(qtbot):
    panel = RunPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 600)
    panel.show()
    panel.activateWindow()
    return panel


def named(panel, kind, name):
    return next(child for child in panel.findChildren(kind) if child.accessibleName() == name)


def lines(panel):
    """Give name and text of each input row."""
    found = [line for line in panel.findChildren(QLineEdit) if line.isVisible()]
    names = [line.text() for line in found if line.accessibleName() == "Argument"]
    texts = [line.text() for line in found if line.accessibleName().startswith("Input ")]
    return list(zip(names, texts, strict=True))


def input_line(panel, position):
    return [
        line
        for line in panel.findChildren(QLineEdit)
        if line.isVisible() and line.accessibleName().startswith("Input ")
    ][position]


def notices(panel):
    return [(notice.tone, notice.text) for notice in panel.findChildren(Notice) if notice.isVisible()]


def write(qtbot, line, text):
    line.selectAll()
    qtbot.keyClicks(line, text)


def run_button(panel):
    return panel.findChild(MainButton)


def collected(signal):
    values = []
    signal.connect(lambda *arguments: values.append(arguments))
    return values


def run_of(calls, **changes):
    values = {"unseen": (), "stopped_at": None} | changes
    return Run(Path("r"), PRESET, "cpu", "float32", "2.13", 0.0123, calls, (), (), **values)


def test_nothing_can_run_before_a_model_is_open(panel):
    assert not run_button(panel).isEnabled()
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] == [
        "Open a model; then choose its sample input here and run it."
    ]


def test_inputs_stand_in_the_words_of_the_command_line(panel):
    panel.show_request(PRESET)
    assert lines(panel) == [("0", "normal(batch=32,time=20,10)"), ("1", "tokens(4,7;high=100)")]


def test_no_input_is_chosen_automatically(panel):
    panel.show_request(FILE)
    assert lines(panel) == [("0", "")]
    assert input_line(panel, 0).placeholderText() == "chosen automatically"


def test_typed_input_is_emitted_as_soon_as_it_can_be_read(panel, qtbot):
    panel.show_request(FILE)
    changed = collected(panel.request_changed)
    qtbot.keyClicks(input_line(panel, 0), "normal(3,5,10)")
    assert changed == [(replace(FILE, inputs=(parse_input("0=normal(3,5,10)"),)),)]


def test_wrong_input_keeps_its_text_blocks_run_and_says_why(panel, qtbot):
    panel.show_request(PRESET)
    write(qtbot, input_line(panel, 0), "nrmal(3)")
    assert [tone for tone, _ in notices(panel)] == [Tone.ERROR]
    assert "'nrmal' is not a kind of input here." in notices(panel)[0][1]
    assert not run_button(panel).isEnabled()
    panel.show_request(PRESET)
    assert lines(panel)[0] == ("0", "nrmal(3)")
    write(qtbot, input_line(panel, 0), "normal(3)")
    assert (notices(panel), run_button(panel).isEnabled()) == ([], True)


def test_another_model_takes_away_what_was_typed_for_the_last_one(panel, qtbot):
    panel.show_request(FILE)
    qtbot.keyClicks(input_line(panel, 0), "nrmal(")
    panel.show_request(replace(FILE, source=FileSource("/data/other.pt")))
    assert lines(panel) == [("0", "")]
    assert (notices(panel), run_button(panel).isEnabled()) == ([], True)


def test_showing_what_was_just_typed_leaves_the_text_as_it_is(panel, qtbot):
    panel.show_request(FILE)
    panel.request_changed.connect(panel.show_request)
    qtbot.keyClicks(input_line(panel, 0), "normal( 3 , 5 )")
    assert lines(panel) == [("0", "normal( 3 , 5 )")]


def test_inputs_are_added_and_removed(panel, qtbot):
    panel.show_request(PRESET)
    changed = collected(panel.request_changed)
    qtbot.mouseClick(named(panel, QToolButton, "Add an input"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(input_line(panel, 2), "int:5")
    assert changed[-1][0].inputs == (X, Y, parse_input("2=int:5"))
    qtbot.mouseClick(named(panel, QToolButton, "Remove input 0"), Qt.MouseButton.LeftButton)
    assert changed[-1][0].inputs == (Y, parse_input("2=int:5"))
    assert lines(panel) == [("1", "tokens(4,7;high=100)"), ("2", "int:5")]


def test_two_inputs_of_one_name_are_refused_until_one_is_renamed(panel, qtbot):
    panel.show_request(PRESET)
    names = [line for line in panel.findChildren(QLineEdit) if line.accessibleName() == "Argument"]
    write(qtbot, names[1], "0")
    assert "two inputs for the argument '0'" in notices(panel)[0][1]
    assert not run_button(panel).isEnabled()
    changed = collected(panel.request_changed)
    write(qtbot, names[0], "src")
    assert notices(panel) == []
    assert [spec.name for spec in changed[-1][0].inputs] == ["src", "0"]


def test_only_a_file_leaves_batch_first_open(panel):
    panel.show_request(PRESET)
    combo = named(panel, QComboBox, "batch_first")
    assert not combo.isVisible()
    panel.show_request(FILE)
    assert combo.isVisible()
    changed = collected(panel.request_changed)
    for text in ("True", "False", "not said (False)"):
        combo.setCurrentText(text)
    assert [request.batch_first for (request,) in changed] == [True, False, None]


def test_conditions_are_emitted(panel, qtbot):
    panel.show_devices(("cpu", "cuda:0"))
    panel.show_request(PRESET)
    changed = collected(panel.request_changed)
    qtbot.keyClicks(named(panel, QLineEdit, "Lengths"), "5, 3")
    named(panel, QComboBox, "Initial state").setCurrentText("normal")
    named(panel, QComboBox, "Device").setCurrentText("cuda:0")
    named(panel, QComboBox, "dtype").setCurrentText("float64")
    named(panel, QSpinBox, "Seed").setValue(7)
    named(panel, QCheckBox, "Mode").setChecked(True)
    wanted = replace(PRESET, lengths=(5, 3), state=NormalState(), device="cuda:0", dtype="float64", seed=7, train=True)
    assert changed[-1] == (wanted,)


def test_conditions_are_shown_and_nothing_is_emitted(panel):
    changed = collected(panel.request_changed)
    request = replace(
        FILE, lengths=(2, 1), state=FileState("s.npz"), device="mps", dtype="bfloat16", seed=3, train=True,
        batch_first=True,
    )  # fmt: skip
    panel.show_request(request)
    assert changed == []
    panel.run_action.trigger()
    named(panel, QSpinBox, "Seed").setValue(4)
    assert changed == [(replace(request, seed=4),)]


def test_device_stays_when_the_list_arrives_later(panel):
    panel.show_request(replace(FILE, device="cuda:1"))
    panel.show_devices(("cpu", "cuda:0"))
    assert named(panel, QComboBox, "Device").currentText() == "cuda:1"


def test_wrong_length_is_told(panel, qtbot):
    panel.show_request(PRESET)
    qtbot.keyClicks(named(panel, QLineEdit, "Lengths"), "5,x")
    assert notices(panel)[0][1].startswith("'x' is not a length.")
    assert not run_button(panel).isEnabled()


def test_state_from_a_file_needs_its_name(panel, qtbot):
    panel.show_request(FILE)
    changed = collected(panel.request_changed)
    named(panel, QComboBox, "Initial state").setCurrentText("file…")
    assert not run_button(panel).isEnabled()
    assert notices(panel)[0][1].startswith("No file is named.")
    qtbot.keyClicks(named(panel, QLineEdit, "File of the initial state"), "s.npz")
    assert changed[-1][0].state == FileState("s.npz")
    assert run_button(panel).isEnabled()
    named(panel, QComboBox, "Initial state").setCurrentText("zeros")
    assert changed[-1][0].state == ZeroState()


def test_limits(panel):
    limits = collected(panel.limits_changed)
    panel.show_limits(8, 0)
    assert limits == []
    named(panel, QDoubleSpinBox, "Time limit").setValue(30)
    named(panel, QDoubleSpinBox, "Memory limit").setValue(0)
    assert limits == [(8.0, 30.0), (0.0, 30.0)]
    assert named(panel, QDoubleSpinBox, "Memory limit").text() == "none"


def test_advanced_is_closed_until_it_is_opened(panel, qtbot):
    panel.show_request(PRESET)
    assert not named(panel, QSpinBox, "Seed").isVisible()
    qtbot.keyClick(named(panel, QToolButton, "Advanced"), Qt.Key.Key_Space)
    assert named(panel, QSpinBox, "Seed").isVisible()


def test_f9_runs_and_escape_cancels(panel, qtbot):
    asked = [collected(panel.run_requested), collected(panel.cancel_requested)]
    panel.show_request(PRESET)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.keyClick(panel, Qt.Key.Key_F9)
    assert asked == [[()], []]
    panel.show_running(True)
    qtbot.keyClick(panel, Qt.Key.Key_F9)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert asked == [[()], [()]]


def test_progress_is_shown_while_running(panel):
    panel.show_request(PRESET)
    panel.show_running(True)
    panel.show_progress("running", 1)
    progress = named(panel, QLabel, "Progress")
    assert (progress.text(), progress.isVisible()) == ("Running, 1 call", True)
    panel.show_running(False)
    assert not progress.isVisible()


def test_done_counts_stacked_calls(panel):
    call = Call("lstm", (), CONFIG, 0, 1, None, ())
    stacked = Call("cell", (), CONFIG, 0, 100, None, ())
    panel.show_done(run_of((call, stacked)))
    assert notices(panel) == [(Tone.SUCCESS, "101 calls captured in 12.3 ms on cpu")]


def test_partial_run_tells_where_it_stopped_and_what_was_not_called(panel):
    call = Call("lstm", (), CONFIG, 0, 1, None, ())
    panel.show_done(run_of((call,), stopped_at=StoppedAt("head", "shapes <1x2> do not fit"), unseen=("decoder",)))
    assert notices(panel) == [
        (Tone.REMARK, "1 call captured in 12.3 ms on cpu, then the model failed"),
        (Tone.ERROR, "Stopped in head: shapes <1x2> do not fit"),
        (Tone.WARNING, "Not called in this run: decoder"),
    ]


def test_error_stays_until_the_next_run_starts(panel):
    panel.show_request(PRESET)
    panel.show_error(WorkerMemoryError("No memory.", "Raise the limit."))
    assert notices(panel) == [(Tone.ERROR, "No memory. Raise the limit.")]
    panel.show_running(True)
    assert notices(panel) == []


def test_what_became_of_one_model_is_not_told_of_another(panel):
    panel.show_request(FILE)
    panel.show_error(WorkerMemoryError("It took too much."))
    panel.show_request(replace(FILE, seed=1))
    assert notices(panel) == [(Tone.ERROR, "It took too much.")]
    panel.show_request(PRESET)
    assert notices(panel) == []


def test_what_fails_after_a_run_leaves_its_outcome_to_be_read(panel):
    panel.show_request(PRESET)
    panel.show_error(WorkerMemoryError("It took too much."))
    panel.show_saved("run.safetensors")
    assert notices(panel) == [(Tone.ERROR, "It took too much."), (Tone.SUCCESS, "Saved as run.safetensors.")]
    panel.show_aside(WorkerMemoryError("No figures."))
    assert notices(panel) == [(Tone.ERROR, "It took too much."), (Tone.ERROR, "No figures.")]
    panel.show_running(True)
    assert notices(panel) == []


def test_enter_in_a_line_runs_what_can_be_read(panel, qtbot):
    panel.show_request(PRESET)
    asked = []
    panel.run_requested.connect(lambda: asked.append(True))
    line = input_line(panel, 0)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == [True]
    write(qtbot, line, "normal(3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == [True]


def test_tab_goes_through_the_rows_of_inputs_in_the_order_in_which_they_stand(panel, qtbot):
    panel.show_request(PRESET)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    first = next(line for line in panel.findChildren(QLineEdit) if line.accessibleName() == "Argument")
    first.setFocus()
    names = []
    while "Lengths" not in names:
        names.append(panel.focusWidget().accessibleName())
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    rows = ["Argument", "Input 0", "Remove input 0", "Argument", "Input 1", "Remove input 1"]
    assert [name for name in names if not name.startswith("Values of")] == [*rows, "Add an input", "Lengths"]
