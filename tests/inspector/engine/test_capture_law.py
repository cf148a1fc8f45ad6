"""What is captured of any recurrent layer is what the layer itself gives, bit for bit, with the right axes."""

import tempfile
from dataclasses import dataclass
from itertools import count
from math import prod
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from inspector.run.state import NormalState
from inspector.tensor.axis import shape_of
from inspector.tensor.layer_axes import record_of
from tests.inspector.engine.captured_runs import keys_of, run_module, tensor

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

THOROUGH = settings(max_examples=200)
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
DTYPES = ("float32", "float64", "bfloat16", "float16")
numbers = count()


@dataclass(frozen=True)
class Case:
    """One layer and how it is called."""

    kind: str
    sizes: tuple[int, int, int, int]  # time, batch, input, hidden
    options: tuple[tuple[str, object], ...]
    unbatched: bool = False
    with_state: bool = False
    lengths: tuple[int, ...] | None = None
    dtype: str = "float32"

    def layer(self) -> nn.Module:
        torch.manual_seed(3)
        return getattr(nn, self.kind)(self.sizes[2], self.sizes[3], **dict(self.options)).to(getattr(torch, self.dtype))

    @property
    def input_sizes(self) -> str:
        time, batch, width, _ = self.sizes
        if self.kind.endswith("Cell"):
            return f"{width}" if self.unbatched else f"{batch},{width}"
        if self.unbatched:
            return f"{time},{width}"
        return f"{batch},{time},{width}" if dict(self.options).get("batch_first") else f"{time},{batch},{width}"


@st.composite
def layers(draw, kinds=("LSTM",), packed=False, dtypes=("float32",)) -> Case:
    kind = draw(st.sampled_from(kinds))
    sizes = tuple(draw(st.integers(1, most)) for most in (5, 4, 5, 6))
    options: dict[str, object] = {"bias": draw(st.booleans())}
    if not kind.endswith("Cell"):
        options |= {name: draw(st.booleans()) for name in ("batch_first", "bidirectional")}
        options["num_layers"] = draw(st.integers(1, 3))
        if kind == "LSTM":
            options["proj_size"] = draw(st.integers(0, sizes[3] - 1))
    lengths = tuple(draw(st.integers(1, sizes[0])) for _ in range(sizes[1])) if packed else None
    unbatched = not packed and draw(st.booleans())
    return Case(
        kind, sizes, tuple(options.items()), unbatched, draw(st.booleans()), lengths, draw(st.sampled_from(dtypes))
    )


def run_case(case: Case):
    folder = Path(tempfile.gettempdir()) / f"lstmscope-law-{next(numbers)}.safetensors"
    layer = case.layer()
    conditions = {"layer": "", "dtype": case.dtype, "lengths": case.lengths}
    if case.with_state:
        conditions["state"] = NormalState()
    try:
        opened = run_module(layer, folder, (f"0=normal({case.input_sizes})",), **conditions)
        found = {key: tensor(opened, key.name) for key in keys_of(opened.run)}
    finally:
        folder.unlink(missing_ok=True)
    return layer, opened.run, found


def plain_forward(case: Case, layer: nn.Module) -> dict[str, torch.Tensor]:
    """What torch gives, without anything of ours: the roles by name."""
    dtype = getattr(torch, case.dtype)
    torch.manual_seed(0)
    given = torch.randn([int(size) for size in case.input_sizes.split(",")], dtype=dtype)
    found, state = {"input": given}, None
    if case.with_state:
        found |= {name: torch.randn(shape, dtype=dtype) for name, shape in state_sizes(case).items()}
        state = (found["h_0"], found["c_0"]) if "c_0" in found else found["h_0"]
    if case.lengths is not None:
        first = dict(case.options)["batch_first"]
        given = pack_padded_sequence(given, torch.tensor(case.lengths), first, enforce_sorted=False)
        found["input"] = pad_packed_sequence(given, first)[0]
    with torch.no_grad():
        returned = layer(given, state)
    if not case.kind.endswith("Cell"):
        output, returned = returned
        found["output"] = output if case.lengths is None else pad_packed_sequence(output, first)[0]
    states = returned if isinstance(returned, tuple) else (returned,)
    return found | dict(zip(("h_n", "c_n"), states, strict=False))


def state_sizes(case: Case) -> dict[str, list[int]]:
    """The sizes of h_0 and c_0 by torch's documentation."""
    options = dict(case.options)
    leading = [] if case.unbatched else [case.sizes[1]]
    if not case.kind.endswith("Cell"):
        leading.insert(0, options["num_layers"] * (1 + options["bidirectional"]))
    sizes = {"h_0": [*leading, options.get("proj_size") or case.sizes[3]]}
    return sizes | {"c_0": [*leading, case.sizes[3]]} if case.kind.startswith("LSTM") else sizes


