"""The values of a reshaped tensor, read from the sources without making the reshaped one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import StepError
from ...model.element_type import ELEMENT_TYPES
from ...run.key import TensorKey
from ...tensor.values import IndexArrays, Values
from ..primitive_chain import has_reduction, shape_after
from ..primitives import Primitives
from .dtype_after import DType, dtype_after, typed_pads
from .origins import Filling, Origins, origins


@dataclass(frozen=True, slots=True, eq=False)
class LocatedValues:
    """What `primitives` make of `source`; they must not reduce. `others` are the tensors that are joined to it.

    Reading costs as much as the elements that are read, whatever the size of the tensor.
    """

    source: Values
    primitives: Primitives
    others: Mapping[TensorKey, Values] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes after the primitives."""
        return shape_after(self.primitives, self.source.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element: moving elements does not change it, casting and joining may."""
        return dtype_after(self.primitives, self.source.dtype, self._types)

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the elements at `index` from their places in the sources. Raises StepError for a reduction."""
        if has_reduction(self.primitives):
            raise StepError("What a reduction computes cannot be read from its source.", "Compute it first.")
        shape = np.broadcast_shapes(*(np.shape(part) for part in index))
        primitives = typed_pads(self.primitives, self.source.dtype, self._types)
        found = origins(primitives, self.source.shape, index)
        match found:
            case (Filling() as filling,):
                return np.broadcast_to(np.asarray(filling.value, self.dtype), shape)
            case (whole,) if whole.places is None:
                values = self._values(whole.key).take(whole.coordinates)
                return np.broadcast_to(_cast(values, whole.casts, self.dtype), shape)
        return self._gathered(found, shape)

    @property
    def _types(self) -> Mapping[TensorKey, DType]:
        return {key: values.dtype for key, values in self.others.items()}

    def _gathered(self, found: Origins, shape: tuple[int, ...]) -> NDArray[Any]:
        result = np.zeros(shape, self.dtype)
        flat = result.reshape(-1)
        for each in found:
            taken = (
                np.asarray(each.value) if isinstance(each, Filling) else self._values(each.key).take(each.coordinates)
            )
            flat[each.places] = _cast(taken, each.casts, self.dtype)
        result.flags.writeable = False
        return result

    def _values(self, key: TensorKey | None) -> Values:
        return self.source if key is None else self.others[key]


def _cast(values: NDArray[Any], casts: tuple[str, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    for name in casts:
        values = values.astype(ELEMENT_TYPES[name])
    return values if values.dtype == dtype else values.astype(dtype)
