"""Values of a tensor in a file of somebody else's: of it only the parts that are looked at are read, none is mapped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from ..model.element_type import ELEMENT_TYPES
from ..model.file_tensor import contiguous_stride
from ..model.foreign_bytes import ForeignBytes
from ..model.regular_file import damaged
from .values import IndexArrays

_NEAR = 1 << 14  # bytes: what lies between two elements nearer than that is read with them
_PIECE = 1 << 22  # bytes that are read at once

_Places = NDArray[np.int64]  # of elements, counted from the tensor's first


@dataclass(frozen=True, slots=True, eq=False)
class ForeignValues:
    """The values of a contiguous tensor. Where they cannot be read any more, `lost` is told why, in whatever thread.

    What stands in their place then is zeros, which nobody is to be shown: so no reader of values has to expect errors.
    """

    place: ForeignBytes
    shape: tuple[int, ...]
    element_type: str
    lost: Callable[[FileError], None]

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element."""
        return ELEMENT_TYPES[self.element_type]

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the elements at `index`; the cost is that of these elements and of what lies close to them."""
        steps = contiguous_stride(self.shape)
        parts = [np.asarray(part, np.int64) * step for part, step in zip(index, steps, strict=True)]
        found = np.zeros(np.broadcast_shapes(*(part.shape for part in parts)), self.dtype)
        try:
            if found.size:
                with self.place.open() as file:
                    self._read(file, parts, found)
        except FileError as error:
            self.lost(error)
        found.flags.writeable = False
        return found

    def _read(self, file: BinaryIO, parts: Sequence[_Places], found: NDArray[Any]) -> None:
        """Fill `found`, whose places are the sum of the parts. Raises FileError if the file is shorter."""
        for dim in (-1, -2):
            line = _along(parts, dim)
            if _is_near(line, self.dtype.itemsize):
                starts = _total([part for part in parts if not _varies(part, dim)], dim)
                return self._read_lines(file, starts, line, np.moveaxis(found, dim, -1))
        self._read_scattered(file, np.broadcast_to(_total(parts), found.shape).reshape(-1), found.reshape(-1))
        return None

    def _read_lines(self, file: BinaryIO, starts: _Places, line: _Places, found: NDArray[Any]) -> None:
        """Read lines that are alike, each from its start on; the last axis of `found` is along them."""
        first = int(line.min())
        within, count = line - first, int(line.max()) - first + 1
        starts = np.broadcast_to(starts, found.shape[:-1]) + first
        for at in np.ndindex(starts.shape):
            found[at] = self._span(file, int(starts[at]), count)[within]

    def _read_scattered(self, file: BinaryIO, places: _Places, found: NDArray[Any]) -> None:
        """Read in the order of the file."""
        order = np.argsort(places, kind="stable")
        ordered = places[order]
        for first, end in _spans(ordered, self.dtype.itemsize):
            begin = int(ordered[first])
            data = self._span(file, begin, int(ordered[end - 1]) - begin + 1)
            found[order[first:end]] = data[ordered[first:end] - begin]

    def _span(self, file: BinaryIO, first: int, count: int) -> NDArray[Any]:
        nbytes = count * self.dtype.itemsize
        try:
            file.seek(self.place.offset + first * self.dtype.itemsize)
            data = file.read(nbytes)
        except OSError as error:
            raise damaged(self.place.path, f"it cannot be read any more ({error.strerror})") from None
        if len(data) != nbytes:
            raise damaged(self.place.path, "it has become shorter while it was open")
        return np.frombuffer(data, self.dtype)


def _varies(part: _Places, dim: int) -> bool:
    """Tell whether the part differs along the dimension, counted from the last, -1."""
    return part.ndim >= -dim and part.shape[dim] > 1


def _along(parts: Sequence[_Places], dim: int) -> _Places:
    """Give the places along the dimension, beginning anywhere; none where they depend on other dimensions too."""
    varying = [part for part in parts if _varies(part, dim)]
    alone = all(part.size == part.shape[dim] for part in varying)
    return np.asarray(_total([part.reshape(-1) for part in varying])) if varying and alone else np.zeros(0, np.int64)


def _is_near(line: _Places, itemsize: int) -> bool:
    """Tell whether the line can be read at once without reading much else."""
    if not line.size:
        return False
    return bool(np.abs(np.diff(line)).max() * itemsize <= _NEAR and np.ptp(line) * itemsize <= _PIECE)


def _total(parts: Sequence[_Places], without: int | None = None) -> _Places:
    """Add the parts up, broadcast together; a dimension along which none of them differs can be left out."""
    total = np.zeros((), np.int64)
    for part in parts:
        total = total + (part.squeeze(without) if without is not None and part.ndim >= -without else part)
    return total


def _spans(places: _Places, itemsize: int) -> Iterator[tuple[int, int]]:
    """Cut rising places into spans to be read at once, each from a first to an end; `end` is not among them."""
    apart = np.diff(places) > _NEAR // itemsize
    apart |= np.diff(places // (_PIECE // itemsize)) > 0
    cuts = [0, *(np.flatnonzero(apart) + 1).tolist(), len(places)]
    return pairwise(cuts)
