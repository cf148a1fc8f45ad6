"""Sample input read from a file: one tensor, and nothing in the file is executed."""

import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from ...errors import FileError


def read_input(path: Path, name: str) -> torch.Tensor:
    """Read one tensor; of a file that holds several, the one called `name`. Raises FileError."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FileError(f"{path.name} is no kind of sample input.", f"Known are {', '.join(_READERS)}.")
    try:
        loaded = reader(path)
    except _READ_ERRORS as error:
        raise FileError(f"{path.name} cannot be read as sample input.", "Save one array or tensor in it.") from error
    if isinstance(loaded, torch.Tensor):
        return loaded
    # A list, a number, an object: torch.save takes anything.
    items = loaded.items() if isinstance(loaded, Mapping) else ()
    tensors = {key: value for key, value in items if isinstance(value, torch.Tensor)}
    if len(tensors) == 1:
        return next(iter(tensors.values()))
    if name in tensors:
        return tensors[name]
    raise FileError(f"{path.name} holds {len(tensors)} tensors and none is called {name!r}.", "Name the one to take.")


def _read_npz(path: Path) -> dict[str, torch.Tensor]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return {name: torch.from_numpy(archive[name]) for name in archive.files}


# What the readers raised for damaged files and for files that hold other things.
_READ_ERRORS = (
    OSError, ValueError, RuntimeError, EOFError, LookupError, TypeError, AttributeError, AssertionError, MemoryError,
    struct.error, zlib.error, BadZipFile, UnpicklingError, SafetensorError,
)  # fmt: skip
_READERS: dict[str, Callable[[Path], Any]] = {
    ".npy": lambda path: torch.from_numpy(np.load(path, allow_pickle=False)),
    ".npz": _read_npz,
    ".pt": lambda path: torch.load(path, map_location="cpu", weights_only=True),
    ".safetensors": load_file,
    ".csv": lambda path: torch.from_numpy(np.loadtxt(path, delimiter=",", ndmin=2)),
}
