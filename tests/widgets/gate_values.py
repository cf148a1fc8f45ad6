"""Gates files as a worker would write them, computed here by a loop over time."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from inspector.gates.gate_file import GATES_KEY, GateFile, open_gates
from inspector.gates.gate_look import GateLook, Rows
from inspector.gates.gates import Gates, SelfCheck, gate_tensor_name
from inspector.model.config import Kind, RecurrentConfig


def lstm_config(hidden=6, **settings):
    return RecurrentConfig(Kind.LSTM, 4, hidden, **settings)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_gates(random, time, batch, hidden, size):
    """A forget gate that is stuck open for unit 0, and an output gate that is closed for unit 1, which is so dead."""
    shift = {"i": 0.0, "f": 0.0, "g": 0.0, "o": 0.0}
    given = {name: random.normal(size=(time, batch, hidden)) * 2 + at for name, at in shift.items()}
    given["f"][:, :, 0] = 6.0
    given["o"][:, :, 1 % hidden] = -30.0
    found = {name: sigmoid(each) if name != "g" else np.tanh(each) for name, each in given.items()}
    state, states = np.zeros((batch, hidden)), []
    for step in range(time):
        state = found["f"][step] * state + found["i"][step] * found["g"][step]
        states.append(state)
    found["c"] = np.stack(states)
    h = found["o"] * np.tanh(found["c"])
    found["h"] = h @ random.normal(size=(hidden, size)) if size else h
    return found


def gru_gates(random, time, batch, hidden):
    found = {name: sigmoid(random.normal(size=(time, batch, hidden)) * 3) for name in "rz"}
    found["n"] = np.tanh(random.normal(size=(time, batch, hidden)))
    state, states = np.zeros((batch, hidden)), []
    for step in range(time):
        state = (1 - found["z"][step]) * found["n"][step] + found["z"][step] * state
        states.append(state)
    found["h"] = np.stack(states)
    return found


def gate_file(
    folder: Path, config: RecurrentConfig, time=12, batch=3, lengths=None, samples=None, approximate="", name="gates"
) -> GateFile:
    """Write gates of `samples` of the batch (None for all) and open them."""
    random = np.random.default_rng(0)
    count = batch if samples is None else len(samples)
    tensors = {}
    for layer in range(config.num_layers):
        for direction in range(config.directions):
            found = (
                lstm_gates(random, time, batch, config.hidden_size, config.proj_size)
                if config.has_cell_state
                else gru_gates(random, time, batch, config.hidden_size)
            )
            for each, values in found.items():
                kept = values if samples is None else values[:, list(samples)]
                tensors[gate_tensor_name(layer, direction, each)] = np.ascontiguousarray(kept.astype(np.float32))
    assert lengths is None or len(lengths) == count
    gates = Gates(
        "encoder",
        "0",
        config,
        tuple(range(config.num_layers)),
        tuple(range(config.directions)),
        samples,
        None,
        lengths,
        SelfCheck(6e-8, 3e-8, None, approximate),
    )
    path = folder / f"{name}.safetensors"
    save_file(tensors, path, {GATES_KEY: json.dumps(gates.to_json())})
    return open_gates(path)


def look(opened: GateFile, sample=0, unit=0, rows=Rows.UNITS, layer=0, direction=0) -> GateLook:
    return GateLook(opened, layer, direction, sample, unit, rows)
