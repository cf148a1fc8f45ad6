"""TorchScript and torch.export: what only the operators tell, and what the run says where they tell nothing."""

import io
import warnings

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

from inspector.engine.capture import capture as capturing
from inspector.engine.capture import tap_operators
from inspector.engine.capture.capture import capture
from inspector.engine.capture.tap_operators import tap_works
from inspector.engine.inputs.inputs import RunInput
from inspector.engine.make_run import prepared
from inspector.errors import InputError
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import run_module

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def no_grad():
    with torch.no_grad():
        yield


def script(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        return again(torch.jit.script(model.eval()))


def trace(model, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return again(torch.jit.trace(model.eval(), arguments))


def again(module):
    """Save and load, as a file would be."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(module, buffer)
        buffer.seek(0)
        return torch.jit.load(buffer)


def export(model, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.export.export(model.eval(), arguments).module(check_guards=False)


def calls_of(model, *arguments):
    taken = capture(model, "", RunInput(arguments, {}), lambda _calls: None)
    assert taken.stopped_at is None, taken.stopped_at
    return taken


class Steps(nn.Module):
    """A cell of each kind; all sizes are equal, so that no shape tells weights, inputs and states apart."""

    def __init__(self, bias: bool):
        super().__init__()
        self.lstm = nn.LSTMCell(4, 4, bias)
        self.gru = nn.GRUCell(4, 4, bias)
        self.tanh = nn.RNNCell(4, 4, bias)
        self.relu = nn.RNNCell(4, 4, bias, nonlinearity="relu")

    def forward(self, x):
        h = g = t = r = x[0]
        c = x[1]
        for step in x:
            h, c = self.lstm(step, (h, c))
            g = self.gru(h, g)
            t = self.tanh(g, t)
            r = self.relu(t, r)
        return r + c


@pytest.mark.parametrize("bias", [True, False])
def test_cells_that_tracing_took_apart_are_put_together(bias):
    model, x = Steps(bias), torch.randn(6, 4, 4)
    expected = calls_of(model, x)
    found = calls_of(trace(model, x), x)
    assert [call.names for call in found.calls] == [call.names for call in expected.calls]
    for one, other in zip(found.calls, expected.calls, strict=True):
        assert one.config == other.config
        assert one.tensors.keys() == other.tensors.keys()
        for role, kept in other.tensors.items():
            assert torch.equal(one.tensors[role].values, kept.values), (one.names, role)
    weights = {layer.names: layer.weights for layer in expected.layers}
    for layer in found.layers:
        assert layer.weights.keys() == weights[layer.names].keys()
        assert all(torch.equal(weight, weights[layer.names][name]) for name, weight in layer.weights.items())


class ByHand(nn.Module):
    """The equations of a cell written out: no layer of torch's, so no call."""

    def __init__(self):
        super().__init__()
        self.ih, self.hh = nn.Linear(4, 16), nn.Linear(4, 16)

    def forward(self, x):
        h = c = x[0]
        for step in x:
            i, f, g, o = (self.ih(step) + self.hh(h)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h


def test_a_cell_written_out_by_hand_is_none():
    x = torch.randn(6, 4, 4)
    assert calls_of(trace(ByHand(), x), x).calls == []


class Packs(nn.Module):
    """`keeps` says whether the final state is used: the code that orders it is only there if it is."""

    def __init__(self, layer, keeps: bool):
        super().__init__()
        self.layer, self.keeps = layer, keeps

    def forward(self, x: torch.Tensor, lengths: torch.Tensor):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        output, state = self.layer(packed)
        return (output.data, state[0]) if self.keeps else (output.data, output.data)


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_a_packed_sequence_is_put_into_its_own_order(keeps, bidirectional):
    model = Packs(nn.LSTM(4, 6, 2, batch_first=True, bidirectional=bidirectional), keeps)
    x, lengths = torch.randn(4, 7, 4), torch.tensor([3, 7, 1, 5])
    (expected,) = calls_of(model, x, lengths).calls
    for program in (script(model), trace(model, x, lengths)):
        (found,) = calls_of(program, x, lengths).calls
        assert (found.lengths, found.config) == ((3, 7, 1, 5), expected.config)
        for role, kept in expected.tensors.items():
            assert torch.equal(found.tensors[role].values, kept.values), role


class Unbatched(nn.Module):
    """One sequence without a batch, and one whose batch of one is the model's own doing."""

    def __init__(self):
        super().__init__()
        self.lstm, self.gru, self.cell = nn.LSTM(4, 6, batch_first=True), nn.GRU(6, 5), nn.LSTMCell(5, 3)

    def forward(self, x: torch.Tensor):
        output, state = self.lstm(x)
        wide, final = self.gru(output.unsqueeze(1))
        h, c = self.cell(wide[-1, 0])
        return state, final.squeeze(1), h, c


def test_the_batch_axis_that_a_layer_adds_is_taken_away_again():
    model, x = Unbatched(), torch.randn(5, 4)
    expected = calls_of(model, x).calls
    for program in (script(model), trace(model, x)):
        found = calls_of(program, x).calls
        for one, other in zip(found, expected, strict=True):
            shapes = {role: kept.values.shape for role, kept in other.tensors.items()}
            assert {role: one.tensors[role].values.shape for role in shapes} == shapes, one.names
            assert all(torch.equal(one.tensors[role].values, other.tensors[role].values) for role in shapes)


class Shared(nn.Module):
    """One layer under two names, and one that never runs."""

    def __init__(self):
        super().__init__()
        self.first = nn.GRU(4, 4)
        self.second = self.first
        self.spare = nn.LSTM(4, 4)

    def forward(self, x):
        if x.dim() == 17:
            return self.spare(x)[0]
        return self.second(self.first(x)[0])[0]


def test_names_aliases_and_what_did_not_run():
    taken = calls_of(script(Shared()), torch.randn(5, 3, 4))
    assert [call.names for call in taken.calls] == [("first", "second")] * 2
    assert taken.unseen == ("spare",)
    assert taken.remarks == []


def test_a_frozen_file_has_numbers_for_names_and_says_so(tmp_path):
    model = script(nn.Sequential(nn.GRU(4, 4), Last(), nn.GRU(4, 5)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frozen = again(torch.jit.freeze(model))
    opened = run_module(frozen, tmp_path / "run.safetensors", ("0=sine(5,3,4)",))
    assert [call.module for call in opened.run.calls] == ["layer 0", "layer 1"]
    assert [layer.module for layer in opened.run.weights] == ["layer 0", "layer 1"]
    assert opened.run.remarks == (
        "The file does not say which layer some calls belong to, because their weights were frozen into the program: "
        "such layers are numbered in the order of their first call.",
    )


class Last(nn.Module):
    def forward(self, result: tuple[torch.Tensor, torch.Tensor]):
        return result[0]


class Mixed(nn.Module):
    """An ordinary layer, a scripted one, and an ordinary one that is called by its forward."""

    def __init__(self):
        super().__init__()
        self.one, self.two, self.three = nn.LSTM(4, 4), script(nn.Sequential(nn.GRU(4, 4), Last())), nn.RNN(4, 4)

    def forward(self, x):
        return self.three.forward(self.two(self.one(x)[0]))[0]


class Forks(nn.Module):
    """Two layers side by side, each in a thread of TorchScript's own."""

    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Sequential(nn.LSTM(4, 6), LastOfLSTM()), nn.Sequential(nn.GRU(4, 6), Last())

    def forward(self, x):
        left, right = torch.jit.fork(self.left, x), torch.jit.fork(self.right, x)
        return torch.jit.wait(left) + torch.jit.wait(right)


class LastOfLSTM(nn.Module):
    def forward(self, result: tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]):
        return result[0]


def test_what_runs_side_by_side_is_seen():
    model, x = Forks(), torch.randn(5, 3, 4)
    calls = {call.names: call for call in calls_of(script(model), x).calls}
    assert calls.keys() == {("left.0",), ("right.0",)}
    assert torch.equal(calls["left.0",].tensors["output"].values, model.left(x))
    assert torch.equal(calls["right.0",].tensors["output"].values, model.right(x))


class ByGradient(nn.Module):
    """A scripted function lies beside it in the file, and it does not use it: it may take gradients."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6)

    def forward(self, x):
        with torch.enable_grad():
            given = x.clone().requires_grad_()
            return torch.autograd.grad(self.lstm(given)[0].sum(), given)[0]


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    BESIDE = torch.jit.script(nn.Linear(2, 2))


def test_inference_mode_is_only_for_models_that_need_it():
    assert len(calls_of(ByGradient(), torch.randn(5, 3, 4)).calls) == 1


def test_each_source_leaves_to_the_others_what_is_theirs():
    taken = calls_of(Mixed(), torch.randn(5, 3, 4))
    assert [call.names for call in taken.calls] == [("one",), ("two.0",), ("three",)]
    assert [layer.names for layer in taken.layers] == [("one",), ("three",), ("two.0",)]


def test_a_torch_without_the_tap_is_told_and_names_what_ran_unseen(tmp_path, monkeypatch):
    monkeypatch.setattr(capturing, "tap_works", lambda: False)
    opened = run_module(Mixed(), tmp_path / "run.safetensors", ("0=sine(5,3,4)",))
    assert [call.module for call in opened.run.calls] == ["one", "three"]
    assert opened.run.unseen == ("two.0",)
    assert "takes recurrent operators apart before they can be seen" in opened.run.remarks[0]


def test_the_tap_is_tried_before_it_is_relied_on(monkeypatch):
    assert tap_works()
    tap_works.cache_clear()
    monkeypatch.setattr(tap_operators.OperatorTap, "_layer", lambda *_: None)
    assert not tap_works()
    tap_works.cache_clear()


class Reads(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.lstm = nn.Embedding(10, 4), nn.LSTM(4, 6)

    def forward(self, tokens):
        return self.lstm(self.embedding(tokens))[0]


def test_a_program_of_torch_export_refuses_sizes_of_which_it_holds_states():
    model, tokens = Reads(), torch.randint(0, 10, (5, 3))
    program = export(model, tokens)
    (call,) = calls_of(program, tokens).calls
    assert call.names == ("lstm",)
    assert torch.equal(call.tensors["output"].values, model(tokens))
    taken = capture(program, "", RunInput((tokens[:, :2],), {}), lambda _calls: None)
    assert taken.stopped_at.error.startswith("RuntimeError: Expected input at *args[0].shape[1] to be equal to 3")
    assert taken.calls == []


def test_a_program_of_torch_export_has_one_mode(tmp_path):
    program = export(nn.LSTM(4, 6), torch.randn(5, 3, 4))
    assert prepared(program, RunRequest(PresetSource("odd"))) is program
    with pytest.raises(InputError, match="has no train mode"):
        prepared(program, RunRequest(PresetSource("odd"), train=True))


def test_a_packed_result_of_a_script_is_looked_into(tmp_path):
    class Gives(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(4, 6)

        def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> PackedSequence:
            return self.lstm(pack_padded_sequence(x, lengths, enforce_sorted=False))[0]

    taken = calls_of(script(Gives()), torch.randn(5, 3, 4), torch.tensor([2, 5, 3]))
    assert taken.results[0].path in (".data", "[0]")
