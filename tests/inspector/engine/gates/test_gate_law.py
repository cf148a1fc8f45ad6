"""The gates of any LSTM and GRU fit what was captured, and a loop of cells written by hand, in every gate and step."""

import tempfile
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.engine.gates.recompute import recompute_gates
from inspector.engine.gates.trace_unit import write_unit_trace
from inspector.gates.gate_file import GateFile, open_gates
from inspector.gates.gate_request import GateRequest
from inspector.gates.unit_trace_file import open_trace
from inspector.run.state import NormalState
from tests.inspector.engine.captured_runs import run_module, tensor
from tests.inspector.engine.gates.cell_loop import cell_loop
from tests.inspector.reshape.law_examples import LAW_EXAMPLES

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

LAW = settings(max_examples=max(1, LAW_EXAMPLES // 5))  # 1,000 of 5,000, a seeded 100 in CI
LARGEST = {"float32": 1e-5, "float64": 1e-12}
SIZES = ("time", "batch", "input", "hidden")
numbers = count()
seen = {"float32": 0.0, "float64": 0.0}  # the largest errors, for whoever asks


@dataclass(frozen=True)
class Case:
    """One layer and how it is called."""

    kind: str
    sizes: tuple[int, int, int, int]  # time, batch, input, hidden
    options: tuple[tuple[str, object], ...]
    dtype: str
    scale: int
    seed: int
    unbatched: bool = False
    with_state: bool = False
    lengths: tuple[int, ...] | None = None

    def layer(self) -> nn.Module:
        torch.manual_seed(self.seed)
        layer = getattr(nn, self.kind)(self.sizes[2], self.sizes[3], **dict(self.options))
        with torch.no_grad():
            for weight in layer.parameters():
                weight *= self.scale
        return layer.to(getattr(torch, self.dtype))

    @property
    def input_sizes(self) -> str:
        time, batch, width, _ = self.sizes
        if self.unbatched:
            return f"{time},{width}"
        return f"{batch},{time},{width}" if dict(self.options)["batch_first"] else f"{time},{batch},{width}"


@st.composite
def cases(draw) -> Case:
    kind = draw(st.sampled_from(("LSTM", "LSTM", "GRU")))
    sizes = tuple(draw(st.integers(1, most)) for most in (9, 4, 6, 8))
    options = {name: draw(st.booleans()) for name in ("bias", "batch_first", "bidirectional")}
    options["num_layers"] = draw(st.integers(1, 4))
    if kind == "LSTM":
        options["proj_size"] = draw(st.integers(0, sizes[3] - 1))
    packed = draw(st.booleans())
    lengths = tuple(draw(st.integers(1, sizes[0])) for _ in range(sizes[1])) if packed else None
    if lengths and draw(st.booleans()):
        lengths = tuple(sorted(lengths, reverse=True))
    return Case(
        kind, sizes, tuple(options.items()), draw(st.sampled_from(tuple(LARGEST))), draw(st.sampled_from((1, 3))),
        draw(st.integers(0, 1000)), not packed and draw(st.booleans()), draw(st.booleans()), lengths,
    )  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What the loop of cells gives, and how long each sample is."""

    gates: dict[tuple[int, int, str], np.ndarray]
    lengths: list[int]


def truth_of(case: Case, opened) -> Truth:
    """Run the loop on the captured input and state; its output and final states must be the captured ones."""
    options = dict(case.options)
    found = {
        stored.role: tensor(opened, f"/0/{stored.role}").double().numpy() for stored in opened.run.calls[0].tensors
    }
    weights = {
        stored.role: tensor(opened, f"/weights/{stored.role}").double().numpy()
        for stored in opened.run.weights[0].tensors
    }
    if case.unbatched:
        found = {role: array[:, None] for role, array in found.items()}
    elif options["batch_first"]:
        found |= {role: found[role].swapaxes(0, 1) for role in ("input", "output")}
    time, batch = found["input"].shape[:2]
    rows, hidden = options["num_layers"] * (1 + options["bidirectional"]), case.sizes[3]
    zeros = np.zeros((rows, batch, hidden))
    states = {"h_0": zeros[..., : options.get("proj_size") or hidden], "c_0": zeros} | {
        role: found[role] for role in ("h_0", "c_0") if role in found
    }
    lengths = list(case.lengths or [time] * batch)
    gates, output, h_n, c_n = cell_loop(case.kind, found["input"], weights, states, lengths, hidden)
    near(case, found["output"], output)
    near(case, found["h_n"], h_n)
    if "c_n" in found:
        near(case, found["c_n"], c_n)
    return Truth(gates, lengths)


def near(case: Case, one: np.ndarray, other: np.ndarray) -> None:
    assert one.shape == other.shape
    error = float(np.abs(one - other).max(initial=0))
    seen[case.dtype] = max(seen[case.dtype], error)
    assert error <= LARGEST[case.dtype]


def check_gates(case: Case, file: GateFile, truth: Truth, sample: slice, unit: slice) -> None:
    """Compare every gate, and what the file says of itself, with the loop."""
    gates = file.gates
    assert gates.check.largest <= LARGEST[case.dtype]
    seen[case.dtype] = max(seen[case.dtype], gates.check.largest)
    assert not gates.check.approximate
    assert gates.check.not_finite == 0
    assert gates.lengths == (None if case.lengths is None else case.lengths[sample])
    for layer in gates.layers:
        for direction in gates.directions:
            for name in gates.names:
                array = file.mapped(layer, direction, name)
                assert array.dtype == case.dtype
                of_unit = name == "h" and unit != slice(None)
                expected = truth.gates[layer, direction, "m" if of_unit else name]
                near(case, array, expected[:, sample, unit])
                axes = file.axes(layer, direction, name)
                assert tuple(axis.size for axis in axes) == array.shape


def check_trace(case: Case, path: Path, request: GateRequest, truth: Truth) -> None:
    write_unit_trace(request, path)
    trace = open_trace(path)
    length = truth.lengths[request.sample]
    order = slice(None, None, -1 if request.direction else 1)

    def line(name: str) -> np.ndarray:
        whole = truth.gates[request.layer, request.direction, name]
        return whole[:length, request.sample, request.unit][order]

    for gate in trace.gates:
        near(case, gate.value, line(gate.name))
        added = gate.from_input + gate.from_hidden + gate.bias
        activation = np.tanh if gate.name in "gn" else lambda x: 1 / (1 + np.exp(-x))
        assert np.allclose(gate.value, activation(added), rtol=0, atol=1e-14)
    near(case, trace.h, line("m"))
    if case.kind == "LSTM":
        near(case, trace.c, line("c"))
        near(case, trace.c_before[1:], line("c")[:-1])
    projected = dict(case.options).get("proj_size")
    near(case, trace.h_before[1:], line("m")[:-1])
    assert np.isnan(trace.h_before[0]) == bool(projected and case.with_state)
    assert trace.input.shape[0] == length


def ignore(done: int, of: int) -> None:
    assert 0 <= done <= of


@LAW
@given(cases(), st.data())
def test_any_layer(case: Case, data):
    folder = Path(tempfile.mkdtemp(prefix=f"lstmscope-gates-{next(numbers)}-"))
    run, made = folder / "run.safetensors", folder / "made.safetensors"
    conditions = {"layer": "", "dtype": case.dtype, "lengths": case.lengths}
    if case.with_state:
        conditions["state"] = NormalState()
    try:
        opened = run_module(case.layer(), run, (f"0=normal({case.input_sizes})",), **conditions)
        truth = truth_of(case, opened)
        request = GateRequest(run, "", "0")
        told = recompute_gates(request, made, ignore)
        assert open_gates(made).gates == told
        check_gates(case, open_gates(made), truth, slice(None), slice(None))
        options = dict(case.options)
        layer = data.draw(st.integers(0, options["num_layers"] - 1))
        direction = data.draw(st.integers(0, int(options["bidirectional"])))
        sample = data.draw(st.integers(0, len(truth.lengths) - 1))
        unit = data.draw(st.integers(0, case.sizes[3] - 1))
        parts = {"layer": layer, "direction": direction, "sample": sample, "unit": unit}
        chosen = {name: number for name, number in parts.items() if data.draw(st.booleans())}
        recompute_gates(replace(request, **chosen), made, ignore)
        slices = (
            slice(chosen[name], chosen[name] + 1) if name in chosen else slice(None) for name in ("sample", "unit")
        )
        check_gates(case, open_gates(made), truth, *slices)
        check_trace(case, made, replace(request, **parts), truth)
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
