"""A tensor that lies in several chunks, each saved by torch.save on its own, put together when it is read."""

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes
from .file_tensor import DIMENSIONS_LIMIT, FileTensor
from .regular_file import damaged, shown
from .torch_zip import read_torch_zip


@dataclass(frozen=True, slots=True)
class Chunk:
    """A block of a tensor: its first element and its sizes along each dimension, and where torch.save put it."""

    offsets: tuple[int, ...]
    sizes: tuple[int, ...]
    place: FileBytes


@dataclass(frozen=True, slots=True, eq=False)
class ChunkedPlace:
    """The bytes of a contiguous tensor of this shape. Raises FileError for chunks that do not fit together."""

    path: Path
    name: str
    shape: tuple[int, ...]
    dtype: str
    chunks: tuple[Chunk, ...]

    def __post_init__(self) -> None:
        if self.dtype not in ELEMENT_TYPES:
            raise FileError(f"The tensor {shown(self.name)} in {shown(self.path)} has elements that are not read.")
        if len(self.shape) > DIMENSIONS_LIMIT or any(not self._holds(chunk) for chunk in self.chunks):
            raise self._misfit()
        if sum(prod(chunk.sizes) for chunk in self.chunks) != prod(self.shape):
            raise self._misfit()

    @property
    def nbytes(self) -> int:
        """How many bytes the whole tensor has."""
        return prod(self.shape) * ELEMENT_TYPES[self.dtype].itemsize

    def read(self, start: int, nbytes: int) -> bytes:
        """Put the tensor together and give `nbytes` bytes from `start` on. Raises FileError for a damaged chunk."""
        if len(self.chunks) == 1:
            return self._values(self.chunks[0]).tobytes()[start : start + nbytes]
        whole, filled = np.empty(self.shape, ELEMENT_TYPES[self.dtype]), np.zeros(self.shape, bool)
        for chunk in self.chunks:
            block = tuple(slice(first, first + size) for first, size in zip(chunk.offsets, chunk.sizes, strict=True))
            whole[block], filled[block] = self._values(chunk), True
        if not filled.all():
            raise self._misfit()
        return whole.tobytes()[start : start + nbytes]

    def _holds(self, chunk: Chunk) -> bool:
        itemsize = ELEMENT_TYPES[self.dtype].itemsize
        return (
            len(chunk.offsets) == len(chunk.sizes) == len(self.shape)
            and all(a + b <= c for a, b, c in zip(chunk.offsets, chunk.sizes, self.shape, strict=True))
            and prod(chunk.sizes) * itemsize <= chunk.place.nbytes
        )

    def _values(self, chunk: Chunk) -> NDArray[Any]:
        found = read_torch_zip(chunk.place.path, chunk.place).root
        if not isinstance(found, FileTensor) or (found.shape, found.dtype) != (chunk.sizes, self.dtype):
            raise damaged(chunk.place.path, f"it holds something else than the part of the tensor {shown(self.name)}")
        return found.read()

    def _misfit(self) -> FileError:
        return damaged(self.path, f"the parts of the tensor {shown(self.name)} do not make a whole")
