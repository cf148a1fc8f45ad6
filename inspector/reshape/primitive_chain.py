"""What several primitives, one after the other, make of a shape, and what they are of together."""

from math import prod

from ..run.key import TensorKey
from ..tensor.axis import shape_of
from .primitives import (
    Branch,
    Cast,
    Index,
    Join,
    Pad,
    Primitive,
    Primitives,
    Range,
    Reduce,
    Regroup,
    Reorder,
    Shape,
    ValidMean,
)


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
    """Tell whether an output element is computed from several source elements, of any source."""
    return any(
        isinstance(primitive, Reduce | ValidMean)
        or any(has_reduction(branch.primitives) for branch in _branches(primitive))
        for primitive in primitives
    )


def only_moves(primitives: Primitives) -> bool:
    """Tell whether every output element is one element of the one source."""
    return all(isinstance(primitive, Reorder | Regroup | Index | Cast) for primitive in primitives)


def sources_joined(primitives: Primitives) -> tuple[TensorKey, ...]:
    """Give the keys of the other tensors that are joined, each once."""
    found: list[TensorKey] = []
    for primitive in primitives:
        for branch in _branches(primitive):
            found += [branch.key, *sources_joined(branch.primitives)]
    return tuple(dict.fromkeys(found))


def _branches(primitive: Primitive) -> tuple[Branch, ...]:
    operands = primitive.operands if isinstance(primitive, Join) else ()
    return tuple(operand for operand in operands if isinstance(operand, Branch))


def most_sources(primitives: Primitives, shape: Shape) -> int:
    """Give from how many source elements one output element is computed at most: 1 without a reduction."""
    count = 1
    for primitive, sizes in zip(primitives, shapes_along(primitives, shape), strict=False):
        match primitive:
            case Reduce(axes):
                count *= prod(sizes[axis] for axis in axes)
            case ValidMean(axis):
                count *= sizes[axis]
            case Join():
                joined = [most_sources(each.primitives, shape_of(each.axes)) for each in _branches(primitive)]
                count = max([count, *joined])
    return count


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
        case Reduce(axes, kind):
            return not axes and kind != "sum"  # of a single whole number the sum is int64
        case Pad(before, after):
            return not any((*before, *after))
        case Join(_, operands):
            return len(operands) == 1
        case ValidMean() | Cast():
            return False
