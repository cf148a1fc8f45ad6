"""The elements of a reshaped tensor by where they came from instead of by value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...run.key import TensorKey
from ...tensor.axis import Axes, Axis, shape_of
from ...tensor.values import IndexArrays
from ..primitive_chain import has_reduction, shape_after
from ..primitives import Branch, Index, Join, Pick, Primitive, Primitives, Range, Reduce, Shape, ValidMean
from .origins import Origin, origins

TENSOR = "tensor"


def meanings_of(axes: Axes, primitives: Primitives) -> tuple[str, ...]:
    """Give by what elements can be told apart: the meanings of the source, and the tensor where several are joined."""
    names = [atom.label for axis in axes for atom in axis.atoms if atom.size > 1]
    joined = any(isinstance(primitive, Join) and len(primitive.operands) > 1 for primitive in primitives)
    return (*dict.fromkeys(names), *((TENSOR,) if joined else ()))


@dataclass(frozen=True, slots=True, eq=False)
class OriginValues:
    """For each element of the result its source's place along one meaning: 3 for sample 3.

    `meaning` is a label of an atom of `axes`, or "tensor" for which of the joined tensors it is, counted as they are
    met. NaN stands where an element has no such place: in a pad, in a joined tensor without that meaning, and where a
    reduction took elements of several places.
    """

    primitives: Primitives
    axes: Axes
    meaning: str
    others: Mapping[TensorKey, Axes]

    @property
    def shape(self) -> Shape:
        """The sizes after the primitives."""
        return shape_after(self.primitives, shape_of(self.axes))

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32: a place is a whole number, none is NaN."""
        return np.dtype(np.float32)

    def take(self, index: IndexArrays) -> NDArray[Any]:
        """Read the places of the elements at `index`."""
        found = [self._places(part, index) for part in (0.0, 0.5, 1.0)] if has_reduction(self.primitives) else []
        first = found[0] if found else self._places(0.0, index)
        for other in found[1:]:
            first = np.where(first == other, first, np.float32(np.nan))
        first.flags.writeable = False
        return first

    def _places(self, part: float, index: IndexArrays) -> NDArray[np.float32]:
        """Follow, of all that a reduction takes, the elements that lie this part of the way along."""
        shape = np.broadcast_shapes(*(np.shape(each) for each in index))
        result = np.full(shape, np.nan, np.float32)
        primitives = _followed(self.primitives, shape_of(self.axes), part)
        for each in origins(primitives, shape_of(self.axes), index):
            if isinstance(each, Origin):
                places = self._place(each)
                if each.places is None:
                    result[...] = places
                else:
                    result.reshape(-1)[each.places] = places
        return result

    def _place(self, origin: Origin) -> NDArray[np.float32] | float:
        if self.meaning == TENSOR:
            return float((None, *self.others).index(origin.key))
        axes = self.axes if origin.key is None else self.others[origin.key]
        for axis, coordinate in zip(axes, origin.coordinates, strict=True):
            inner = _inner(axis, self.meaning)
            if inner is not None:
                length, size = inner
                return (coordinate // length % size).astype(np.float32)
        return float("nan")


def _inner(axis: Axis, meaning: str) -> tuple[int, int] | None:
    """Give how many positions of the axis one place of the meaning spans, and how many places there are."""
    length = 1
    for atom in reversed(axis.atoms):
        if atom.label == meaning:
            return length, atom.size
        length *= atom.size
    return None


def _followed(primitives: Primitives, shape: Shape, part: float) -> Primitives:
    """Write every reduction as an index that takes one of the elements that it reduces."""
    found: list[Primitive] = []
    for primitive in primitives:
        found += _one_of(primitive, shape, part)
        shape = primitive.shape_after(shape)
    return tuple(found)


def _one_of(primitive: Primitive, shape: Shape, part: float) -> list[Primitive]:
    match primitive:
        case Reduce(axes, _, keepdim):
            return [_picking(shape, {axis: round((shape[axis] - 1) * part) for axis in axes}, keepdim)]
        case ValidMean(axis, _, lengths):
            return [_picking(shape, {axis: round((min(lengths, default=1) - 1) * part)}, False)]
        case Join(axis, operands):
            return [Join(axis, tuple(_followed_branch(each, part) for each in operands))]
        case _:
            return [primitive]


def _followed_branch(operand: Any, part: float) -> Any:
    if not isinstance(operand, Branch):
        return operand
    return replace(operand, primitives=_followed(operand.primitives, shape_of(operand.axes), part))


def _picking(shape: Shape, places: Mapping[int, int], keepdim: bool) -> Index:
    def selector(axis: int, size: int) -> Pick | Range:
        if axis not in places:
            return Range(0, size)
        place = max(places[axis], 0)
        return Range(place, place + 1) if keepdim else Pick(place)

    return Index(tuple(selector(axis, size) for axis, size in enumerate(shape)))
