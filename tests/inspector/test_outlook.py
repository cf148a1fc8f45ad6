"""What is known of the next run: when it is asked for, when it comes to sight, and what it is checked against."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.errors import FieldError, InputError, WorkerTimeoutError
from inspector.model.source import parse_source
from inspector.outlook import TreeView
from inspector.run.inferred_input import InferredInput
from inspector.run.input import parse_input
from inspector.run.predicted import Predicted
from inspector.run.prediction import Method, Prediction
from inspector.run.request import RunRequest
from inspector.run.run import Run
from inspector.session import Session

FORM = RunRequest(parse_source("form:input_size=4,hidden_size=6"), (parse_input("0=normal(5,3,4)"),))
FILE = RunRequest(parse_source("model.pt"))
X = parse_input("0=normal(3,7,4)")
WIDER = replace(FILE, inputs=(parse_input("0=normal(9,7,4)"),))


def run_of(request: RunRequest) -> Run:
    return Run(Path("run"), request, "cpu", "float32", "2.13.0", 0.001, (), (), (), (), None)


def predicted(request: RunRequest, chosen: RunRequest | None = None) -> Predicted:
    return Predicted(request, Prediction(run_of(chosen or request), Method.META))


CHOSEN = replace(FILE, inputs=(X,), layer="rnn")
OPENED = Session().opened(FILE, None)
SHOWN = OPENED.with_prediction(predicted(FILE, CHOSEN)).with_run(run_of(CHOSEN), "x")


def test_a_layer_of_a_form_is_predicted_with_every_change_of_the_request():
    session = Session().opened(FORM, None)
    assert session.outlook.predicted.outcome.method is Method.RULES
    edited = session.with_request(replace(FORM, inputs=(parse_input("0=normal(5,9,4)"),)))
    shapes = {tensor.role: tensor.shape for tensor in edited.outlook.predicted.outcome.run.calls[0].tensors}
    assert shapes == {"input": (5, 9, 4), "output": (5, 9, 6), "h_n": (1, 9, 6), "c_n": (1, 9, 6)}
    assert not edited.outlook.awaits_prediction(edited.request)


def test_lengths_that_do_not_fit_are_told_at_once():
    session = Session().opened(FORM, None).with_request(replace(FORM, lengths=(9, 9)))
    assert isinstance(session.outlook.predicted.outcome, InputError)


def test_a_model_is_left_to_the_worker():
    outlook = OPENED.outlook
    assert outlook.predicted is None
    assert (outlook.awaits_inference(FILE), outlook.awaits_prediction(FILE)) == (True, True)
    told = outlook.told(predicted(FILE), None)
    assert not told.awaits_prediction(FILE)
    assert told.awaits_prediction(WIDER)


def test_a_file_without_recurrent_layers_and_a_run_from_elsewhere_are_not_loaded():
    saved = Session().opened(FILE, None, from_run=True)
    assert not saved.outlook.awaits_prediction(FILE)
    assert not saved.outlook.awaits_inference(FILE)
    assert saved.with_consent().outlook.awaits_prediction(FILE)
    preset = replace(FILE, source=parse_source("preset:keras-last"))
    assert Session().opened(preset, None, from_run=True).outlook.awaits_prediction(preset)


def test_the_prediction_of_a_run_knows_what_was_chosen_for_it():
    assert SHOWN.outlook.of_run.run.request == CHOSEN
    assert SHOWN.request == CHOSEN
    assert not SHOWN.outlook.awaits_prediction(CHOSEN)


def test_a_prediction_that_comes_after_its_run_is_still_checked():
    late = OPENED.with_run(run_of(CHOSEN), "x")
    assert late.outlook.of_run is None
    late = late.with_prediction(predicted(CHOSEN))
    assert late.outlook.of_run is not None
    assert late.outlook.view is TreeView.CAPTURED
    later = late.with_request(WIDER).with_prediction(predicted(WIDER))
    assert later.outlook.of_run is late.outlook.of_run, "the run on screen is the same"


def test_the_first_prediction_of_another_run_comes_to_sight_and_the_next_stay_where_the_person_looks():
    assert SHOWN.outlook.view is TreeView.CAPTURED
    edited = SHOWN.with_request(WIDER)
    assert edited.outlook.view is TreeView.CAPTURED, "nothing is predicted yet"
    edited = edited.with_prediction(predicted(WIDER))
    assert edited.outlook.view is TreeView.PREDICTED
    back = edited.with_view(TreeView.CAPTURED)
    wider = replace(WIDER, inputs=(parse_input("0=normal(99,7,4)"),))
    assert back.with_request(wider).with_prediction(predicted(wider)).outlook.view is TreeView.CAPTURED
    assert edited.with_run(run_of(WIDER), "x").outlook.view is TreeView.CAPTURED
    assert edited.with_request(CHOSEN).with_prediction(predicted(CHOSEN)).outlook.view is TreeView.CAPTURED


def test_the_shapes_are_shown_before_the_first_run():
    assert OPENED.with_prediction(predicted(FILE, CHOSEN)).outlook.view is TreeView.PREDICTED


@pytest.mark.parametrize(
    ("error", "view"),
    [
        pytest.param(InputError("It does not fit."), TreeView.PREDICTED, id="the run would say so, too"),
        pytest.param(WorkerTimeoutError("Too long."), TreeView.CAPTURED, id="nothing is known"),
    ],
)
def test_an_error_comes_to_sight_where_it_is_about_the_input(error, view):
    assert SHOWN.with_request(WIDER).with_prediction(Predicted(WIDER, error)).outlook.view is view
    assert OPENED.with_prediction(Predicted(FILE, error)).outlook.view is TreeView.CAPTURED, "the run itself tells"


INFERRED = (InferredInput("x", X, "x is fed to rnn."),)


def test_inferred_inputs_are_the_requests_where_it_has_none():
    assert OPENED.with_inference(INFERRED).request.inputs == (X,)
    assert OPENED.with_request(WIDER).with_inference(INFERRED).request.inputs == WIDER.inputs
    assert OPENED.with_inference(InputError("Nothing fits.")).request == FILE


def test_a_run_that_chose_other_inputs_than_the_inference_wins():
    session = OPENED.with_inference(INFERRED).with_run(run_of(replace(WIDER, layer="rnn")), "x")
    assert session.request == replace(WIDER, layer="rnn")


def test_consent_stays_when_a_run_tells_what_it_chose():
    trusting = replace(FILE, trust=True)
    session = Session().opened(trusting, None).with_run(run_of(CHOSEN), "x")
    assert session.request == replace(CHOSEN, trust=True)


def test_another_layer_asks_for_other_inputs_and_another_size_does_not():
    session = OPENED.with_inference(INFERRED)
    assert session.with_request(replace(session.request, seed=4)).outlook.inference == INFERRED
    assert session.with_request(replace(session.request, layer="other")).outlook.inference is None


def test_the_predicted_tree_is_there_as_soon_as_a_prediction_is():
    assert OPENED.predicted_tree("x") is None
    assert OPENED.with_prediction(Predicted(FILE, FieldError("No."))).predicted_tree("x") is None
    assert SHOWN.predicted_tree("x").note == "cpu, float32, predicted"
