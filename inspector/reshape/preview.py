"""The values of a reshaped tensor, read from the source without making the reshaped one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tensor.values import IndexArrays, Values
from .locate import locate
from .primitives import Primitives, shape_after


@dataclass(frozen=True, slots=True, eq=False)
class LocatedValues:
    """What `primitives` make of `source`; they must not reduce.

    Reading costs as much as the elements that are read, whatever the size of the tensor.
    """

    source: Values
    primitives: Primitives

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes after the primitives."""
        return shape_after(self.primitives, self.source.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element of the source: moving elements does not change it."""
        return self.source.dtype

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the elements at `index` from their places in the source. Raises StepError for a reduction."""
        found = self.source.take(locate(self.primitives, self.source.shape, index))
        shape = np.broadcast_shapes(*(np.shape(part) for part in index))
        return found if found.shape == shape else np.broadcast_to(found, shape)
