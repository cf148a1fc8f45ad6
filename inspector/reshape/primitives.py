"""The few operations that every reshape step consists of: reorder, regroup, index, reduce.

A primitive is resolved for one input shape: no negative axis, no -1 size, no ellipsis is left in it.
"""

from dataclasses import dataclass
from math import prod
from typing import Literal

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reorder:
    """Output axis i is input axis `order[i]`."""

    order: tuple[int, ...]

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes in the new order."""
        return tuple(shape[axis] for axis in self.order)


@dataclass(frozen=True, slots=True)
class Regroup:
    """The same elements in the same (row-major) order, split and merged into axes of these sizes."""

    shape: Shape

    def shape_after(self, shape: Shape) -> Shape:  # noqa: ARG002  # one signature for all primitives
        """Give the new sizes."""
        return self.shape


@dataclass(frozen=True, slots=True)
class Pick:
    """Take one position of an input axis; the axis disappears."""

    position: int


@dataclass(frozen=True, slots=True)
class Range:
    """Take start, start + step, ... below stop of an input axis; start and stop are >= 0, step >= 1."""

    start: int
    stop: int
    step: int = 1

    @property
    def size(self) -> int:
        """How many positions are taken."""
        return len(range(self.start, self.stop, self.step))


@dataclass(frozen=True, slots=True)
class NewAxis:
    """Put an axis of size 1 into the output; no input axis belongs to it."""


Selector = Pick | Range | NewAxis


@dataclass(frozen=True, slots=True)
class Index:
    """One Pick or Range for every input axis, in order, and NewAxis between them where one is put in."""

    selectors: tuple[Selector, ...]

    def shape_after(self, shape: Shape) -> Shape:  # noqa: ARG002
        """Give the sizes of the ranges and 1 for each new axis."""
        kept = (selector for selector in self.selectors if not isinstance(selector, Pick))
        return tuple(selector.size if isinstance(selector, Range) else 1 for selector in kept)


@dataclass(frozen=True, slots=True)
class Reduce:
    """Average over the axes; they disappear, or with `keepdim` stay with size 1."""

    axes: tuple[int, ...]
    kind: Literal["mean"] = "mean"
    keepdim: bool = False

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes without the reduced axes, or with 1 in their places."""
        sizes = ((axis, 1 if axis in self.axes else size) for axis, size in enumerate(shape))
        return tuple(size for axis, size in sizes if self.keepdim or axis not in self.axes)


Primitive = Reorder | Regroup | Index | Reduce
Primitives = tuple[Primitive, ...]


def shapes_along(primitives: Primitives, shape: Shape) -> tuple[Shape, ...]:
    """Give the shape before the first primitive and after each of them: one more than there are primitives."""
    shapes = [shape]
    for primitive in primitives:
        shapes.append(primitive.shape_after(shapes[-1]))
    return tuple(shapes)


def shape_after(primitives: Primitives, shape: Shape) -> Shape:
    """Give the shape after all the primitives."""
    return shapes_along(primitives, shape)[-1]


def has_reduction(primitives: Primitives) -> bool:
    """Tell whether an output element is computed from several source elements."""
    return any(isinstance(primitive, Reduce) for primitive in primitives)


def source_count(primitives: Primitives, shape: Shape) -> int:
    """Give from how many source elements each output element is computed: 1 without a reduction."""
    before = zip(primitives, shapes_along(primitives, shape), strict=False)
    return prod(sizes[axis] for step, sizes in before if isinstance(step, Reduce) for axis in step.axes)


def simplified(primitives: Primitives, shape: Shape) -> Primitives:
    """Leave out what changes nothing, and of several regroupings in a row keep the last.

    The elements stay in order through regroupings, so the last shape alone counts: a reshape that cuts
    across axes and is undone by the next one leaves no trace.
    """
    kept: list[Primitive] = []
    for primitive, sizes in zip(primitives, shapes_along(primitives, shape), strict=False):
        if _changes_nothing(primitive, sizes):
            continue
        if kept and isinstance(primitive, Regroup) and isinstance(kept[-1], Regroup):
            kept.pop()
            if primitive.shape == shape_after(tuple(kept), shape):
                continue
        kept.append(primitive)
    return tuple(kept)


def _changes_nothing(primitive: Primitive, shape: Shape) -> bool:
    match primitive:
        case Reorder(order):
            return order == tuple(range(len(shape)))
        case Regroup(sizes):
            return sizes == shape
        case Index(selectors):
            return selectors == tuple(Range(0, size) for size in shape)
        case Reduce(axes):
            return not axes
