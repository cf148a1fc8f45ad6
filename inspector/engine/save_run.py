"""The run file: one safetensors file that holds every tensor, and the rest as JSON in its header."""

import json
import os
from pathlib import Path

import torch
from safetensors.torch import save_file

from ..model.sniff import RUN_KEY
from ..run.run import Run
from ..run.run_json import run_to_json


def save_run(run: Run, tensors: dict[str, torch.Tensor]) -> None:
    """Write the run to `run.path`: a reader sees the old file or the whole new one, never half of it."""
    partial = run.path.with_name(run.path.name + ".partial")
    save_file(_unshared(tensors), partial, metadata={RUN_KEY: json.dumps(run_to_json(run), allow_nan=False)})
    os.replace(partial, run.path)


def _unshared(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Give every tensor storage of its own, as the format demands: a result may be a captured tensor."""
    seen: set[int] = set()
    own = {}
    for name, tensor in tensors.items():
        address = tensor.untyped_storage().data_ptr()
        own[name] = tensor.clone() if address in seen else tensor
        seen.add(address)
    return own


def write_tensor(tensor: torch.Tensor, path: Path) -> None:
    """Write one tensor, named `tensor`, to a safetensors file."""
    save_file({"tensor": tensor.contiguous()}, path)
