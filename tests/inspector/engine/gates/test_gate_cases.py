"""Gates of calls that are no single whole sequence: cells in loops, stacks, half precision, quantised, dropout, NaN."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.ao.quantization import quantize_dynamic

from inspector.engine.gates import direction_pass
from inspector.engine.gates.recompute import recompute_gates
from inspector.engine.gates.trace_unit import trace_unit
from inspector.errors import FileError, InputError
from inspector.gates.gate_file import GateFile, open_gates
from inspector.gates.gate_request import GateRequest
from inspector.run.run_file import RunFile, open_run
from inspector.run.state import NormalState
from tests.inspector.engine.captured_runs import run_module

pytestmark = [
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN"),
    pytest.mark.filterwarnings("ignore:torch.ao.quantization is deprecated"),
    pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor"),  # torch's own quantiser says that it is old
    pytest.mark.filterwarnings("ignore:dropout option adds dropout"),
]


class Loop(nn.Module):
    """A cell over the time axis; the first call is given no state, as in most loops."""

    def __init__(self, cell: nn.Module) -> None:
        super().__init__()
        self.cell = cell

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        state = None
        for step in x:
            state = self.cell(step, state)
        return state[0] if isinstance(state, tuple) else state


class Stepped(nn.Module):
    """A layer that is given some time steps at a time and its own last state."""

    def __init__(self, layer: nn.Module, steps: int) -> None:
        super().__init__()
        self.layer, self.steps = layer, steps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        state = None
        for part in x.split(self.steps):
            output, state = self.layer(part, state)
        return output


def nobody(done: int, of: int) -> None:
    pass


def gates_of(path: Path, module: str = "", call: str = "0", **parts: int) -> GateFile:
    made = path.with_name(f"gates-of-{path.name}")
    told = recompute_gates(GateRequest(path, module, call, **parts), made, nobody)
    opened = open_gates(made)
    assert opened.gates == told
    return opened


def all_gates(file: GateFile) -> dict[str, np.ndarray]:
    """Read them now: the next gates of the same run take the file's place."""
    return {name: np.array(tensor.read()) for name, tensor in file.tensors.items()}


