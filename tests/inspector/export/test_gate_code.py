"""The code of gates, executed as it stands, gives the gates that were recomputed."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.engine.gates.recompute import recompute_gates
from inspector.engine.gates.verify_gates import verify_gates
from inspector.engine.verify import executed_names
from inspector.errors import InspectorError
from inspector.export.gate_code import gate_code
from inspector.gates.gate_request import GateRequest
from inspector.gates.labelled_calls import labelled_calls
from inspector.run.state import NormalState
from tests.inspector.engine.captured_runs import run_module, tensor
from tests.inspector.engine.test_capture_law import Case, layers

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

KINDS = ("LSTM", "GRU", "LSTMCell", "GRUCell")


class Loop(nn.Module):
    """A cell or layer that is called once for each of the first axis, its state handed on or left out."""

    def __init__(self, step: nn.Module, carried: bool):
        super().__init__()
        self.step, self.carried = step, carried

    def forward(self, x):
        state, found = None, []
        for x_t in x:
            made = self.step(x_t, state)
            if self.carried:
                state = made if isinstance(self.step, nn.LSTMCell | nn.GRUCell) else made[1]
            found.append(made[0])
        return found[-1]


def verified(opened, module: str, label: str, folder, **part) -> dict:
    path = folder / "gates.safetensors"
    recompute_gates(GateRequest(opened.run.path, module, label, **part), path, lambda _done, _of: None)
    return verify_gates(gate_code(opened.run, labelled_calls(opened.run, module, label), part.get("layer")), path)


def run_of(case: Case, folder):
    conditions = {"layer": "", "dtype": case.dtype, "lengths": case.lengths}
    conditions |= {"state": NormalState()} if case.with_state else {}
    return run_module(case.layer(), folder / "run.safetensors", (f"0=normal({case.input_sizes})",), **conditions)


@settings(max_examples=60)
@given(case=layers(KINDS, dtypes=("float32", "float64")) | layers(("LSTM", "GRU"), packed=True))
def test_executed_code_gives_the_recomputed_gates(case: Case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    told = verified(run_of(case, folder), "", "0", folder)
    assert told["close"], told
    assert told["max_abs"] <= (1e-12 if case.dtype == "float64" else 1e-5)


@settings(max_examples=15)
@given(case=layers(KINDS, dtypes=("float16", "bfloat16")))
def test_code_of_half_precision_is_as_near_as_the_gates_are(case: Case, tmp_path_factory):
    folder = tmp_path_factory.mktemp("code")
    opened = run_of(case, folder)
    assert verified(opened, "", "0", folder)["close"]
    assert ".float()" in gate_code(opened.run, opened.run.calls)


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("count", [6, 70])
@pytest.mark.parametrize(
    ("step", "sizes"),
    [
        pytest.param(nn.LSTMCell(3, 4), "2,3", id="lstm-cell"),
        pytest.param(nn.LSTMCell(3, 4, bias=False).double(), "3", id="unbatched-cell"),
        pytest.param(nn.GRUCell(3, 4), "2,3", id="gru-cell"),
        pytest.param(nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True), "2,5,3", id="batch-first"),
        pytest.param(nn.LSTM(3, 4, proj_size=2), "1,3", id="unbatched-projection"),
        pytest.param(nn.GRU(3, 4, 2), "1,2,3", id="gru-of-one-step"),
    ],
)
def test_calls_of_a_loop_are_looked_at_as_one(step, sizes, count, carried, tmp_path):
    dtype = str(next(step.parameters()).dtype).removeprefix("torch.")
    opened = run_module(Loop(step, carried), tmp_path / "run.safetensors", (f"0=normal({count},{sizes})",), dtype=dtype)
    label = f"0-{count - 1}"
    assert len(opened.run.calls) == (1 if count > 64 else count)
    assert verified(opened, "step", label, tmp_path)["close"]


@pytest.mark.parametrize("part", [{"layer": 1}, {"direction": 1}, {"sample": 2}, {"unit": 3}, {"sample": 0, "unit": 1}])
@pytest.mark.parametrize("proj", [0, 2])
def test_a_part_is_compared_with_its_part(part, proj, tmp_path):
    layer = nn.LSTM(3, 4, 2, bidirectional=True, proj_size=proj)
    opened = run_module(layer, tmp_path / "run.safetensors", ("0=normal(5,3,3)",), layer="", lengths=(2, 5, 1))
    assert verified(opened, "", "0", tmp_path, **part)["close"]


def test_wrong_code_is_found_out(tmp_path):
    layer = nn.LSTM(3, 4)
    opened = run_module(layer, tmp_path / "run.safetensors", ("0=normal(5,3,3)",), layer="")
    path = tmp_path / "gates.safetensors"
    recompute_gates(GateRequest(opened.run.path, "", "0"), path, lambda _done, _of: None)
    code = gate_code(opened.run, opened.run.calls)
    assert verify_gates(code, path)["close"]
    told = verify_gates(code.replace("f.sigmoid()", "f.tanh()"), path)
    assert (told["equal"], told["close"]) == (False, False)
    assert told["max_abs"] > 0.01
    with pytest.raises(InspectorError, match="leaves no gate 0/0/c"):
        verify_gates(code + "del gates['0/0/c']\n", path)
    with pytest.raises(InspectorError, match="leaves no gates"):
        verify_gates("result = 3\n", path)


def test_the_code_of_a_plain_layer_is_short(tmp_path):
    opened = run_module(nn.LSTM(3, 4), tmp_path / "run.safetensors", ("0=normal(5,2,3)",), layer="")
    code = gate_code(opened.run, opened.run.calls)
    assert len(code.splitlines()) <= 24
    assert "for layer" not in code
    assert "direction" not in code
    gates = executed_names(code)["gates"]
    assert list(gates) == [f"0/0/{name}" for name in "ifgoch"]
    torch.testing.assert_close(gates["0/0/h"], tensor(opened, "/0/output"))


@given(st.sampled_from(["3", "3-1", "x-y", "0-", "-1"]))
def test_a_label_that_is_not_there_names_no_call(label):
    class Nothing:
        calls = ()

    assert labelled_calls(Nothing(), "", label) == ()  # type: ignore[arg-type]


def test_below_dropout_the_code_ends_with_the_layer_that_was_asked_for(tmp_path):
    layer = nn.LSTM(3, 4, 2, dropout=0.5)
    opened = run_module(layer, tmp_path / "run.safetensors", ("0=normal(5,3,3)",), layer="", train=True)
    assert verified(opened, "", "0", tmp_path, layer=0)["close"]
    assert set(executed_names(gate_code(opened.run, opened.run.calls, 0))["gates"]) == {
        f"0/0/{name}" for name in "ifgoch"
    }


@pytest.mark.parametrize("name", ["it's {x}", 'a "b"', "back\\slash"])
def test_a_modules_name_is_quoted(name, tmp_path):
    model = nn.ModuleDict({name: nn.LSTMCell(3, 4)})
    model.forward = lambda x: [model[name](x_t) for x_t in x][-1]
    opened = run_module(model, tmp_path / "run.safetensors", ("0=normal(3,2,3)",))
    assert verified(opened, name, "0", tmp_path)["close"]
    assert verified(opened, name, "0-2", tmp_path)["close"]
