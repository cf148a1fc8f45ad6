"""M20: Keras's arguments, and its order of the states, in a model of torch."""

import pytest
import torch
from torch import nn

from inspector.engine import make_run
from inspector.engine.loading import load_preset
from inspector.findings.examine import examine
from inspector.findings.finding import Finding, Severity
from inspector.model.preset import Preset, PresetForm
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from tests.in_process import told
from tests.inspector.engine.captured_runs import ignore, run_module, run_of


class Labelled(nn.Module):
    """Returns what `take` makes of the layer's output and states."""

    def __init__(self, take, kind=nn.LSTM, **settings):
        super().__init__()
        self.lstm, self.take = kind(3, 4, **settings), take

    def forward(self, x):
        output, states = self.lstm(x)
        return self.take(output, states)


def found(folder, model):
    return examine(run_module(model, folder / "run.safetensors", ("0=sine(5,2,3)",)).run)


def test_the_label_and_the_tensor_are_named(tmp_path):
    model = Labelled(lambda output, states: {"output": output, "state_c": states[0][-1]})
    assert found(tmp_path, model) == (
        Finding(
            rule="M20",
            name="keras-order",
            severity=Severity.ERROR,
            where="result/1",
            message="'state_c' is taken from lstm/0/h_n, not from c_n: with return_state=True Keras returns output, h, "
            "c in this order, so that [1] is h and [2] is c.",
            fix="Take it from c_n.",
        ),
    )


WRONG = {
    "all of h_n": lambda _, states: {"c_n": states[0]},
    "its last layer": lambda _, states: {"last cell state": states[0][-1]},
    "squeezed": lambda _, states: {"Cell": states[0].squeeze(0)},
    "the other way round": lambda _, states: {"hidden_state": states[1][-1]},
    "deep within": lambda _, states: [1, {"states": {"cell": states[0][-1]}}],
}
RIGHT = {
    "right labels": lambda _, states: {"h": states[0][-1], "c": states[1][-1], "last cell state": states[1]},
    "other words": lambda _, states: {"summary": states[0][-1], "context": states[1], "channel": states[0]},
    "both words": lambda _, states: {"hidden and cell": states[0]},
    "a copy may be anything": lambda _, states: {"cell": states[0] * 2, "hidden": torch.tanh(states[1])},
    "the output": lambda output, _states: {"hidden": output, "cell": output[-1]},
    "no label": lambda _, states: (states[1], states[0]),
    "a number": lambda _, states: {0: states[1], 1: states[0]},
}


@pytest.mark.parametrize("settings", [{}, {"num_layers": 2, "bidirectional": True}, {"batch_first": True}])
@pytest.mark.parametrize("take", WRONG.values(), ids=WRONG.keys())
def test_a_state_by_the_other_s_name(tmp_path, take, settings):
    assert [item.rule for item in found(tmp_path, Labelled(take, **settings))] == ["M20"]


@pytest.mark.parametrize("take", RIGHT.values(), ids=RIGHT.keys())
def test_nothing_is_found(tmp_path, take):
    assert found(tmp_path, Labelled(take)) == ()


def test_a_gru_has_no_cell_state(tmp_path):
    model = Labelled(lambda _, state: {"hidden": state[-1]}, nn.GRU)
    assert found(tmp_path, model) == ()


def test_a_state_that_was_written_into_is_another(tmp_path):
    model = Labelled(lambda _, states: {"cell": states[0].zero_()[-1]})
    assert found(tmp_path, model) == ()


CODE = """
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        {body}
"""


def built(monkeypatch, folder, body):
    """Run a preset whose constructor is this one line."""

    class Form(PresetForm):
        code = CODE.format(body=body)

    preset = Preset("odd", "", "", "", "", Form("odd", "Model", ("0=sine(5,2,3)",), ""))
    monkeypatch.setattr(load_preset, "find_preset", lambda _: preset)
    return run_of(RunRequest(PresetSource("odd")), folder / "run.safetensors").run


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"])
@pytest.mark.parametrize("argument", ["return_sequences=True", "return_state=True"])
def test_an_argument_of_keras(monkeypatch, tmp_path, kind, argument):
    run = built(monkeypatch, tmp_path, f"self.lstm = nn.{kind}(3, 4, {argument})")
    [finding] = examine(run)
    assert (finding.rule, finding.name) == ("M20", "keras-argument")
    assert finding.message.startswith(f"{argument.partition('=')[0]} is an argument of Keras: nn.LSTM")
    assert run.stopped_at.error.startswith("TypeError: ")


@pytest.mark.parametrize(
    "body",
    [
        "self.lstm = nn.LSTM(3, 4, units=5)",
        "self.lstm = nn.Linear(3, 4, return_sequences=True)",
        "raise ValueError('return_sequences')",
        "raise SystemExit(3)",
    ],
)
def test_other_failures_of_a_constructor(monkeypatch, tmp_path, body):
    run = built(monkeypatch, tmp_path, body)
    assert run.stopped_at.in_constructor
    assert run.stopped_at.place == "its constructor"
    assert examine(run) == ()


def test_an_argument_of_keras_in_a_class_of_the_user_s_own(tmp_path):
    (tmp_path / "mine.py").write_text(CODE.format(body="self.lstm = nn.LSTM(3, 4, return_sequences=True)"))
    code, data = told("run", f"{tmp_path / 'mine.py'}:Model")
    assert (code, [item["rule"] for item in data["findings"]]) == (4, ["M20"])
    assert data["stopped_at"]["error"].startswith("mine.py line 9: TypeError: ")


def test_an_argument_of_keras_in_the_forward(tmp_path):
    model = Labelled(lambda _, _states: nn.LSTM(3, 4, return_sequences=False))
    [finding] = found(tmp_path, model)
    assert (finding.rule, finding.where) == ("M20", "")


def test_the_run_tells_its_stages(monkeypatch, tmp_path):
    told = []
    request = RunRequest(PresetSource("reshape-last-step", as_published=True))
    run = make_run.make_run(request, tmp_path / "run.safetensors", lambda *stage: told.append(stage) or ignore(*stage))
    assert told[0] == ("loading", 0)
    assert run.seconds == 0.0