def whole_layer(cell: nn.Module) -> nn.Module:
    """Give the layer with the weights of the cell."""
    kind = {"LSTMCell": nn.LSTM, "GRUCell": nn.GRU}[type(cell).__name__]
    layer = kind(cell.input_size, cell.hidden_size)
    layer.load_state_dict({f"{name}_l0": weight for name, weight in cell.state_dict().items()})
    return layer


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], tolerance: float = 1e-6) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_allclose(array, other[name], rtol=0, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("kind", [nn.LSTMCell, nn.GRUCell])
@pytest.mark.parametrize("steps", [100, 20], ids=["stacked", "each by itself"])
def test_a_loop_of_cells_has_the_gates_of_the_layer(kind, steps, tmp_path):
    torch.manual_seed(1)
    cell = kind(4, 5)
    run = tmp_path / "run.safetensors"
    run_module(Loop(cell), run, (f"0=normal({steps},3,4)",))
    whole = tmp_path / "whole.safetensors"
    run_module(whole_layer(cell), whole, (f"0=normal({steps},3,4)",))
    found = gates_of(run, "cell", f"0-{steps - 1}")
    assert found.gates.check.output is None
    assert found.gates.check.largest < 1e-6
    values = all_gates(found)
    same(values, all_gates(gates_of(whole)))
    one = all_gates(gates_of(run, "cell", f"0-{steps - 1}", sample=2, unit=3))
    same(one, {name: array[:, 2:3, 3:4] for name, array in values.items()})


def test_a_single_call_of_a_cell_has_one_step(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(Loop(nn.LSTMCell(4, 5)), run, ("0=normal(20,3,4)",))
    all_steps = all_gates(gates_of(run, "cell", "0-19"))
    for call in (0, 7, 19):
        found = gates_of(run, "cell", str(call))
        same(all_gates(found), {name: array[call : call + 1] for name, array in all_steps.items()})


def test_a_cell_without_batch(tmp_path):
    run = tmp_path / "run.safetensors"
    opened = run_module(Loop(nn.GRUCell(4, 5)), run, ("0=normal(70,4)",))
    found = gates_of(run, "cell", opened.run.calls[0].label)
    assert found.tensors["0/0/h"].shape == (70, 1, 5)
    assert found.gates.check.h_n < 1e-6


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
def test_a_layer_that_is_stepped_has_one_time_axis(kind, steps, tmp_path):
    torch.manual_seed(2)
    layer = kind(4, 5, num_layers=2)
    run, whole = tmp_path / "run.safetensors", tmp_path / "whole.safetensors"
    opened = run_module(Stepped(layer, steps), run, (f"0=normal({80 * steps},3,4)",))
    run_module(layer, whole, (f"0=normal({80 * steps},3,4)",))
    assert opened.run.calls[0].label == "0-79"
    found = gates_of(run, "layer", "0-79")
    assert found.gates.check.largest < 1e-6
    same(all_gates(found), all_gates(gates_of(whole)))
    trace = trace_unit(GateRequest(run, "layer", "0-79", 1, 0, 2, 4))
    np.testing.assert_allclose(trace.h, found.mapped(1, 0, "h")[:, 2, 4], rtol=0, atol=1e-6)
    np.testing.assert_allclose(trace.h_before[1:], trace.h[:-1], rtol=0, atol=1e-6)
    if kind is nn.LSTM:
        np.testing.assert_allclose(trace.c_before[1:], trace.c[:-1], rtol=0, atol=1e-6)


def test_both_directions_of_stacked_calls_are_read_within_each_call(tmp_path):
    layer = nn.LSTM(4, 5, bidirectional=True)
    run = tmp_path / "run.safetensors"
    run_module(Stepped(layer, 3), run, ("0=normal(210,2,4)",))
    found = gates_of(run, "layer", "0-69")
    assert found.gates.check.largest < 1e-6
    assert found.tensors["0/1/c"].shape == (210, 2, 5)


def test_large_stacks_go_in_parts(tmp_path, monkeypatch):
    run = tmp_path / "run.safetensors"
    run_module(Stepped(nn.LSTM(4, 5, num_layers=2), 1), run, ("0=normal(100,3,4)",))
    expected = all_gates(gates_of(run, "layer", "0-99"))
    monkeypatch.setattr("inspector.engine.gates.called_layer._PART_NBYTES", 5000)
    same(all_gates(gates_of(run, "layer", "0-99")), expected)


@pytest.mark.parametrize("lengths", [None, (9, 40, 1)])
def test_chunks_join_without_a_seam(lengths, tmp_path, monkeypatch):
    run = tmp_path / "run.safetensors"
    layer = nn.LSTM(4, 6, bidirectional=True, proj_size=2, batch_first=True)
    run_module(layer, run, ("0=normal(3,40,4)",), layer="", lengths=lengths, state=NormalState())
    expected = gates_of(run)
    values = all_gates(expected)
    for steps in (1, 7, 13):
        monkeypatch.setattr(direction_pass, "_CHUNK_NBYTES", steps * 3 * (36 + 4 + 2) * 4)
        found = gates_of(run)
        same(all_gates(found), values)
        assert found.gates.check.largest < 1e-6
        assert None not in (found.gates.check.output, found.gates.check.h_n, found.gates.check.c_n)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
@pytest.mark.parametrize(("dtype", "tolerance"), [("bfloat16", 2e-2), ("float16", 2e-3)])
def test_half_precision_is_computed_in_float32_and_said_to_be_approximate(kind, dtype, tolerance, tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(kind(4, 8, num_layers=2), run, ("0=normal(9,3,4)",), dtype=dtype)
    found = gates_of(run)
    assert {tensor.dtype for tensor in found.tensors.values()} == {"float32"}
    assert 0 < found.gates.check.largest < tolerance
    assert dtype in found.gates.check.approximate
    assert found.gates.check.text.endswith(f"the layer computed in {dtype}, the gates are computed in float32.")


@pytest.mark.parametrize(("kind", "options"), [("LSTM", {"num_layers": 2}), ("GRU", {}), ("LSTMCell", {})])
@pytest.mark.parametrize("dtype", [torch.qint8, torch.float16])
def test_quantised_weights_are_used_as_floats_and_said_to_be_approximate(kind, options, dtype, tmp_path):
    torch.manual_seed(4)
    model = nn.Sequential(getattr(nn, kind)(6, 8, **options))
    quantised = quantize_dynamic(model.eval(), {nn.LSTM, nn.GRU, nn.LSTMCell}, dtype=dtype)
    run = tmp_path / "run.safetensors"
    opened = run_module(quantised, run, ("0=normal(7,6)" if kind == "LSTMCell" else "0=normal(12,3,6)",))
    assert opened.run.weights[0].quantised
    found = gates_of(run, "0")
    assert "quantised" in found.gates.check.approximate
    assert found.gates.check.largest < (2e-2 if dtype == torch.qint8 else 1e-3)


def test_weights_of_floats_are_not_said_to_be_quantised(tmp_path):
    opened = run_module(nn.LSTM(4, 5), tmp_path / "run.safetensors", ("0=normal(7,3,4)",))
    assert not opened.run.weights[0].quantised
    assert open_run(opened.run.path).run == opened.run


def test_dropout_between_layers_is_said_to_hide_what_the_upper_layers_read(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(nn.LSTM(4, 5, num_layers=2, dropout=0.5), run, ("0=normal(7,3,4)",), train=True)
    with pytest.raises(InputError, match=r"train mode, where dropout \(0\.5\)"):
        gates_of(run)
    assert not run.with_name("gates-of-run.safetensors").exists()
    assert gates_of(run, layer=0).gates.check.largest < 1e-6


def test_train_mode_without_dropout_between_layers_is_no_hindrance(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(nn.LSTM(4, 5, num_layers=2), run, ("0=normal(7,3,4)",), train=True)
    assert gates_of(run).gates.check.largest < 1e-6
    run_module(nn.LSTM(4, 5, dropout=0.5), run, ("0=normal(7,3,4)",), train=True)
    assert gates_of(run).gates.check.largest < 1e-6


class SpoiltLayer(nn.Module):
    """The first sample holds a NaN, the second an infinity."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 5, bidirectional=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x[3, 0, 1], x[5, 1, 2] = torch.nan, torch.inf
        return self.lstm(x)[0]


def test_values_that_are_no_numbers_are_counted_and_agree(tmp_path):
    run = tmp_path / "run.safetensors"
    opened = run_module(SpoiltLayer(), run, ("0=normal(9,3,4)",))
    found = gates_of(run, "lstm")
    output = opened.read(opened.run.calls[0].key("output"))
    wrong = int(np.isnan(output).sum())
    assert wrong
    assert found.gates.check.not_finite == wrong
    assert found.gates.check.largest < 1e-6
    assert found.gates.check.text.endswith(f"{wrong} values of h are NaN or infinite.")
    trace = trace_unit(GateRequest(run, "lstm", "0", 0, 0, 0, 0))
    assert np.isnan(trace.h).tolist() == [step >= 3 for step in range(9)]


class Overwriting(nn.Module):
    """Writes over what it gave the layer, and over what it got."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 5, num_layers=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        x.zero_()
        return output.mul_(2)


def test_a_model_that_overwrites_its_tensors_is_no_hindrance(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(Overwriting(), run, ("0=normal(7,3,4)",))
    assert gates_of(run, "lstm").gates.check.largest < 1e-6


class OutputOnly(nn.LSTM):
    """A layer of the user's own that returns its output with the batch first, and no states."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x)[0].transpose(0, 1)


def test_a_layer_that_returns_something_else_is_run_again(tmp_path):
    torch.manual_seed(5)
    layer, run = OutputOnly(4, 5), tmp_path / "run.safetensors"
    opened = run_module(layer, run, ("0=normal(7,3,4)",))
    found = gates_of(run, opened.run.calls[0].module)
    output = opened.read(opened.run.calls[0].key("output"))
    output = output if output.shape[0] == 7 else output.swapaxes(0, 1)
    np.testing.assert_allclose(found.mapped(0, 0, "h"), output, rtol=0, atol=1e-6)


def test_the_gates_file_can_be_given_to_numpy_and_torch(tmp_path):
    from safetensors import safe_open

    run = tmp_path / "run.safetensors"
    run_module(nn.LSTM(4, 5), run, ("0=normal(7,3,4)",))
    found = gates_of(run)
    with safe_open(tmp_path / "gates-of-run.safetensors", framework="np") as file:
        assert set(file.keys()) == {f"0/0/{name}" for name in "ifgoch"}
        np.testing.assert_array_equal(file.get_tensor("0/0/f"), found.mapped(0, 0, "f"))


def test_progress_begins_at_nothing_and_ends_at_all(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(nn.GRU(4, 5, num_layers=2, bidirectional=True), run, ("0=normal(7,3,4)",))
    told: list[tuple[int, int]] = []
    recompute_gates(GateRequest(run, "", "0"), tmp_path / "gates", lambda done, of: told.append((done, of)))
    assert told[0] == (0, 35)  # four passes, and the lower layer once
    assert told[-1] == (35, 35)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.fixture
def layer_run(tmp_path: Path) -> RunFile:
    return run_module(nn.LSTM(4, 5, num_layers=2), tmp_path / "run.safetensors", ("0=normal(7,3,4)",))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"layer": 2}, "no layer 2 in this call: it has 2"),
        ({"direction": 1}, "no direction 1"),
        ({"sample": 3}, "no sample 3"),
        ({"unit": -1}, "no unit -1"),
        ({"call": "1"}, "no call 1. It has 0"),
        ({"call": "0-3"}, "no call 0-3"),
        ({"call": "3-0"}, "no call 3-0"),
        ({"call": "0-99999999999999"}, "no call 0-9"),
        ({"module": "encoder"}, "no calls of 'encoder'"),
    ],
)
def test_what_is_not_there_is_said(layer_run, parts, words):
    with pytest.raises(InputError, match=words):
        gates_of(layer_run.run.path, **parts)


def test_an_rnn_has_no_gates(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(nn.RNN(4, 5), run, ("0=normal(7,3,4)",))
    with pytest.raises(InputError, match="no gates"):
        gates_of(run)


def test_a_trace_is_of_one_unit(layer_run):
    with pytest.raises(InputError, match="Name the layer"):
        trace_unit(GateRequest(layer_run.run.path, "", "0", layer=0, sample=1, unit=1))


def test_a_place_that_cannot_be_written_is_said(layer_run, tmp_path):
    with pytest.raises(FileError, match="cannot be written"):
        recompute_gates(GateRequest(layer_run.run.path, "", "0"), tmp_path / "nowhere" / "gates", nobody)


def test_an_empty_batch_has_gates_without_values(tmp_path):
    run = tmp_path / "run.safetensors"
    run_module(nn.GRU(4, 5), run, ("0=normal(7,0,4)",))
    found = gates_of(run)
    assert found.tensors["0/0/z"].shape == (7, 0, 5)
