"""A form's layer, predicted without torch: every shape, dtype and stride as a real run has them."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.errors import InputError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource
from inspector.run.input import parse_input
from inspector.run.prediction import Method, differences, prediction_from_json, prediction_to_json
from inspector.run.request import RunRequest
from inspector.run.state import NormalState, ZeroState
from inspector.tensor.predicted_layer import predicted_layer
from tests.inspector.engine.captured_runs import run_of

SIZES = st.integers(1, 4)


@st.composite
def configs(draw):
    kind = draw(st.sampled_from(Kind))
    sizes = {"input_size": draw(SIZES), "hidden_size": draw(st.integers(2, 5)), "bias": draw(st.booleans())}
    if kind.value.endswith("Cell"):
        return RecurrentConfig(kind, **sizes, batch_first=False, dropout=0.0)
    projection = draw(st.sampled_from((0, 1))) if kind is Kind.LSTM else 0
    return RecurrentConfig(
        kind, **sizes, num_layers=draw(st.integers(1, 3)), batch_first=draw(st.booleans()), dropout=0.0,
        bidirectional=draw(st.booleans()), proj_size=projection,
    )  # fmt: skip


@st.composite
def requests(draw):
    config = draw(configs())
    batch, time = draw(SIZES), draw(SIZES)
    batched = draw(st.booleans())
    lengths = None
    leading = [batch] if config.is_cell else [batch, time] if config.batch_first else [time, batch]
    if not batched:
        leading = [] if config.is_cell else [time]
    elif not config.is_cell and draw(st.booleans()):
        lengths = tuple(draw(st.lists(st.integers(1, time), min_size=batch, max_size=batch)))
    text = f"0=normal({','.join(map(str, [*leading, config.input_size]))})"
    state = draw(st.sampled_from((ZeroState(), NormalState())))
    return RunRequest(
        FormSource(config), (parse_input(text),), lengths=lengths, state=state,
        dtype=draw(st.sampled_from(("float32", "float64"))),
    )  # fmt: skip


def settled(run):
    """Of an axis of size 1, or a tensor with a single element after it, torch may tell any stride."""
    calls = tuple(replace(call, tensors=tuple(map(plain, call.tensors))) for call in run.calls)
    weights = tuple(replace(layer, tensors=tuple(map(plain, layer.tensors))) for layer in run.weights)
    return replace(run, calls=calls, weights=weights, result=tuple(map(plain, run.result)))


def plain(tensor):
    strides = zip(tensor.shape, tensor.stride, strict=True)
    return replace(tensor, stride=tuple(0 if size == 1 else stride for size, stride in strides))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests())
def test_a_prediction_is_the_run_but_for_the_values(tmp_path, request_):
    run = run_of(request_, tmp_path / "run.safetensors").run
    prediction = predicted_layer(request_)
    assert prediction.method is Method.RULES
    assert differences(prediction, run) == ()
    assert settled(prediction.run) == settled(replace(run, path=Path(), torch="", seconds=0.0))


WRONG = [
    ("0=normal(3,7,11)", "LSTM expects 10 features, the input has 11."),
    ("0=normal(3,7,2,10)", "LSTM expects the axes (time, input) without or with a batch, the input has 4 axes: "),
    ("0=tokens(3,7,10;high=5)", "LSTM computes in float32, the input is int64."),
    ("0=normal(3,7,10) 1=tuple(zeros(4,2,6), zeros(4,3,6))", "LSTM expects 3 on the axis batch of h_0, "),
    ("0=normal(3,7,10) 1=tuple(zeros(4,3,6), zeros(2,3,6))", "4 on the axis layer x direction of c_0, "),
    ("0=normal(3,7,10) 1=tuple(zeros(4,3,6), zeros(4,3,5))", "6 on the axis hidden of c_0, "),
    ("0=normal(3,7,10) 1=tuple(zeros(4,6), zeros(4,6))", "a state (layer x direction, batch, hidden) for this input"),
]
CONFIG = RecurrentConfig(Kind.LSTM, 10, 6, 2, batch_first=True, dropout=0.0, bidirectional=True)


@pytest.mark.parametrize(("inputs", "sentence"), WRONG)
def test_what_a_layer_refuses_is_said_with_its_axis_and_a_run_stops_there(tmp_path, inputs, sentence):
    wishes = tuple(map(parse_input, inputs.replace(" 1=", "\n1=").split("\n")))
    request = RunRequest(FormSource(CONFIG), wishes)
    predicted = predicted_layer(request)
    assert sentence in predicted.run.stopped_at.error
    run = run_of(request, tmp_path / "run.safetensors").run
    assert run.stopped_at is not None
    assert differences(predicted, run) == ()


def test_lengths_that_do_not_fit_are_refused_as_in_a_run():
    request = RunRequest(FormSource(CONFIG), (parse_input("0=normal(3,7,10)"),), lengths=(8, 1, 1))
    with pytest.raises(InputError, match="The lengths 8, 1, 1 do not fit an input of 3 samples and 7 time steps"):
        predicted_layer(request)


def test_a_prediction_is_read_as_it_is_written():
    prediction = predicted_layer(RunRequest(FormSource(CONFIG)))
    assert str(prediction.run.request.inputs[0]) == "0=normal(batch=3,time=7,input=10)"
    assert prediction_from_json(prediction_to_json(prediction)) == prediction


def test_a_file_is_left_to_the_worker():
    assert predicted_layer(RunRequest(FormSource(CONFIG), (parse_input("0=file:a.npy"),))) is None


def test_torch_is_not_needed():
    code = "import sys; import inspector.tensor.predicted_layer; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
