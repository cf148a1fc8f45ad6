"""The final state of one run as the initial state of the next, typed values, and the code for both."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from inspector.engine.inputs.inputs import build_input
from inspector.engine.make_run import make_run
from inspector.engine.reshaping.captured import load_captured
from inspector.engine.verify import compare, execute_script
from inspector.errors import FileError, InputError
from inspector.export.torch_script import torch_script
from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run_json import run_from_json, run_to_json
from inspector.run.state import CarryState
from tests.inspector.engine.captured_runs import ignore, keys_of, run_module, run_of, tensor

FORM = "form:input_size=4,hidden_size=6"
KINDS = {
    "LSTM": f"{FORM},num_layers=2",
    "LSTM with projection": f"{FORM},num_layers=2,proj_size=3",
    "GRU, batch first": f"{FORM},kind=GRU,batch_first=true",
    "RNN": f"{FORM},kind=RNN",
    "LSTMCell": f"{FORM},kind=LSTMCell",
}
# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


def request_of(source, *inputs, carry=None, **conditions):
    if carry is not None:
        conditions["state"] = CarryState(str(carry))
    return RunRequest(parse_source(source), tuple(map(parse_input, inputs)), **conditions)


def check_scripts(opened):
    for key in keys_of(opened.run):
        found = execute_script(torch_script(opened.run, key, ()))
        assert compare(found, load_captured(opened.run.path, key.name))["equal"], key.name


@pytest.mark.parametrize("source", KINDS.values(), ids=KINDS.keys())
def test_a_run_goes_on_from_the_state_of_another(tmp_path, source):
    sizes = "3,4" if "Cell" in source else "3,3,4"
    first = run_of(request_of(source, f"0=normal({sizes})"), tmp_path / "first")
    second = run_of(request_of(source, f"0=ones({sizes})", carry=tmp_path / "first"), tmp_path / "second")
    states = [role for role in ("h", "c") if f"/0/{role}_n" in first.tensors]
    assert len(states) == 1 + ("LSTM" in source or source.startswith(f"{FORM},num_layers"))
    for role in states:
        assert torch.equal(tensor(second, f"/0/{role}_0"), tensor(first, f"/0/{role}_n"))
    assert second.run.carried == tuple(f"/0/{role}_n" for role in states)
    check_scripts(second)


def test_another_dtype_is_carried_over(tmp_path):
    run_of(request_of(FORM, "0=normal(5,3,4)"), tmp_path / "first")
    second = run_of(request_of(FORM, "0=ones(5,3,4)", carry=tmp_path / "first", dtype="float64"), tmp_path / "second")
    assert tensor(second, "/0/h_0").dtype == torch.float64
    check_scripts(second)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = nn.LSTM(4, 6), nn.LSTM(4, 6)

    def forward(self, x):
        self.left(x)
        self.right(x + 1)
        return self.left(x + 2)[0]


class Steps(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(4, 6)

    def forward(self, x):
        state = (torch.zeros(3, 6), torch.zeros(3, 6))
        for step in x:
            state = self.cell(step, state)
        return state[0]


def test_the_same_named_layer_is_carried_from_its_last_call(tmp_path):
    torch.manual_seed(1)
    pair = Pair()
    torch.save(pair.state_dict(), tmp_path / "pair.pt")
    first = run_module(pair, tmp_path / "first", ("0=normal(5,3,4)",))
    for layer, call in (("left", 1), ("right", 0)):
        request = request_of(str(tmp_path / "pair.pt"), "0=ones(5,3,4)", carry=tmp_path / "first", layer=layer)
        second = run_of(request, tmp_path / f"second {layer}")
        assert second.run.carried == (f"{layer}/{call}/h_n", f"{layer}/{call}/c_n")
        assert torch.equal(tensor(second, f"{layer}/0/c_0"), tensor(first, f"{layer}/{call}/c_n"))
        check_scripts(second)


def test_of_stacked_calls_the_last_is_carried(tmp_path):
    first = run_module(Steps(), tmp_path / "first", ("0=normal(100,3,4)",))
    second = run_of(request_of(f"{FORM},kind=LSTMCell", "0=ones(3,4)", carry=tmp_path / "first"), tmp_path / "second")
    assert second.run.carried == ("cell/0-99/h_n", "cell/0-99/c_n")
    assert torch.equal(tensor(second, "/0/h_0"), tensor(first, "cell/0-99/h_n")[-1])
    check_scripts(second)


REFUSED = [
    (
        f"{FORM}", "0=ones(5,2,4)",
        "LSTM needs h_0 with 2 along batch, but the carried h_n of LSTM has 3 along batch. Choose an input and a layer",
    ),
    ("form:input_size=4,hidden_size=7", "0=ones(5,3,4)", "h_0 with 7 along hidden, but the carried h_n of LSTM has 6"),
    (f"{FORM},num_layers=2", "0=ones(5,3,4)", "LSTM needs h_0 with 2 along layer, but the carried h_n of LSTM has 1"),
    (f"{FORM},bidirectional=true", "0=ones(5,3,4)", "needs h_0 with 2 along layer x direction, but the carried h_n of"),
    (
        f"{FORM}", "0=ones(5,4)",
        "LSTM needs h_0 of (1 layer, 6 hidden), but the carried h_n of LSTM is (1 layer, 3 batch, 6 hidden).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "given", "sentence"), REFUSED)
def test_a_state_that_does_not_fit_is_told(tmp_path, source, given, sentence):
    run_of(request_of(FORM, "0=normal(5,3,4)"), tmp_path / "first")
    with pytest.raises(InputError) as caught:
        make_run(request_of(source, given, carry=tmp_path / "first"), tmp_path / "second", ignore)
    assert sentence in str(caught.value)


def test_a_run_without_the_state_is_told(tmp_path):
    run_of(request_of(f"{FORM},kind=GRU", "0=normal(5,3,4)"), tmp_path / "gru")
    run_module(Pair(), tmp_path / "pair", ("0=normal(5,3,4)",))
    run_module(nn.Linear(4, 4), tmp_path / "linear", ("0=normal(5,3,4)",))
    (tmp_path / "text").write_text("no run")
    for name, error, sentence in (
        ("gru", InputError, "The GRU of the run gru left no c_n; LSTM, which is of kind LSTM, starts from one."),
        ("pair", InputError, "The run pair has 2 recurrent layers and none is called ''"),
        ("pair", InputError, "Its layers are left, right; run one of these alone."),
        ("linear", InputError, "The run linear has no final state to carry on from."),
        ("text", FileError, "text"),
        ("absent", FileError, "absent"),
    ):
        with pytest.raises(error) as caught:
            make_run(request_of(FORM, "0=ones(5,3,4)", carry=tmp_path / name), tmp_path / "second", ignore)
        assert sentence in str(caught.value)


def test_a_state_is_carried_by_one_layer_only(tmp_path):
    with pytest.raises(InputError, match="Lengths and an initial state belong to one recurrent layer"):
        build_input(request_of(FORM, "0=ones(1)", carry=tmp_path / "first"), nn.Identity())


TYPED = {
    "floats": "values([[[0.1, 0.2, 0.3, 1], [-1e-3, 5, 6, 7]]])",
    "many rows": f"values({np.sin(np.arange(60.0)).reshape(5, 3, 4).tolist()})",
    "not a number": "values([[[nan, inf, -inf, 1]]])",
    "unbatched": "values([[1.0, 2.0, 3.0, 4.0]])",
}


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
def test_typed_values_are_given_to_the_layer_and_written_as_code(tmp_path, text, dtype):
    opened = run_of(request_of(FORM, f"0={text}", dtype=dtype), tmp_path / "run")
    names = {"nan": float("nan"), "inf": float("inf")}
    expected = torch.tensor(eval(text.removeprefix("values"), names), dtype=getattr(torch, dtype))
    assert torch.equal(tensor(opened, "/0/input").nan_to_num(7), expected.nan_to_num(7))
    key = next(key for key in keys_of(opened.run) if key.name == "/0/input")
    assert compare(execute_script(torch_script(opened.run, key, ())), load_captured(opened.run.path, key.name))["equal"]
    assert "torch.tensor([[" in torch_script(opened.run, key, ()).replace("[\n    [", "[[")


@pytest.mark.parametrize(
    ("text", "dtype", "shape"),
    [
        ("values([[1, 2]])", torch.int64, (1, 2)),
        ("values([1, 2.0])", torch.float16, (2,)),
        ("values([])", torch.float16, (0,)),
        ("values([[],[]])", torch.float16, (2, 0)),
        ("values(3)", torch.int64, ()),
    ],
)
def test_whole_numbers_stay_whole(text, dtype, shape):
    found = build_input(request_of(FORM, f"0={text}", dtype="float16"), nn.Identity()).positional[0]
    assert (found.dtype, tuple(found.shape)) == (dtype, shape)


@pytest.mark.parametrize("carried", [[], ["/0/h_n"] * 3, ["h_n"], "/0/h_n", None])
def test_a_garbled_description_of_what_was_carried_is_told(tmp_path, carried):
    run_of(request_of(FORM, "0=normal(5,3,4)"), tmp_path / "first")
    second = run_of(request_of(FORM, "0=ones(5,3,4)", carry=tmp_path / "first"), tmp_path / "second").run
    data = json.loads(json.dumps(run_to_json(second)))
    assert run_from_json(data, second.path) == second
    with pytest.raises(FileError, match="second is a damaged run"):
        run_from_json(data | {"carried": carried}, second.path)
