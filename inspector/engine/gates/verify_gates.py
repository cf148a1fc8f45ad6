"""Code that computes gates, executed and compared with the gates file before anybody gets it."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ...errors import InspectorError
from ...export.gate_code import GATES_NAME
from ...gates.gate_file import open_gates
from ...gates.gates import Gates, gate_tensor_name
from ..verify import compare, executed_names

_SPREAD = 10.0  # what is approximate differs from the layer in each way of computing it, by as much as the check says
_COARSE = 1e-2  # and of few values the check may say too little: this is the precision of bfloat16


def verify_gates(code: str, path: Path) -> dict[str, Any]:
    """Execute the code and give {equal, close, max_abs} over the gates in the file: close as `compare` has it.

    Where the gates are approximate, the code's may differ from them by ten times as much as they do from the layer's
    own values, and by the precision of bfloat16. Raises InspectorError where the code fails, or leaves a gate out.
    """
    found = executed_names(code).get(GATES_NAME)
    if not isinstance(found, dict):
        raise InspectorError(f"The code leaves no gates called {GATES_NAME}.", "It was not handed out.")
    file = open_gates(path)
    told = [
        compare(_part(found, place, file.gates), torch.from_numpy(file.tensors[place].read().copy()))
        for place in _names(file.gates)
    ]
    most = max((each["max_abs"] for each in told if each["max_abs"] is not None), default=0.0)
    near = file.gates.check.approximate and most <= max(_COARSE, _SPREAD * file.gates.check.largest)
    shaped = all(each["max_abs"] is not None for each in told)
    close = all(each["close"] for each in told) or bool(shaped and near)
    return {"equal": all(each["equal"] for each in told), "close": close, "max_abs": most if shaped else None}


def _names(gates: Gates) -> list[str]:
    """Name the gates that both have: h of one unit is before a projection, where the code has it after."""
    skipped = ("h",) if gates.units is not None and gates.config.proj_size else ()
    names = [name for name in gates.names if name not in skipped]
    places = ((layer, direction) for layer in gates.layers for direction in gates.directions)
    return [gate_tensor_name(*place, name) for place in places for name in names]


def _part(found: dict[str, Any], name: str, gates: Gates) -> Tensor:
    """Give the code's gate, of the samples and units in the file."""
    whole = found.get(name)
    if not isinstance(whole, Tensor):
        raise InspectorError(f"The code leaves no gate {name}.", "It was not handed out.")
    samples = whole if gates.samples is None else whole[:, list(gates.samples)]
    return samples if gates.units is None else samples[..., list(gates.units)]
