"""Calls of an ordinary model that are not made as hooks like them: each once, with its layer's name and values."""

import copy
import warnings
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import torch
from torch import _VF, nn
from torch.nn.utils import parametrizations
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from inspector.engine.capture.capture import capture
from inspector.engine.inputs.inputs import RunInput
from inspector.engine.layers.layers import weights_of
from inspector.errors import InputError
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import run_module, tensor


def step(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, w_ih: torch.Tensor, w_hh: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.lstm_cell(x, [h, c], w_ih, w_hh)


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torch says that scripting is old
    scripted_step = torch.jit.script(step)


@pytest.fixture(autouse=True)
def no_grad():
    # With gradients torch takes another path through the layer, which rounds otherwise.
    with torch.no_grad():
        yield


def run(model, *arguments, **options):
    taken = capture(model.eval(), "", RunInput(arguments or (odd.sample(),), {}), lambda _calls: None, **options)
    assert taken.stopped_at is None, taken.stopped_at
    return taken


def only_call(model, *arguments):
    (call,) = run(model, *arguments).calls
    return call


def values(call):
    return {role: kept.values for role, kept in call.tensors.items()}


def check(call, names, expected):
    assert call.names == names
    assert values(call).keys() == expected.keys()
    for role, wanted in expected.items():
        assert torch.equal(values(call)[role], wanted), role


def lstm_roles(x, layer, state=None):
    output, (h_n, c_n) = layer(x, state)
    given = {} if state is None else {"h_0": state[0], "c_0": state[1]}
    return {"input": x, "output": output, **given, "h_n": h_n, "c_n": c_n}


LENGTHS = torch.tensor([2, 5, 3])
STATE = (torch.ones(1, 3, 6), torch.full((1, 3, 6), 0.5))


class PackedDirect(odd.OneLayer):
    def forward(self, x):
        return self.lstm.forward(pack_padded_sequence(x, LENGTHS, enforce_sorted=False), STATE)


def test_forward_called_directly_undoes_the_sorting_of_a_packed_sequence():
    model = PackedDirect()
    call = only_call(model)
    packed = pack_padded_sequence(odd.sample(), LENGTHS, enforce_sorted=False)
    output, (h_n, c_n) = model.lstm(packed, STATE)
    assert call.lengths == (2, 5, 3)
    check(call, ("lstm",), {
        "input": pad_packed_sequence(packed)[0], "output": pad_packed_sequence(output)[0],
        "h_0": STATE[0], "c_0": STATE[1], "h_n": h_n, "c_n": c_n,
    })  # fmt: skip


class PackedFunction(odd.OneLayer):
    """What a packed sequence consists of, given to the function: its order is the sorted one, and nobody undoes it."""

    def forward(self, x):
        packed = pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
        weights = self.lstm._flat_weights
        return torch.lstm(packed.data, packed.batch_sizes, STATE, weights, True, 1, 0.0, False, False)[0]


def test_the_function_for_packed_sequences_gives_a_dense_view():
    model = PackedFunction()
    call = only_call(model)
    order = [1, 2, 0]
    expected = lstm_roles(pack_padded_sequence(odd.sample()[:, order], LENGTHS[order]), model.lstm, STATE)
    expected |= {role: pad_packed_sequence(expected[role])[0] for role in ("input", "output")}
    assert call.lengths == (5, 3, 2)
    check(call, ("lstm",), expected)


class Keywords(odd.OneLayer):
    def forward(self, x):
        weights = self.lstm._flat_weights
        return _VF.lstm(
            input=x, hx=STATE, params=weights, has_biases=True, num_layers=1, dropout=0.0, train=False,
            bidirectional=False, batch_first=False,
        )[0]  # fmt: skip


class Operator(odd.OneLayer):
    def forward(self, x):
        return torch.ops.aten.lstm.input(x, list(STATE), self.lstm._flat_weights, True, 1, 0.0, False, False, False)[0]


@pytest.mark.parametrize("make", [Keywords, Operator])
def test_functions_and_operators_with_the_weights_of_a_layer_are_its_calls(make):
    model = make()
    check(only_call(model), ("lstm",), lstm_roles(odd.sample(), model.lstm, STATE))


class ScriptedFunction(nn.Module):
    """A function of the file is TorchScript; the model itself is not."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(4, 6, bias=False)

    def forward(self, x):
        zeros = torch.zeros(3, 6)
        return scripted_step(x[0], zeros, zeros, self.cell.weight_ih, self.cell.weight_hh)


def test_a_scripted_function_in_an_ordinary_model_is_seen():
    model = ScriptedFunction()
    h_n, c_n = model.cell(odd.sample()[0])
    zeros = torch.zeros(3, 6)
    check(only_call(model), ("cell",), {"input": odd.sample()[0], "h_0": zeros, "c_0": zeros, "h_n": h_n, "c_n": c_n})


class Parametrised(odd.OneLayer):
    """Its weights are computed anew whenever they are read; one of them is another parameter's, too."""

    def __init__(self, how):
        super().__init__()
        for name in ("weight_hh_l0", "weight_ih_l0"):
            parametrizations.weight_norm(self.lstm, name)
        self.how = how

    def forward(self, x):
        if self.how == "function":
            zeros = torch.zeros(1, 3, 6)
            weights = [getattr(self.lstm, name) for name in self.lstm._flat_weights_names]
            return _VF.lstm(x, (zeros, zeros), weights, True, 1, 0.0, False, False, False)[0]
        return (self.lstm if self.how == "called" else self.lstm.forward)(x)[0]


@pytest.mark.parametrize("how", ["called", "direct", "function"])
def test_a_parametrised_layer_is_known_however_it_is_called(how):
    model = Parametrised(how)
    taken = run(model)
    (call,) = taken.calls
    assert call.names == ("lstm",)
    assert torch.equal(values(call)["output"], model.lstm(odd.sample())[0])
    assert [layer.names for layer in taken.layers] == [("lstm",)]
    effective = taken.layers[0].weights["weight_hh_l0"]
    assert torch.equal(effective, model.lstm.weight_hh_l0)


class Residual(nn.LSTM):
    """It adds its input to its output, and drops the states."""

    def forward(self, x):
        return super().forward(x)[0] + x


class TwoPasses(nn.LSTM):
    """Two runs of the layer in one call of the module."""

    def forward(self, x):
        return super().forward(super().forward(x)[0].flip(0))


class TurnsAround(nn.LSTM):
    """It takes (batch, feature, time), which is no input of an LSTM."""

    def forward(self, x):
        return super().forward(x.permute(2, 0, 1))[0]


class CallsFunction(nn.LSTM):
    def forward(self, x):
        zeros = torch.zeros(1, x.shape[1], self.hidden_size)
        return _VF.lstm(x, (zeros, zeros), self._flat_weights, True, 1, 0.0, False, False, False)[0]


class Holds(nn.Module):
    def __init__(self, layer, direct=False):
        super().__init__()
        self.lstm, self.direct = layer, direct

    def forward(self, x):
        return self.lstm.forward(x) if self.direct else self.lstm(x)


@pytest.mark.parametrize("direct", [False, True])
def test_a_subclass_gives_what_it_gives_and_its_layer_the_rest(direct):
    model = Holds(Residual(4, 4), direct)
    whole = lstm_roles(odd.sample(), lambda x, state: nn.LSTM.forward(model.lstm, x, state))
    check(only_call(model), ("lstm",), whole | {"output": model.lstm(odd.sample())})


@pytest.mark.parametrize("direct", [False, True])
def test_a_subclass_that_runs_twice_has_two_calls(direct):
    model = Holds(TwoPasses(4, 4), direct)
    first, second = run(model).calls
    inner = lstm_roles(odd.sample(), lambda x, state: nn.LSTM.forward(model.lstm, x, state))
    check(first, ("lstm",), inner)
    turned = inner["output"].flip(0)
    check(second, ("lstm",), lstm_roles(turned, lambda x, state: nn.LSTM.forward(model.lstm, x, state)))


def test_what_is_shaped_otherwise_than_torchs_is_taken_from_within():
    model = Holds(TurnsAround(4, 6))
    x = torch.randn(3, 4, 5)
    call = only_call(model, x)
    assert torch.equal(values(call)["input"], x.permute(2, 0, 1))


@pytest.mark.parametrize("direct", [False, True])
def test_a_subclass_that_calls_the_function_itself_is_one_call(direct):
    model = Holds(CallsFunction(4, 6), direct)
    call = only_call(model)
    zeros = torch.zeros(1, 3, 6)
    whole = lstm_roles(odd.sample(), lambda x, state: nn.LSTM.forward(model.lstm, x, state), (zeros, zeros))
    check(call, ("lstm",), whole)


def test_layers_that_belong_to_nobody_are_numbered():
    class Fresh(nn.Module):
        def forward(self, x):
            torch.manual_seed(1)
            self.made = [nn.GRU(4, 3), nn.GRU(4, 3)]
            return [layer(x)[0] for layer in (*self.made, self.made[0])]

    model = Fresh()
    taken = run(model)
    assert [call.names for call in taken.calls] == [("functional",), ("functional 2",), ("functional",)]
    assert [layer.names for layer in taken.layers] == [("functional",), ("functional 2",)]
    for layer, made in zip(taken.layers, model.made, strict=True):
        assert layer.weights.keys() == weights_of(made).keys()
        assert all(torch.equal(layer.weights[name], weight) for name, weight in weights_of(made).items())


def test_a_copy_of_a_layer_is_that_layer_by_name():
    class Copies(odd.OneLayer):
        def forward(self, x):
            return copy.deepcopy(self.lstm)(x)[0]

    model = Copies()
    check(only_call(model), ("lstm",), lstm_roles(odd.sample(), model.lstm))


def test_a_gradient_of_torch_func_goes_on_and_is_captured():
    class Saliency(odd.OneLayer):
        def forward(self, x):
            return torch.func.grad(lambda given: self.lstm(given)[0].sum())(x)

    model = Saliency()
    call = only_call(model)
    assert torch.equal(values(call)["input"], odd.sample())
    assert torch.allclose(values(call)["output"], model.lstm(odd.sample())[0])


def test_a_compiled_model_runs_as_it_was_written():
    class Compiles(odd.OneLayer):
        def __init__(self):
            super().__init__()
            self.fast = torch.compile(self.lstm, backend="eager")

        def forward(self, x):
            return self.fast(x)[0] + torch.compile(torch.relu, backend="eager")(x).sum()

    model = Compiles()
    call = only_call(model)
    check(call, ("lstm", "fast._orig_mod"), lstm_roles(odd.sample(), model.lstm))


def test_both_names_of_a_layer_with_tied_weights_are_called():
    """Two modules share their weights: a call of one is not a call of the other."""

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.other = nn.LSTM(4, 4), nn.LSTM(4, 4)
            for name, weight in self.one.named_parameters():
                setattr(self.other, name, weight)

        def forward(self, x):
            return self.other(self.one(x)[0])[0]

    assert [call.names for call in run(Tied()).calls] == [("one",), ("other",)]


def test_an_entry_method_runs_in_place_of_forward():
    class Codec(odd.OneLayer):
        def encode(self, x):
            return self.lstm(x)[1][0]

    model = Codec()
    taken = run(model, method="encode")
    assert [result.same_as[1] for result in taken.results] == ["h_n"]
    with pytest.raises(InputError, match="Codec has no method 'decode'") as caught:
        run(model, method="decode")
    assert caught.value.hint == "It has encode."


@dataclass
class Answer:
    logits: torch.Tensor
    states: tuple
    loss: None = None


class Returns(odd.OneLayer):
    def __init__(self, make):
        super().__init__()
        self.make = make

    def forward(self, x):
        return self.make(*self.lstm(x))


def holds_itself(output, _state):
    found = SimpleNamespace(output=output)
    found.myself = found
    return found


RESULTS = [
    pytest.param(Answer, [".logits", ".states[0]", ".states[1]"], id="dataclass"),
    pytest.param(
        lambda o, s: SimpleNamespace(y=o, deep={"s": list(s)}), [".y", ".deep['s'][0]", ".deep['s'][1]"], id="object"
    ),
    pytest.param(lambda o, _: odd.Named(o, 3), ["[0]"], id="named tuple"),
    pytest.param(holds_itself, [".output"], id="an object that holds itself"),
    pytest.param(lambda o, s: {o: o, (1, "a"): s[0]}, ["[...]", "[(1, 'a')]"], id="odd keys"),
    pytest.param(lambda *_: (None, 5, "text", nn.Linear(1, 1)), [], id="no tensor"),
]


@pytest.mark.parametrize(("make", "paths"), RESULTS)
def test_results_of_any_form_are_taken_apart(make, paths, tmp_path):
    model = Returns(make)
    opened = run_module(model, tmp_path / "run.safetensors", ("0=sine(5,3,4)",))
    assert [stored.path for stored in opened.run.result] == paths
    returned = model(odd.sample())
    for index, path in enumerate(paths):
        if "..." not in path:
            assert torch.equal(tensor(opened, f"result/{index}"), eval(f"returned{path}", {"returned": returned}))
