"""Values of a tensor in a file of somebody else's: of it only the parts that are looked at are read, none is mapped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from ..model.element_type import ELEMENT_TYPES
from ..model.foreign_bytes import ForeignBytes
from ..model.regular_file import damaged
from .values import IndexArrays

_NEAR = 1 << 14  # bytes: what lies between two elements nearer than that is read with them
_PIECE = 1 << 22  # bytes that are read at once


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
        places = np.asarray(self._places(index))
        found = np.zeros(places.shape, self.dtype)
        try:
            self._read(places.reshape(-1), found.reshape(-1))
        except FileError as error:
            self.lost(error)
        found.flags.writeable = False
        return found

    def _places(self, index: IndexArrays) -> NDArray[np.int64]:
        places = np.zeros(np.broadcast_shapes(*(np.shape(part) for part in index)), np.int64)
        step = 1
        for part, size in zip(reversed(index), reversed(self.shape), strict=True):
            places = places + np.asarray(part, np.int64) * step
            step *= size
        return places

    def _read(self, places: NDArray[np.int64], found: NDArray[Any]) -> None:
        """Read in the order of the file. Raises FileError if the file is shorter or gone."""
        if not places.size:
            return
        rising = bool((places[1:] >= places[:-1]).all())
        order = slice(None) if rising else np.argsort(places, kind="stable")
        ordered = places[order]
        values = found if rising else np.empty_like(found)
        with self.place.open() as file:
            for first, end in _spans(ordered, self.dtype.itemsize):
                data = self._span(file, int(ordered[first]), int(ordered[end - 1]) + 1)
                values[first:end] = data[ordered[first:end] - ordered[first]]
        found[order] = values

    def _span(self, file: BinaryIO, first: int, end: int) -> NDArray[Any]:
        itemsize = self.dtype.itemsize
        try:
            file.seek(self.place.offset + first * itemsize)
            data = file.read((end - first) * itemsize)
        except OSError as error:
            raise damaged(self.place.path, f"it cannot be read any more ({error.strerror})") from None
        if len(data) != (end - first) * itemsize:
            raise damaged(self.place.path, "it has become shorter while it was open")
        return np.frombuffer(data, self.dtype)


def _spans(places: NDArray[np.int64], itemsize: int) -> Iterator[tuple[int, int]]:
    """Cut rising places into spans to be read at once, each from a first to an end; `end` is not among them."""
    apart = np.diff(places) > _NEAR // itemsize
    apart |= np.diff(places // (_PIECE // itemsize)) > 0
    cuts = [0, *(np.flatnonzero(apart) + 1).tolist(), len(places)]
    return zip(cuts[:-1], cuts[1:], strict=True)
