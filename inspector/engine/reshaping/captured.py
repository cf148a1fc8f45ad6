"""Tensors of our own safetensors files as torch tensors, laid out as they were when they were captured."""

from pathlib import Path

import torch
from safetensors import safe_open

from ...errors import InputError
from ...run.key import parse_key
from ...run.run_file import open_run
from .apply import with_stride


def load_tensor(path: Path, name: str, stride: tuple[int, ...]) -> torch.Tensor:
    """Give the file's tensor of that name with this stride, in elements; the file stores it contiguous."""
    with safe_open(path, framework="pt") as file:
        return with_stride(file.get_tensor(name), stride)


def load_captured(path: Path, name: str) -> torch.Tensor:
    """Give the run's tensor of that name with its original stride. Raises FileError and InputError."""
    found = open_run(path).run.find(parse_key(name))
    if found is None:
        raise InputError(f"The run has no tensor {name!r}.")
    return load_tensor(path, name, found[1].stride)
