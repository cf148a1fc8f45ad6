"""The gates of a gates file as numpy's .npz."""

from pathlib import Path
from typing import Any

import numpy as np

from .gate_file import GateFile

FORMATS = (".safetensors", ".npz")  # of a file that gates are kept in; the first is that of a gates file


def write_archive(file: GateFile, path: Path) -> None:
    """Write every gate to the .npz at `path`, by its name in the file, as float32 or float64. The file is mapped."""
    arrays: dict[str, Any] = {name: tensor.mapped() for name, tensor in file.tensors.items()}
    with path.open("wb") as archive:  # numpy would end the name in .npz
        np.savez(archive, **arrays)