def axis_names(case: Case, role: str) -> list[str]:
    """The names of the axes as the documentation of torch tells them, written down apart from the core."""
    options = dict(case.options)
    both = options.get("bidirectional", False)
    width = "projection" if options.get("proj_size") and not role.startswith("c") else "hidden"
    if case.kind.endswith("Cell"):
        names = ["batch", "input" if role == "input" else "hidden"]
    elif role in ("input", "output"):
        last = "input" if role == "input" else f"direction x {width}" if both else width
        names = ["batch", "time", last] if options["batch_first"] else ["time", "batch", last]
    else:
        names = ["layer x direction" if both else "layer", "batch", width]
    return [name for name in names if not (case.unbatched and name == "batch")]


def weight_axis_names(case: Case, name: str) -> list[str]:
    """The same for a weight."""
    options = dict(case.options)
    width = "projection" if options.get("proj_size") else "hidden"
    rows = "gate x hidden" if GATES[case.kind.removesuffix("Cell")] > 1 else "hidden"
    if name.startswith("bias"):
        return [rows]
    if "_hr" in name:
        return ["projection", "hidden"]
    if "_hh" in name:
        return [rows, width]
    below = f"direction x {width}" if options.get("bidirectional") else width
    return [rows, "input" if case.kind.endswith("Cell") or "_l0" in name else below]


def check_case(case: Case):
    layer, run, found = run_case(case)
    expected = plain_forward(case, layer)
    assert run.stopped_at is None
    (call,) = run.calls
    assert {stored.role for stored in call.tensors} == expected.keys()
    assert call.lengths == case.lengths
    for stored in call.tensors:
        same_bits(found[call.key(stored.role)], expected[stored.role])
        assert stored.stride == expected[stored.role].stride(), stored.role
        check_record(record_of(run, call.key(stored.role)), stored, axis_names(case, stored.role))
    for stored in run.weights[0].tensors:
        key = next(key for key in found if key.call == "weights" and key.role == stored.role)
        same_bits(found[key], getattr(layer, stored.role).detach())
        check_record(record_of(run, key), stored, weight_axis_names(case, stored.role))
    parameters = {name for name, _ in layer.named_parameters()}
    assert {stored.role for stored in run.weights[0].tensors} == parameters
    check_results(case, run)


def check_results(case: Case, run):
    """A layer returns its own output and states; of a packed output only the elements are new."""
    same = [stored.same_as.rpartition("/")[2] for stored in run.result]
    states = ["h_n", "c_n"] if case.kind.startswith("LSTM") else ["h_n"]
    first = [] if case.kind.endswith("Cell") else ["output" if case.lengths is None else ""]
    assert same == [*first, *states]


def check_record(record, stored, names):
    assert (record.shape, record.stride, record.dtype) == (stored.shape, stored.stride, stored.dtype)
    assert [axis.name for axis in record.axes] == names
    assert shape_of(record.axes) == stored.shape
    for axis in record.axes:
        assert prod(atom.size for atom in axis.atoms) == axis.size


def same_bits(found: torch.Tensor, expected: torch.Tensor):
    assert found.shape == expected.shape
    assert found.element_size() == expected.element_size()
    raw = torch.int16 if found.element_size() == 2 else torch.int64 if found.element_size() == 8 else torch.int32
    assert torch.equal(found.contiguous().view(raw), expected.contiguous().view(raw))


@THOROUGH
@given(layers())
def test_any_lstm(case: Case):
    check_case(case)


@settings(max_examples=60)
@given(layers(kinds=("GRU", "RNN")))
def test_any_gru_and_rnn(case: Case):
    check_case(case)


@settings(max_examples=60)
@given(layers(kinds=("LSTMCell", "GRUCell", "RNNCell")))
def test_any_cell(case: Case):
    check_case(case)


@settings(max_examples=80)
@given(layers(kinds=("LSTM", "GRU", "RNN"), packed=True))
def test_any_packed_sequence(case: Case):
    check_case(case)


@settings(max_examples=60)
@given(layers(kinds=("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"), dtypes=DTYPES))
def test_any_dtype(case: Case):
    check_case(case)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_dtype_is_told(dtype):
    _, run, found = run_case(Case("LSTM", (2, 3, 4, 5), (("bias", True),), dtype=dtype))
    assert (run.dtype, run.request.dtype) == (dtype, dtype)
    assert {stored.dtype for stored in (*run.calls[0].tensors, *run.weights[0].tensors, *run.result)} == {dtype}
    assert found
