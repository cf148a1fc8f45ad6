"""From an index into a reshaped tensor back to the source elements, in integer arithmetic only.

Nothing here knows the tensor: the cost is that of the indices asked for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import StepError
from ...tensor.values import IndexArrays
from ..primitive_chain import only_moves, shapes_along
from ..primitives import (
    Cast,
    Index,
    Join,
    NewAxis,
    Pad,
    Pick,
    PickEach,
    Primitive,
    Primitives,
    Range,
    Reduce,
    Regroup,
    Reorder,
    Shape,
    ValidMean,
)
from .aligned import aligned_groups

Coordinates = tuple[NDArray[np.int64], ...]


def locate(primitives: Primitives, source_shape: Shape, index: IndexArrays) -> Coordinates:
    """Give the source index of the output elements at `index`.

    `index` has one integer or int64 array for each output axis, broadcastable together, 0 <= index < size. The
    result has one int64 array for each source axis; broadcast with the shape of `index` they pair up element by
    element (an array stays small where its axis does not depend on all of `index`).
    Raises StepError if an element is not just one of this source: use `origins`.
    """
    if not only_moves(primitives):
        raise StepError(
            "An element that was computed, joined or padded is not just one of this tensor.", "Ask for all its origins."
        )
    return backwards(primitives, source_shape, index)


def backwards(primitives: Primitives, shape: Shape, index: IndexArrays) -> Coordinates:
    """Go back through primitives that neither join nor pad, from an index into their output to one into their input.

    A Reduce puts a dimension behind those asked for into the arrays, for each axis that it reduces: there all of the
    axis lies. Shapes as in `locate`.
    """
    coordinates = tuple(np.asarray(part, np.int64) for part in index)
    asked = len(np.broadcast_shapes(*(part.shape for part in coordinates)))
    shapes = shapes_along(primitives, shape)
    for primitive, sizes in zip(reversed(primitives), reversed(shapes[:-1]), strict=True):
        if isinstance(primitive, Reduce):
            before: Sequence[Any] = _before_reduce(primitive, sizes, coordinates, asked)
            asked += len(primitive.axes)
        else:
            before = _before(primitive, sizes, coordinates)
        coordinates = tuple(np.asarray(part, np.int64) for part in before)
    return coordinates


def _before(primitive: Primitive, shape: Shape, index: Coordinates) -> Sequence[Any]:
    """Give the index into the primitive's input, whose sizes are `shape`, for an index into its output."""
    match primitive:
        case Reorder(order):
            return [index[order.index(axis)] for axis in range(len(shape))]
        case Regroup(sizes):
            return _before_regroup(sizes, shape, index)
        case Index():
            return _before_index(primitive, index)
        case Cast():
            return index
        case Reduce() | Join() | Pad() | ValidMean():
            raise AssertionError("what computes, joins or pads is followed elsewhere")


def _before_index(primitive: Index, index: Coordinates) -> list[Any]:
    remaining = iter(index)
    before: list[Any] = []
    for selector in primitive.selectors:
        match selector:
            case Pick(position):
                before.append(position)
            case Range(start, _, step):
                before.append(start + step * next(remaining))
            case PickEach():
                before.append(selector)
            case NewAxis():
                next(remaining)
    return [
        np.asarray(part.positions, np.int64)[before[part.beside]] if isinstance(part, PickEach) else part
        for part in before
    ]


def _before_regroup(sizes: Shape, shape: Shape, index: Coordinates) -> list[Any]:
    """Work group by group, so that an axis that a regrouping leaves alone costs nothing and stays small."""
    before: list[Any] = []
    for group in aligned_groups(shape, sizes):
        target = [(sizes[axis], index[axis]) for axis in group.target]
        source = [shape[axis] for axis in group.source]
        if [size for size, _ in target] == source:
            before += [part for _, part in target]
        else:
            before += _unravelled(_ravelled(target), source)
    return before


def _ravelled(target: list[tuple[int, NDArray[np.int64]]]) -> Any:
    flat: Any = 0
    stride = 1
    for size, part in reversed(target):
        if size != 1:  # its index is 0; adding it would only spread the sum over one more axis
            flat = flat + part * stride if stride > 1 else flat + part
        stride *= max(size, 1)  # without elements any stride will do, but not one of 0
    return flat


def _unravelled(flat: Any, sizes: list[int]) -> list[Any]:
    parts: list[Any] = []
    for size in reversed(sizes[1:]):
        outer = flat // max(size, 1)
        parts.append(flat - outer * max(size, 1))  # numpy divides several times faster than it takes remainders
        flat = outer
    return [flat, *reversed(parts)] if sizes else []


def _before_reduce(primitive: Reduce, shape: Shape, index: Coordinates, asked: int) -> list[Any]:
    """Give every reduced axis all its positions, each along a new last dimension behind the `asked` ones.

    The arrays themselves do not tell how many those are: an array stays small where it does not depend on all.
    """
    remaining = iter(index)
    before: list[Any] = []
    for axis, size in enumerate(shape):
        reduced = axis in primitive.axes
        kept = next(remaining) if primitive.keepdim or not reduced else None
        if not reduced:
            before.append(kept)
            continue
        before = [part[..., None] for part in before]
        before.append(np.arange(size, dtype=np.int64).reshape((1,) * asked + (size,)))
        remaining = iter([part[..., None] for part in remaining])
        asked += 1
    return before
