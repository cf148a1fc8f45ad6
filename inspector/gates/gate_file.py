"""A gates file: the gates in a safetensors file, their description as JSON in its header."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import FileError
from ..model.file_tensor import FileTensor
from ..model.safetensors_file import read_header
from ..tensor.axis import Axes, named_axis
from .gates import Gates, gate_tensor_name, gates_from_json

GATES_KEY = "lstmscope_gates"


@dataclass(frozen=True, slots=True, eq=False)
class GateFile:
    """An opened gates file."""

    gates: Gates
    tensors: dict[str, FileTensor]

    def mapped(self, layer: int, direction: int, name: str) -> NDArray[Any]:
        """Map one gate read-only, (time, batch, hidden). Only for a file that nobody else can shorten."""
        return self.tensors[gate_tensor_name(layer, direction, name)].mapped()

    def axes(self, layer: int, direction: int, name: str) -> Axes:
        """Name the axes of one gate: time, batch, hidden; of an h that was projected: projection."""
        time, batch, size = self.tensors[gate_tensor_name(layer, direction, name)].shape
        projected = name == "h" and self.gates.config.proj_size and self.gates.units is None
        unit = "projection" if projected else "hidden"
        return named_axis(("time", time)), named_axis(("batch", batch)), named_axis((unit, size))


def open_gates(path: Path) -> GateFile:
    """Open a gates file. Raises FileError if it is none, or if a gate that it describes is not there."""
    header = read_header(path)
    try:
        gates = gates_from_json(json.loads(header.metadata[GATES_KEY]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(f"{path.name} does not hold the gates of a layer.", "Compute them again.") from error
    found = {tensor.name: tensor for tensor in header.tensors}
    wanted = [
        gate_tensor_name(layer, direction, name)
        for layer in gates.layers
        for direction in gates.directions
        for name in gates.names
    ]
    missing = next((name for name in wanted if name not in found), None)
    if missing is not None:
        raise FileError(f"{path.name} is damaged: the gate {missing} is not in it.", "Compute the gates again.")
    return GateFile(gates, found)
