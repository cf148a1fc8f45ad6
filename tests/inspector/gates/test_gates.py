"""The values of a look inside a layer: their texts, their JSON, and the files that hold them."""

import json
from math import inf
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from inspector.errors import FileError, InputError
from inspector.gates.gate_file import GATES_KEY, open_gates
from inspector.gates.gate_names import gate_names, keeping_name, sigmoid_names
from inspector.gates.gate_request import GateRequest, gate_request_from_json
from inspector.gates.gates import Gates, SelfCheck, gates_from_json
from inspector.gates.unit_trace import GateLine, UnitTrace
from inspector.gates.unit_trace_file import TRACE_KEY, open_trace, trace_arrays, trace_place
from inspector.model.config import Kind, RecurrentConfig

LSTM = RecurrentConfig(Kind.LSTM, 3, 4, proj_size=2)
GRU = RecurrentConfig(Kind.GRU_CELL, 3, 4)
CHECK = SelfCheck(6e-8, 3e-8, None)


def gates(config: RecurrentConfig = LSTM, units: tuple[int, ...] | None = None, check: SelfCheck = CHECK) -> Gates:
    return Gates("rnn", "0", config, (0,), (0, 1), None, units, (5, 2), check)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (SelfCheck(6e-8, 3e-8, 2e-8), "Matches the fused kernel to 6e-08."),
        (SelfCheck(0.0, 0.0, None), "Equals the fused kernel."),
        (SelfCheck(None, None, None), "The run holds nothing to compare with."),
        (SelfCheck(1e-3, None, None, "half."), "Matches the fused kernel to 1e-03, approximately: half."),
        (SelfCheck(0.0, 0.0, 0.0, "", 1200), "Equals the fused kernel. 1,200 values of h are NaN or infinite."),
        (
            SelfCheck(inf, 0.0, None),
            "Does not match the fused kernel: a value is NaN or infinite in only one of them.",
        ),
        (
            SelfCheck(0.3, 0.1, None),
            "Does not match the fused kernel, it differs by up to 3e-01: the model changed the weights, input or "
            "output of this call, or switched dropout on, or its numbers are too large for their type.",
        ),
        (SelfCheck(None, 1e-6, 0.5), "Matches the fused kernel to 5e-01."),  # c_n may be of any size
    ],
)
def test_the_check_in_words(check, text):
    assert check.text == text


@pytest.mark.parametrize("check", [CHECK, SelfCheck(inf, None, 0.0, "half.", 3), SelfCheck(None, None, None)])
def test_gates_survive_strict_json(check):
    told = gates(check=check)
    assert gates_from_json(json.loads(json.dumps(told.to_json(), allow_nan=False))) == told


@pytest.mark.parametrize("sample", [None, 3])
def test_a_request_survives_json(sample):
    request = GateRequest(Path("a") / "run", "rnn", "0-99", 1, None, sample, 0)
    assert gate_request_from_json(json.loads(json.dumps(request.to_json()))) == request


def test_names():
    assert gate_names(LSTM) == ("i", "f", "g", "o", "c", "h")
    assert gate_names(GRU) == ("r", "z", "n", "h")
    assert sigmoid_names(LSTM) == ("i", "f", "o")
    assert sigmoid_names(GRU) == ("r", "z")
    assert (keeping_name(LSTM), keeping_name(GRU)) == ("f", "z")
    with pytest.raises(InputError, match="no gates"):
        gate_names(RecurrentConfig(Kind.RNN, 3, 4))


def gates_file(path: Path, told: Gates, without: str = "") -> Path:
    size = 4 if told.units is None else 1
    projected = 2 if told.units is None and told.config.proj_size else size
    arrays = {
        f"0/{direction}/{name}": np.zeros((5, 2, projected if name == "h" else size), np.float32)
        for direction in (0, 1)
        for name in told.names
    }
    arrays.pop(without, None)
    save_file(arrays, path, {GATES_KEY: json.dumps(told.to_json())})
    return path


def test_axes_of_the_gates(tmp_path):
    file = open_gates(gates_file(tmp_path / "gates", gates()))
    assert [(axis.name, axis.size) for axis in file.axes(0, 1, "c")] == [("time", 5), ("batch", 2), ("hidden", 4)]
    assert [(axis.name, axis.size) for axis in file.axes(0, 1, "h")] == [("time", 5), ("batch", 2), ("projection", 2)]
    one = open_gates(gates_file(tmp_path / "gates", gates(units=(3,))))
    assert [(axis.name, axis.size) for axis in one.axes(0, 1, "h")] == [("time", 5), ("batch", 2), ("hidden", 1)]


def test_a_file_that_is_none_or_lacks_a_gate_is_refused(tmp_path):
    with pytest.raises(FileError, match="gate 0/1/f is not in it"):
        open_gates(gates_file(tmp_path / "gates", gates(), without="0/1/f"))
    for metadata in ({}, {GATES_KEY: "no json"}, {GATES_KEY: "[]"}, {GATES_KEY: "{}"}):
        save_file({"0/0/i": np.zeros(3)}, tmp_path / "other", metadata)
        with pytest.raises(FileError, match="does not hold the gates"):
            open_gates(tmp_path / "other")


def line(start: float) -> np.ndarray:
    return np.arange(3) + start


def test_a_trace_survives_its_file(tmp_path):
    parts = tuple(GateLine(name, line(k), line(k + 0.1), -k, line(k + 0.2)) for k, name in enumerate("rzn"))
    trace = UnitTrace(1, 0, 2, 3, parts, np.empty(0), np.empty(0), line(8), line(9), np.ones((3, 5)))
    save_file(trace_arrays(trace), tmp_path / "trace", {TRACE_KEY: json.dumps(trace_place(trace))})
    found = open_trace(tmp_path / "trace")
    assert (found.layer, found.direction, found.sample, found.unit) == (1, 0, 2, 3)
    assert [(gate.name, gate.bias) for gate in found.gates] == [("r", 0), ("z", -1), ("n", -2)]
    for name, array in trace_arrays(trace).items():
        np.testing.assert_array_equal(trace_arrays(found)[name], array)


@pytest.mark.parametrize("metadata", [{}, {TRACE_KEY: "{}"}, {TRACE_KEY: "1"}, {TRACE_KEY: '{"gates": ["f"]}'}])
def test_a_file_without_a_trace_is_refused(metadata, tmp_path):
    save_file({"h": np.zeros(3)}, tmp_path / "trace", metadata)
    with pytest.raises(FileError, match="does not hold the numbers of a unit"):
        open_trace(tmp_path / "trace")
