"""What became of a run: as predicted or not, why it stopped, and what the capture could not tell."""

from pathlib import Path

import pytest

from inspector.errors import InputError, WorkerMemoryError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from inspector.run.run import Call, Run, StoppedAt
from widgets.notice import Notice, Tone
from widgets.run_outcome import RunOutcome

CALL = Call("lstm", (), RecurrentConfig(Kind.LSTM, 10, 20), 0, 1, None, ())
DONE = "1 call captured in 12.3 ms on cpu"


@pytest.fixture
def outcome(qtbot):
    made = RunOutcome()
    qtbot.addWidget(made)
    made.resize(280, 300)
    made.show()
    return made


def notices(outcome):
    return [(notice.tone, notice.text) for notice in outcome.findChildren(Notice) if notice.isVisible()]


def run_of(**changes):
    values = {"unseen": (), "stopped_at": None} | changes
    request = RunRequest(PresetSource("seq2seq"))
    return Run(Path("r"), request, "cpu", "float32", "2.13", 0.0123, (CALL,), (), (), **values)


def test_a_run_as_predicted_says_so_quietly(outcome):
    outcome.show_done(run_of(), ())
    assert notices(outcome) == [(Tone.SUCCESS, DONE)]
    outcome.show_agreement((), "")
    assert notices(outcome) == [(Tone.SUCCESS, f"{DONE}, as predicted")]
    outcome.show_agreement(None, "")
    assert notices(outcome) == [(Tone.SUCCESS, DONE)]


def test_the_first_differences_are_told(outcome):
    outcome.show_done(run_of(), ())
    outcome.show_agreement(("One.", "Two."), "")
    assert notices(outcome) == [(Tone.SUCCESS, DONE), (Tone.REMARK, "Not as predicted:\nOne.\nTwo.")]
    outcome.show_agreement(("One.", "Two.", "Three.", "Four.", "Five."), "")
    assert notices(outcome)[1] == (Tone.REMARK, "Not as predicted:\nOne.\nTwo.\nThree.\nAnd 2 more.")


def test_the_reason_stands_after_torchs_own_words(outcome):
    outcome.show_done(run_of(stopped_at=StoppedAt("decoder", "Expected 256, got 15")), ())
    outcome.show_agreement((), "decoder expects 256 features, the target has 15.")
    assert notices(outcome) == [
        (Tone.REMARK, f"{DONE}, then the model failed, as predicted"),
        (Tone.ERROR, "Stopped in decoder: Expected 256, got 15\ndecoder expects 256 features, the target has 15."),
    ]


def test_what_the_capture_could_not_tell_is_told(outcome):
    outcome.show_done(run_of(remarks=("The layer runs within a program.", "Its states are not known.")), ())
    assert notices(outcome)[1] == (Tone.REMARK, "The layer runs within a program.\nIts states are not known.")


def test_nothing_is_said_of_the_last_run_while_another_goes_on(outcome):
    outcome.show_done(run_of(), ())
    outcome.show_running(True)
    outcome.show_agreement((), "")
    assert notices(outcome) == []
    outcome.show_running(False)
    outcome.show_error(WorkerMemoryError("No memory."))
    outcome.show_agreement((), "")
    assert notices(outcome) == [(Tone.ERROR, "No memory.")]


@pytest.mark.parametrize("first", [True, False], ids=["the run ends first", "the inference ends first"])
def test_what_stands_beside_the_inputs_is_not_said_twice(outcome, first):
    error = InputError("No input could be found.", "Write it.")
    if first:
        outcome.show_error(error)
    outcome.leave_out(str(error))
    if not first:
        outcome.show_error(error)
    assert notices(outcome) == [(Tone.ERROR, "The model did not run.")]
