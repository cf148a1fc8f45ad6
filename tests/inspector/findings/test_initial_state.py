"""M11, M12 and M13: initial states and inputs whose axes are not what was meant."""

import pytest
import torch
from torch import nn

from inspector.findings.examine import examine
from inspector.findings.finding import Severity
from tests.inspector.engine.captured_runs import run_module


class WithState(nn.Module):
    """The state is an argument, or made by the model."""

    def __init__(self, layer, shapes=None):
        super().__init__()
        self.rnn, self.shapes = layer, shapes

    def forward(self, x, *state):
        given = [torch.zeros(shape) for shape in self.shapes] if self.shapes else list(state)
        return self.rnn(x, tuple(given) if len(given) > 1 else given[0])[0]


class HandsOn(nn.Module):
    """An encoder's final state is the decoder's first one."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.LSTM(4, 6, 2, batch_first=True), nn.LSTM(4, 6, 2, batch_first=True)

    def forward(self, x):
        return self.decoder(x, self.encoder(x)[1])[0]


def found(folder, model, *inputs):
    return examine(run_module(model, folder / "run.safetensors", inputs).run)


REFUSED = [
    (nn.LSTM(4, 6, 2, batch_first=True), [(2, 5, 6), (2, 3, 6)], "rnn expects 3 on the axis batch of h_0, the initial "
     "state h_0 has 5 there.", "input.size(0)"),
    (nn.LSTM(4, 6), [(1, 3, 6), (1, 7, 6)], "rnn expects 3 on the axis batch of c_0, the initial state c_0 has 7",
     "input.size(1)"),
    (nn.GRU(4, 6, 2, batch_first=True), [(3, 2, 6)], "rnn expects 2 on the axis layer x direction of h_0, the initial "
     "state h_0 has 3 there.", "whatever batch_first says"),
    (nn.GRU(4, 6, batch_first=True), [(1, 3, 4)], "rnn expects 6 on the axis hidden of h_0", "hidden_size"),
    (nn.LSTM(4, 6, batch_first=True, proj_size=2), [(1, 3, 6), (1, 3, 6)],
     "rnn expects 2 on the axis projection of h_0", "proj_size"),
    (nn.LSTM(4, 6, batch_first=True), [(3, 6), (3, 6)], "rnn expects a state (layer x direction, batch, hidden) for "
     "this input, the initial state h_0 has 2 axes: (3, 6).", "hidden_size"),
    (nn.LSTMCell(4, 6), [(3, 5), (3, 6)], "rnn expects 6 on the axis hidden of h_0", "hidden_size"),
    (nn.GRUCell(4, 6), [(2, 6)], "rnn expects 3 on the axis batch of h_0", "input.size(0)"),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "shapes", "sentence", "fix"), REFUSED)
def test_the_axis_of_a_state_that_does_not_fit_is_named(tmp_path, layer, shapes, sentence, fix):
    is_cell = isinstance(layer, nn.RNNCellBase)
    first = is_cell or layer.batch_first
    text = "0=normal(3,4)" if is_cell else "0=normal(3,7,4)" if first else "0=normal(7,3,4)"
    findings = [item for item in found(tmp_path, WithState(layer, shapes), text) if item.rule == "M11"]
    assert [item.where for item in findings] == ["rnn"]
    assert findings[0].severity is Severity.ERROR
    assert findings[0].message.startswith(sentence.removesuffix("there.").rstrip())
    assert fix in findings[0].fix


def test_a_state_in_which_batch_and_layers_could_be_exchanged(tmp_path):
    model = WithState(nn.GRU(4, 6, 2, batch_first=True))
    (note,) = found(tmp_path, model, "0=normal(2,7,4)", "1=normal(2,2,6)")
    assert (note.rule, note.severity, note.where) == ("M12", Severity.NOTE, "rnn/0/h_0")
    assert "begins with 2 x 2" in note.message
    assert found(tmp_path, model, "0=normal(3,7,4)", "1=normal(2,3,6)") == ()


def test_a_state_that_an_earlier_layer_made_is_not_suspected(tmp_path):
    assert found(tmp_path, HandsOn(), "0=normal(2,7,4)") == ()


def test_one_layer_of_one_direction_cannot_be_exchanged(tmp_path):
    assert found(tmp_path, WithState(nn.GRU(4, 6, batch_first=True)), "0=normal(1,7,4)", "1=normal(1,1,6)") == ()


class Reads(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, **options)

    def forward(self, x):
        return self.rnn(x)[0]


def test_an_input_of_two_axes_is_one_sequence(tmp_path):
    (warning,) = found(tmp_path, Reads(batch_first=True), "0=normal(5,4)")
    assert (warning.rule, warning.severity, warning.where) == ("M13", Severity.WARNING, "rnn/0/input")
    assert "one sequence of 5 time steps" in warning.message
    assert "give (5, 1, 4)" in warning.fix
    (warning,) = found(tmp_path, Reads(), "0=normal(5,4)")
    assert "give (1, 5, 4)" in warning.fix


@pytest.mark.parametrize("text", ["0=normal(time=5,4)", "0=normal(3,5,4)"])
def test_a_named_or_a_batched_sequence_is_meant(tmp_path, text):
    assert found(tmp_path, Reads(batch_first=True), text) == ()


def test_what_is_called_a_batch_is_m1_alone(tmp_path):
    assert [item.rule for item in found(tmp_path, Reads(), "0=normal(batch=5,4)")] == ["M1"]
