"""What a run will capture, told before it happens: every model of the zoo, and what a prediction cannot know."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from inspector.engine.infer_request import infer_request
from inspector.engine.predict import predict, predict_module
from inspector.engine.shapes.no_values import no_values
from inspector.engine.shapes.without_values import without_values
from inspector.model.source import ClassSource, PresetSource, parse_source
from inspector.run.input import parse_input
from inspector.run.prediction import Method, differences, prediction_from_json, prediction_to_json
from inspector.run.request import RunRequest
from inspector.run.run_json import request_to_json
from inspector.worker.model_role import VERBS
from tests.inspector.engine.captured_runs import run_module, run_of
from tests.inspector.engine.zoo.entry import ZooEntry
from tests.inspector.engine.zoo.registry import ZOO

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

# What only values, another thread, autocast, autograd or compiled code tell: there a small run tells the shapes.
BY_RUN = {
    "quantised lstm", "quantised gru", "quantised cells", "threaded", "scripted part", "lstm in a hook",
    "inference mode", "fails after the layer", "fails in a loop", "autocast", "autograd inside",
}  # fmt: skip


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in ZOO])
def test_a_prediction_is_what_the_run_captures(entry: ZooEntry, tmp_path: Path):
    with entry.around():
        model = entry.build()
        before = {name: value.clone() for name, value in model.state_dict().items() if isinstance(value, torch.Tensor)}
        prediction = predict_module(model, "", entry.request())
        after = model.state_dict()
        assert all(torch.equal(value, after[name]) for name, value in before.items())
        conditions = {"dtype": entry.dtype, "method": entry.method}
        run = run_module(entry.build(), tmp_path / "run.safetensors", entry.inputs, **conditions).run
    assert differences(prediction, run) == ()
    assert prediction.run.unseen == run.unseen
    assert [layer.module for layer in prediction.run.weights] == [layer.module for layer in run.weights]
    assert prediction.approximate == ()
    assert prediction.method is (Method.SMALL_RUN if entry.name in BY_RUN else Method.META)
    assert prediction_from_json(prediction_to_json(prediction)) == prediction


def test_functions_are_as_before_a_prediction():
    before = (torch.lstm, torch._VF.lstm, torch.gru_cell, torch._VF.gru_cell)
    entry = next(entry for entry in ZOO if entry.name == "function imported before")
    predict_module(entry.build(), "", entry.request())
    assert (torch.lstm, torch._VF.lstm, torch.gru_cell, torch._VF.gru_cell) == before
    assert torch.zeros(1).device.type == "cpu"
    with pytest.raises(ZeroDivisionError), no_values(100):
        _ = 1 / 0
    assert (torch.lstm, torch._VF.lstm, torch.gru_cell, torch._VF.gru_cell) == before


class Memory(nn.Module):
    """The output's memory matters: view refuses what a batch_first layer gives."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x):
        return self.rnn(x)[0].view(x.size(0), -1)


class Counts(nn.Module):
    """Whole numbers that follow from the lengths decide how often the cell is called."""

    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(4, 6)

    def forward(self, x, lengths):
        order = lengths.to(x.device).sort(descending=True)[1]
        h = torch.zeros(len(lengths), 6)
        for t in range(int(lengths.max().item())):
            if (lengths > t).any():
                h = self.cell(x[order, t], h)
        return h


class Decides(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x):
        return self.rnn(x if x.mean() > -9 else x[:, :1])[0]


