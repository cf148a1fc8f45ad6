"""The source's meanings (batch, time, ...) as numbers at positions of the result, reduced axes kept as axes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...tensor.axis import Atom, Axes, shape_of
from ...tensor.values import IndexArrays
from ..origins.locate import locate
from ..primitive_chain import shapes_along
from ..primitives import (
    Index,
    NewAxis,
    Pick,
    PickEach,
    Primitive,
    Primitives,
    Range,
    Reduce,
    Regroup,
    Reorder,
    Selector,
    Shape,
    ValidMean,
)

Coordinate = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a source index means: its coordinate is the sum of `(index // stride % size) * step` over the parts."""

    name: str
    parts: tuple[tuple[int, int, int, int], ...]  # source axis, stride within it, size, step

    def coordinate(self, source: tuple[Coordinate, ...]) -> Coordinate:
        """Give the coordinate at each source index."""
        found = [source[axis] // stride % size * step for axis, stride, size, step in self.parts]
        return np.asarray(sum(found), np.int64)


def meanings_of(axes: Axes) -> tuple[Meaning, ...]:
    """Give the meanings of more than one position; parts of one are put together, two whole of one name are two."""
    parts: dict[tuple[str, int, int], list[tuple[int, int, int, int]]] = {}
    for number, axis in enumerate(axes):
        stride = axis.size
        for atom in axis.atoms:
            stride //= max(atom.size, 1)
            if isinstance(atom, Atom) and atom.size > 1:
                whole = (number, stride) if atom.label == atom.name else (-1, -1)
                parts.setdefault((atom.name, *whole), []).append((number, stride, atom.size, atom.step))
    return tuple(Meaning(name, tuple(found)) for (name, *_), found in parts.items())


@dataclass(frozen=True, slots=True)
class Spread:
    """Primitives that reduce nothing: what was reduced stands behind the axes of the result, `behind` axes."""

    primitives: Primitives
    shape: Shape
    behind: int

    def at(self, meanings: tuple[Meaning, ...], index: IndexArrays, source_shape: Shape) -> tuple[Coordinate, ...]:
        """Give each meaning's coordinate at the positions of the result."""
        source = locate(self.primitives, source_shape, index)
        return tuple(meaning.coordinate(source) for meaning in meanings)


def spread(primitives: Primitives, axes: Axes) -> Spread:
    """Take the reductions out of the primitives and carry their axes along behind all others."""
    shape = shape_of(axes)
    found: list[Primitive] = []
    behind: Shape = ()
    for primitive, sizes in zip(primitives, shapes_along(primitives, shape), strict=False):
        found += _carrying(primitive, sizes, behind)
        behind += tuple(sizes[axis] for axis in _reduced(primitive))
    return Spread(tuple(found), shapes_along(tuple(found), shape)[-1], len(behind))


def _reduced(primitive: Primitive) -> tuple[int, ...]:
    match primitive:
        case Reduce(axes):
            return axes
        case ValidMean(axis):
            return (axis,)
        case _:
            return ()


def _carrying(primitive: Primitive, sizes: Shape, behind: Shape) -> Iterator[Primitive]:
    """Give the primitive for an input that has the sizes `behind` after its own."""
    carried = tuple(range(len(sizes), len(sizes) + len(behind)))
    match primitive:
        case Reorder(order):
            yield Reorder((*order, *carried))
        case Regroup(shape):
            yield Regroup((*shape, *behind))
        case Index(selectors):
            yield Index((*map(_picked, selectors), *(Range(0, size) for size in behind)))
        case Reduce() | ValidMean():
            gone = _reduced(primitive)
            kept = tuple(axis for axis in range(len(sizes)) if axis not in gone)
            yield Reorder((*kept, *carried, *gone))
            if isinstance(primitive, Reduce) and primitive.keepdim:
                stay = (NewAxis() if axis in gone else Range(0, size) for axis, size in enumerate(sizes))
                yield Index((*stay, *(Range(0, size) for size in (*behind, *(sizes[axis] for axis in gone)))))
        case _:
            yield primitive


def _picked(selector: Selector) -> Selector:
    """Take one position for all where each sample has its own: that the last step is another one mixes up nothing."""
    return Pick(0) if isinstance(selector, PickEach) else selector
