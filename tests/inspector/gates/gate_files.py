"""Gates files made by hand, without torch: what the habits and the views are tried on."""

import json
from itertools import count
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from inspector.gates.gate_file import GATES_KEY, GateFile, open_gates
from inspector.gates.gates import Gates, SelfCheck, gate_tensor_name
from inspector.model.config import Kind, RecurrentConfig

_numbers = count()


def lstm(hidden: int, **settings) -> RecurrentConfig:
    return RecurrentConfig(Kind.LSTM, 3, hidden, **settings)


def gates_of(config: RecurrentConfig, lengths=None, units=None) -> Gates:
    """Describe the gates of all layers and directions."""
    layers, directions = tuple(range(config.num_layers)), tuple(range(config.directions))
    return Gates("lstm", "0", config, layers, directions, None, units, lengths, SelfCheck(0.0, 0.0, 0.0))


def gate_file(folder: Path, gates: Gates, values: dict[str, np.ndarray]) -> GateFile:
    """Write the values of each gate, those not named being a half everywhere, and open the file."""
    shape = next(iter(values.values())).shape
    tensors = {
        gate_tensor_name(layer, direction, name): values.get(
            gate_tensor_name(layer, direction, name), values.get(name, np.full(shape, 0.5, np.float32))
        )
        for layer in gates.layers
        for direction in gates.directions
        for name in gates.names
    }
    path = folder / f"gates-{next(_numbers)}.safetensors"
    save_file(tensors, path, metadata={GATES_KEY: json.dumps(gates.to_json())})
    return open_gates(path)
