"""What the axes of a reshaped tensor mean."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ...tensor.axis import AnyAtom, Atom, Axes, Axis, Mixed, named_axis, shape_of
from ..primitive_chain import simplified
from ..primitives import (
    Branch,
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
    ValidMean,
)
from .joined_axes import joined_axes
from .range_axes import ranged
from .regroup_axes import regrouped

_MARK = re.compile("\0\\d+")


def axes_after(primitives: Primitives, axes: Axes) -> Axes:
    """Give the axes after all the primitives; their sizes are those of the reshaped tensor, always.

    Names are exact: an atom's arithmetic gives its index in the source, Mixed stands only where a reshape cut
    across meanings. Give all primitives from the source on: a mixture that a later step undoes is then seen,
    and a single result handed in again has forgotten where it came from.
    """
    kept = simplified(primitives, shape_of(axes))
    history: list[Axes] = []
    axes = _told_apart(axes)
    for count, primitive in enumerate(kept):
        history.append(_unmarked_axes(axes))
        if isinstance(primitive, Join):
            branches = (each for each in primitive.operands if isinstance(each, Branch))
            others = {branch: axes_after(branch.primitives, branch.axes) for branch in branches}
            axes = _told_apart(joined_axes(primitive, kept[:count], tuple(history), history[-1], others))
        else:
            axes = _after(primitive, axes)
    return _unmarked_axes(axes)


def _after(primitive: Primitive, axes: Axes) -> Axes:
    match primitive:
        case Reorder(order):
            return tuple(axes[axis] for axis in order)
        case Regroup(shape):
            return regrouped(axes, shape)
        case Index():
            return tuple(_indexed(primitive, axes))
        case Reduce(reduced, _, keepdim):
            merged = (Axis(()) if index in reduced else axis for index, axis in enumerate(axes))
            return tuple(axis for index, axis in enumerate(merged) if keepdim or index not in reduced)
        case ValidMean(reduced):
            return tuple(axis for index, axis in enumerate(axes) if index != reduced)
        case Pad(before, after):
            return tuple(map(_padded, axes, map(sum, zip(before, after, strict=True))))
        case Cast() | Join():
            return axes


def _padded(axis: Axis, more: int) -> Axis:
    """Give what is left of the meaning: places beyond the ends have none."""
    return named_axis((f"{axis.name} + padding", axis.size + more)) if more else axis


def _indexed(index: Index, axes: Axes) -> Iterator[Axis]:
    remaining = iter(axes)
    for selector in index.selectors:
        match selector:
            case Pick() | PickEach():
                next(remaining)
            case Range():
                yield ranged(next(remaining), selector)
            case NewAxis(size):
                yield Axis(()) if size == 1 else named_axis(("copy", size))


def _told_apart(axes: Axes) -> Axes:
    """Mark atoms that share a name without being parts of one: hidden is both rows and columns of weight_hh.

    Without the mark a split of the rows and one of the columns could join to a hidden that never was.
    """
    wholes = Counter(atom.name for axis in axes for atom in axis.atoms if isinstance(atom, Atom) and _is_whole(atom))
    numbers = iter(range(sum(wholes.values())))

    def marked(atom: AnyAtom) -> AnyAtom:
        if isinstance(atom, Atom) and _is_whole(atom) and wholes[atom.name] > 1:
            return replace(atom, name=f"{atom.name}\0{next(numbers)}")
        return atom

    return tuple(Axis(tuple(map(marked, axis.atoms))) for axis in axes)


def _is_whole(atom: Atom) -> bool:
    return atom.step == 1 and atom.size == atom.total


def _unmarked_axes(axes: Axes) -> Axes:
    return tuple(Axis(tuple(map(_unmarked, axis.atoms))) for axis in axes)


def _unmarked(atom: AnyAtom) -> AnyAtom:
    if isinstance(atom, Mixed):
        return Mixed(tuple(dict.fromkeys(_MARK.sub("", name) for name in atom.names)), atom.size)
    return replace(atom, name=_MARK.sub("", atom.name))