class Sorts(nn.Module):
    """The order of its samples follows from values that nobody knows."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x):
        order = x.sum((1, 2)).argsort().cpu()
        return self.rnn(x[order])[0]


def told(model, *inputs, **conditions):
    request = RunRequest(PresetSource("odd"), tuple(map(parse_input, inputs)), **conditions)
    return predict_module(model, "", request)


def test_a_view_that_torch_refuses_is_foreseen(tmp_path):
    prediction = told(Memory(), "0=normal(3,7,4)")
    run = run_module(Memory(), tmp_path / "run.safetensors", ("0=normal(3,7,4)",)).run
    assert "view size is not compatible" in prediction.run.stopped_at.error
    assert differences(prediction, run) == ()


def test_numbers_that_follow_from_lengths_are_computed_along(tmp_path):
    inputs = ("0=normal(3,7,4)", "1=lengths(4,6,2)")
    prediction = told(Counts(), *inputs)
    assert prediction.method is Method.META
    assert differences(prediction, run_module(Counts(), tmp_path / "run.safetensors", inputs).run) == ()
    assert sum(call.count for call in prediction.run.calls) == 6


def test_a_model_that_decides_by_values_is_run_small(tmp_path):
    prediction = told(Decides(), "0=normal(3,7,4)")
    run = run_module(Decides(), tmp_path / "run.safetensors", ("0=normal(3,7,4)",)).run
    assert (prediction.method, prediction.approximate) == (Method.SMALL_RUN, ())
    assert differences(prediction, run) == ()


def test_what_a_large_run_would_take_long_for_is_tried_shorter():
    class Wide(Decides):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(4, 100, batch_first=True)

    prediction = told(Wide(), "0=normal(64,100000,4)")
    assert prediction.method is Method.SMALL_RUN
    tensors = {tensor.role: tensor.shape for tensor in prediction.run.calls[0].tensors}
    assert tensors == {
        "input": (64, 100000, 4), "output": (64, 100000, 100), "h_n": (1, 64, 100), "c_n": (1, 64, 100),
    }  # fmt: skip
    assert prediction.approximate == ("The size 100000 was tried as 61.", "The size 64 was tried as 59.")


def test_a_loop_that_is_quicker_run_than_followed_is_run(tmp_path):
    class Loop(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = nn.GRUCell(4, 6)

        def forward(self, x):
            h = torch.zeros(3, 6)
            for t in range(x.shape[1]):
                h = self.cell(x[:, t], h)
            return h

    for steps, method in ((20, Method.META), (700, Method.SMALL_RUN)):
        prediction = told(Loop(), f"0=normal(3,{steps},4)")
        run = run_module(Loop(), tmp_path / "run.safetensors", (f"0=normal(3,{steps},4)",)).run
        assert prediction.method is method
        assert differences(prediction, run) == ()


def test_an_order_that_values_tell_is_assumed(tmp_path):
    prediction = told(Sorts(), "0=normal(3,7,4)")
    run = run_module(Sorts(), tmp_path / "run.safetensors", ("0=normal(3,7,4)",)).run
    assert differences(prediction, run) == ()
    assert prediction.approximate == ("An order of the samples, or lengths, that only values tell were assumed.",)


def test_a_long_sequence_needs_no_memory():
    prediction = told(Memory().rnn, "0=normal(1000,1000000,4)")
    assert prediction.run.calls[0].tensors[1].shape == (1000, 1000000, 6)
    assert prediction.method is Method.META


@pytest.mark.parametrize(("train", "dtype"), [(True, "float32"), (False, "bfloat16"), (False, "float64")])
def test_mode_and_precision_are_those_of_the_request(tmp_path, train, dtype):
    class Normed(Memory):
        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm1d(6)

        def forward(self, x):
            return self.norm(self.rnn(x)[0][:, -1])

    for batch in (1, 3):
        inputs = (f"0=normal({batch},7,4)",)
        prediction = told(Normed(), *inputs, train=train, dtype=dtype)
        run = run_module(Normed(), tmp_path / "run.safetensors", inputs, train=train, dtype=dtype).run
        assert differences(prediction, run) == ()


def test_differences_are_said_in_sentences(tmp_path):
    prediction = told(Decides(), "0=normal(3,7,4)")
    run = run_module(Decides(), tmp_path / "run.safetensors", ("0=normal(3,5,4)",)).run
    assert differences(prediction, run) == (
        "rnn call 0: input is (3, 5, 4) float32; predicted was (3, 7, 4) float32.",
        "rnn call 0: output is (3, 5, 6) float32; predicted was (3, 7, 6) float32.",
        "The result: 0 is (3, 5, 6) float32; predicted was (3, 7, 6) float32.",
    )
    assert differences(prediction, replace(run, calls=(), result=())) == (
        "rnn call 0 was predicted and did not happen.",
        "The result: 0 is absent; predicted was (3, 7, 6) float32.",
    )
    stopped = run_module(Memory(), tmp_path / "stopped.safetensors", ("0=normal(3,7,4)",)).run
    assert "The run stopped in its forward; predicted was that it went through." in differences(prediction, stopped)


PRESETS = ["dims-multilayer", "seq2seq-encoder-decoder", "forecaster", "keras-sequences-state"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_request_is_predicted_as_it_is_run(tmp_path, name):
    request = RunRequest(parse_source(f"preset:{name}"))
    prediction = predict(request)
    run = run_of(request, tmp_path / "run.safetensors").run
    assert differences(prediction, run) == ()
    assert prediction.run.request == run.request
    assert {item.spec for item in infer_request(request)} == set(run.request.inputs)


def test_a_class_that_cannot_be_built_is_foreseen(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        raise ValueError('no')\n"
    )
    prediction = predict(RunRequest(ClassSource(str(path), "Net")))
    assert prediction.run.stopped_at.in_constructor
    assert "ValueError: no" in prediction.run.stopped_at.error


def test_a_model_that_cannot_be_copied_is_run_itself():
    class Lonely(Decides):
        def __deepcopy__(self, memo):
            raise TypeError("there is but one")

    model = Lonely()
    request = RunRequest(PresetSource("odd"), (parse_input("0=normal(3,7,4)"),))
    with no_values(100) as mode:
        assert without_values(model, "", request, mode) is None
    assert told(model, "0=normal(3,7,4)").run.calls[0].tensors[1].shape == (3, 7, 6)


def test_the_model_worker_tells_shapes_and_inputs():
    request = {"request": request_to_json(RunRequest(parse_source("form:input_size=4,hidden_size=6")))}
    told = json.loads(json.dumps(VERBS["predict"](request, lambda _: None)))
    assert prediction_from_json(told).method is Method.RULES
    assert told["run"]["calls"][0]["tensors"][1]["shape"] == [7, 3, 6]
    (found,) = json.loads(json.dumps(VERBS["infer"](request, lambda _: None)))["inputs"]
    assert found["input"] == "0=normal(time=7,batch=3,input=4)"
