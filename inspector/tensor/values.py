"""A tensor's values, read by index: where they lie is the business of the class behind the protocol."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .elements import elements_at
from .read_ahead import read_ahead, read_part_ahead

IndexArrays = tuple[NDArray[np.int64] | int, ...]


class Values(Protocol):
    """Something with a shape and a dtype of which single elements can be read."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element."""
        ...

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the elements at `index`: one integer array or integer for each axis, all broadcast together.

        Indices lie inside the shape and are not negative. The result is read-only and has the broadcast shape.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class StoredValues:
    """The values of an array in memory or in a mapped file."""

    array: NDArray[Any]

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the array's axes."""
        return self.array.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element of the array."""
        return self.array.dtype

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the elements at `index`; the cost is that of these elements, whatever the array's size."""
        parts = tuple(np.asarray(part, np.int64) for part in index)
        read_ahead(self.array, parts)
        found = elements_at(self.array, parts)
        found.flags.writeable = False
        return found

    def part(self, index: tuple[slice | int, ...]) -> NDArray[Any]:
        """Give the elements at `index` where they lie, not copied; read-only."""
        read_part_ahead(self.array, index)
        found = self.array[index]
        view = np.asarray(found).view()
        view.flags.writeable = False
        return view


def whole(values: Values) -> NDArray[Any]:
    """Read every element, in the shape of the tensor."""
    return values.take(np.ix_(*(np.arange(size) for size in values.shape)))
