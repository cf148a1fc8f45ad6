"""From an index into a reshaped tensor back to the source elements, in integer arithmetic only.

Nothing here knows the tensor: the cost is that of the indices asked for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import StepError
from ..tensor.values import IndexArrays
from .aligned import aligned_groups
from .primitives import (
    Index,
    NewAxis,
    Pick,
    Primitive,
    Primitives,
    Range,
    Reduce,
    Regroup,
    Reorder,
    Shape,
    has_reduction,
    shapes_along,
)

Coordinates = tuple[NDArray[np.int64], ...]


def locate(primitives: Primitives, source_shape: Shape, index: IndexArrays) -> Coordinates:
    """Give the source index of the output elements at `index`.

    `index` has one integer or int64 array for each output axis, broadcastable together, 0 <= index < size. The
    result has one int64 array for each source axis; broadcast with the shape of `index` they pair up element by
    element (an array stays small where its axis does not depend on all of `index`).
    Raises StepError if a primitive reduces: use `sources_of`.
    """
    if has_reduction(primitives):
        raise StepError(
            "An element of a mean comes from many source elements, not from one.", "Ask for all its sources."
        )
    return _backwards(primitives, source_shape, index)


def sources_of(primitives: Primitives, source_shape: Shape, index: tuple[int, ...]) -> Coordinates:
    """Give all source elements that the one output element at `index` is computed from.

    One int64 array of length `source_count(primitives, source_shape)` for each source axis: look at that number
    first, a mean over everything has as many sources as the tensor has elements.
    """
    found = _backwards(primitives, source_shape, index)
    return tuple(part.reshape(-1) for part in np.broadcast_arrays(*found)) if found else ()


def _backwards(primitives: Primitives, source_shape: Shape, index: IndexArrays) -> Coordinates:
    coordinates = tuple(np.asarray(part, np.int64) for part in index)
    shapes = shapes_along(primitives, source_shape)
    for primitive, shape in zip(reversed(primitives), reversed(shapes[:-1]), strict=True):
        coordinates = tuple(np.asarray(part, np.int64) for part in _before(primitive, shape, coordinates))
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
        case Reduce():
            return _before_reduce(primitive, shape, index)


def _before_index(primitive: Index, index: Coordinates) -> list[Any]:
    remaining = iter(index)
    before: list[Any] = []
    for selector in primitive.selectors:
        match selector:
            case Pick(position):
                before.append(position)
            case Range(start, _, step):
                before.append(start + step * next(remaining))
            case NewAxis():
                next(remaining)
    return before


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
        parts.append(flat % max(size, 1))
        flat = flat // max(size, 1)
    return [flat, *reversed(parts)] if sizes else []


def _before_reduce(primitive: Reduce, shape: Shape, index: Coordinates) -> list[Any]:
    """Give every reduced axis all its positions, each along a new last dimension of the index arrays."""
    remaining = iter(index)
    before: list[Any] = []
    for axis, size in enumerate(shape):
        reduced = axis in primitive.axes
        kept = next(remaining) if primitive.keepdim or not reduced else None
        if not reduced:
            before.append(kept)
            continue
        before = [part[..., None] for part in before]
        before.append(np.arange(size, dtype=np.int64))
        remaining = iter([part[..., None] for part in remaining])
    return before
