"""One tensor that lies in a file: its shape is known, its values are read when they are asked for."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes, FilePlace
from .regular_file import shown

DIMENSIONS_LIMIT = 64  # numpy has no more
_NBYTES_LIMIT = 1 << 62
_TRUTH = bytes([0] + [1] * 255)  # a byte of 2 is true for torch and undefined for numpy
_REPEATED_LIMIT = 64 << 20  # bytes of a view that shows elements several times, as expand() makes it


@dataclass(frozen=True, slots=True)
class FileTensor:
    """A tensor in a file; `stride` and `storage_offset` count elements, `dtype` is torch's name without "torch.".

    Only a tensor whose elements all lie within its storage can be made. Raises FileError otherwise.
    """

    name: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str
    place: FilePlace
    storage_offset: int = 0

    def __post_init__(self) -> None:
        # a file may have a hundred thousand of them, so everything is looked at in one go
        size, reached = 1, self.storage_offset
        if type(reached) is not int or reached < 0 or len(self.shape) != len(self.stride):
            raise self._unnatural()
        largest = reached
        for length, step in zip(self.shape, self.stride, strict=True):
            if type(length) is not int or type(step) is not int or length < 0 or step < 0:
                raise self._unnatural()
            size *= length
            reached += (length - 1) * step
            largest = max(largest, length, step)
        if len(self.shape) > DIMENSIONS_LIMIT:
            raise self._impossible(f"it has {len(self.shape)} dimensions, more than {DIMENSIONS_LIMIT}")
        itemsize, stored = ELEMENT_TYPES[self.dtype].itemsize, self.place.nbytes
        if max(size * itemsize, largest) > _NBYTES_LIMIT:
            raise self._impossible("its size is impossible")
        if (reached + 1 if size else self.storage_offset) * itemsize > stored:
            raise self._impossible("it reaches beyond its data")
        if size * itemsize > max(stored, _REPEATED_LIMIT):
            raise self._impossible("it claims to be larger than its data")

    def named(self, name: str) -> "FileTensor":
        """Give the same tensor by another name, without looking at its sizes again."""
        twin = object.__new__(FileTensor)
        for field in ("shape", "stride", "dtype", "place", "storage_offset"):
            object.__setattr__(twin, field, getattr(self, field))
        object.__setattr__(twin, "name", name)
        return twin

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    @property
    def itemsize(self) -> int:
        """The bytes of one element."""
        return ELEMENT_TYPES[self.dtype].itemsize

    @property
    def nbytes(self) -> int:
        """The bytes of the tensor if it were contiguous."""
        return self.size * self.itemsize

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file these are: equal for tied weights, whatever their names."""
        return self.place, self.storage_offset, self.shape, self.stride, self.dtype

    def read(self) -> np.ndarray[Any, np.dtype[Any]]:
        """Give the values, read-only, with the shape of the tensor. Raises FileError for a damaged file.

        Only the span from the tensor's first to its last element is read; in a zip archive the whole
        storage is, and its checksum is verified.
        """
        start, nbytes = self.storage_offset * self.itemsize, self._extent * self.itemsize
        data = self.place.read(start, nbytes) if nbytes else b""
        if self.dtype == "bool":
            data = data.translate(_TRUTH)
        strides = tuple(step * self.itemsize for step in self.stride)
        try:
            return np.ndarray(self.shape, ELEMENT_TYPES[self.dtype], data, strides=strides)
        except ValueError:  # an empty tensor of huge sizes, or more dimensions than this numpy has
            raise self._impossible("numpy has no array of its sizes") from None

    def mapped(self) -> np.ndarray[Any, np.dtype[Any]]:
        """Map a contiguous tensor read-only, so that only what is looked at is read; one in an archive is read.

        Only for a file that nobody else can shorten: the process dies where a mapped file has lost its end.
        """
        if not self.nbytes or not isinstance(self.place, FileBytes):
            return self.read()
        raw = np.memmap(self.place.path, np.uint8, "r", self.place.offset, (self.nbytes,))
        return raw.view(ELEMENT_TYPES[self.dtype]).reshape(self.shape)

    @property
    def _extent(self) -> int:
        """Elements from the first to the last one, those between included."""
        steps = zip(self.shape, self.stride, strict=True)
        return sum((size - 1) * step for size, step in steps) + 1 if self.size else 0

    def _unnatural(self) -> FileError:
        return self._impossible("its sizes or strides are no natural numbers")

    def _impossible(self, reason: str) -> FileError:
        which = f"The tensor {shown(self.name)}" if self.name else "A tensor"
        return FileError(f"{which} in {shown(self.place.path)} cannot be read: {reason}.", "The file is damaged.")


def contiguous_stride(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Give the strides, in elements, of a contiguous tensor of this shape, as torch counts them.

    >>> contiguous_stride((2, 3, 4))
    (12, 4, 1)
    """
    steps, step = [], 1
    for size in reversed(shape):
        steps.append(step)
        step *= size or 1
    return tuple(steps[::-1])
