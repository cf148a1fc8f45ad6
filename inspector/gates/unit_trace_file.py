"""A file of one UnitTrace: each line is a tensor of a safetensors file, the place in the layer JSON in its header."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import FileError
from ..model.safetensors_file import read_header
from .unit_trace import GateLine, Line, UnitTrace

TRACE_KEY = "lstmscope_unit_trace"
_LINES = ("c_before", "c", "h_before", "h", "input")
_PARTS = ("from_input", "from_hidden", "value")


def trace_place(trace: UnitTrace) -> dict[str, Any]:
    """Give which unit it is, and the names of its gates in order, as plain data."""
    names = [gate.name for gate in trace.gates]
    return {
        "layer": trace.layer, "direction": trace.direction, "sample": trace.sample, "unit": trace.unit, "gates": names
    }  # fmt: skip


def trace_arrays(trace: UnitTrace) -> dict[str, Line]:
    """Give all numbers of the trace by name, contiguous: `f/value` is (time,), `f/bias` has one number."""
    found = {name: getattr(trace, name) for name in _LINES}
    for gate in trace.gates:
        found |= {f"{gate.name}/{part}": getattr(gate, part) for part in _PARTS}
        found[f"{gate.name}/bias"] = np.array([gate.bias])
    return {name: np.ascontiguousarray(array) for name, array in found.items()}


def open_trace(path: Path) -> UnitTrace:
    """Read a trace. Raises FileError if the file holds none."""
    header = read_header(path)
    arrays = {tensor.name: tensor.read() for tensor in header.tensors}
    try:
        place = json.loads(header.metadata[TRACE_KEY])
        gates = tuple(
            GateLine(
                name,
                arrays[f"{name}/from_input"],
                arrays[f"{name}/from_hidden"],
                float(arrays[f"{name}/bias"][0]),
                arrays[f"{name}/value"],
            )
            for name in place["gates"]
        )
        lines = (arrays[name] for name in _LINES)
        return UnitTrace(place["layer"], place["direction"], place["sample"], place["unit"], gates, *lines)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise FileError(f"{path.name} does not hold the numbers of a unit.", "Trace the unit again.") from error
