"""What the axes of a reshaped tensor mean."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ..tensor.axis import AnyAtom, Atom, Axes, Axis, Mixed, shape_of
from .primitives import Index, NewAxis, Pick, Primitive, Primitives, Range, Reduce, Regroup, Reorder, simplified
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
    axes = _told_apart(axes)
    for primitive in kept:
        axes = _after(primitive, axes)
    return tuple(Axis(tuple(map(_unmarked, axis.atoms))) for axis in axes)


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


def _indexed(index: Index, axes: Axes) -> Iterator[Axis]:
    remaining = iter(axes)
    for selector in index.selectors:
        match selector:
            case Pick():
                next(remaining)
            case Range():
                yield ranged(next(remaining), selector)
            case NewAxis():
                yield Axis(())


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


def _unmarked(atom: AnyAtom) -> AnyAtom:
    if isinstance(atom, Mixed):
        return Mixed(tuple(dict.fromkeys(_MARK.sub("", name) for name in atom.names)), atom.size)
    return replace(atom, name=_MARK.sub("", atom.name))
