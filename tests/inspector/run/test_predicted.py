"""Of which requests a prediction holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.errors import InputError
from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.predicted import Predicted
from inspector.run.prediction import Method, Prediction
from inspector.run.request import RunRequest
from inspector.run.run import Run
from inspector.run.state import CarryState

FILE = RunRequest(parse_source("model.pt"))
CHOSEN = replace(FILE, inputs=(parse_input("0=normal(3,7,4)"),), layer="rnn")


def predicted(request: RunRequest, chosen: RunRequest | None = None) -> Predicted:
    run = Run(Path(), chosen or request, "cpu", "float32", "", 0.0, (), (), (), (), None)
    return Predicted(request, Prediction(run, Method.META))


def test_it_holds_of_what_was_asked_and_of_what_was_chosen_for_it():
    told = predicted(FILE, CHOSEN)
    assert told.answers(FILE)
    assert told.answers(CHOSEN)
    assert not told.answers(replace(CHOSEN, lengths=(7, 5, 2)))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"seed": 9}, id="seed"),
        pytest.param({"train": True}, id="mode"),
        pytest.param({"trust": True}, id="consent"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_changes_no_shape_needs_no_other_prediction(changes):
    assert predicted(CHOSEN).answers(replace(CHOSEN, **changes))


def test_from_which_run_a_state_is_carried_changes_no_shape_but_that_it_is():
    one, other = (replace(CHOSEN, state=CarryState(path)) for path in ("a", "b"))
    assert predicted(one).answers(other)
    assert not predicted(CHOSEN).answers(one)


def test_an_error_is_an_answer_to_its_own_request_alone():
    told = Predicted(FILE, InputError("No."))
    assert told.answers(FILE)
    assert not told.answers(replace(FILE, trust=True))
