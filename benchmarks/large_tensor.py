"""Tensors in safetensors files, as the program maps them: one of 2 GB, which takes seconds to write, and small ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from inspector.model.file_tensor import FileTensor
from inspector.model.safetensors_file import read_header, write_tensor

_REPEATED = 1 << 24  # elements that are drawn; a larger tensor repeats them


@contextmanager
def tensor_file(shape: tuple[int, ...]) -> Iterator[FileTensor]:
    """Give a tensor of random numbers in a file in a temporary folder."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps a file that is still mapped
        yield write(Path(folder), shape)


@cache
def kept_file(shape: tuple[int, ...]) -> FileTensor:
    """Give the same tensor each time; its file is removed when Python ends."""
    folder = _folder()
    return write(Path(folder.name), shape)


def write(folder: Path, shape: tuple[int, ...]) -> FileTensor:
    """Write float32 and read every page once, so that the file is in the system's cache."""
    drawn = np.random.default_rng(0).standard_normal(min(prod(shape), _REPEATED), np.float32)
    path = folder / "tensor.safetensors"
    write_tensor(path, np.resize(drawn, shape), "float32")
    (tensor,) = read_header(path).tensors
    tensor.mapped().max()
    return tensor


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(ignore_cleanup_errors=True)
