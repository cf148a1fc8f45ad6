"""What the axes mean after elements were split and merged in order.

All atoms in a row are the digits of one mixed-radix number, the position of an element. A *cut* is the place value
between two digits: 20 and 1 for direction x hidden (2 x 20). The new axes are other digits of the same number. Where
every cut of the one divides or is divided by every cut of the other, digits can be named exactly; between the nearest
such cuts around a misfit they are mixed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from ...tensor.axis import AnyAtom, Axes, Axis, Mixed, names_within, shape_of
from ..primitives import Shape
from .atoms import joined, part_of


@dataclass(frozen=True, slots=True)
class _Digits:
    """The source's atoms of size above 1, the cuts around them, and the cuts that fit the new axes too."""

    atoms: tuple[AnyAtom, ...]
    cuts: tuple[int, ...]
    clean: tuple[int, ...]


def regrouped(axes: Axes, shape: Shape) -> Axes:
    """Give the axes after a reshape to `shape`, which has as many elements.

    Atoms of size 1 go to the new axes of size 1 at the same place; where there are none, they are dropped.
    """
    if shape == shape_of(axes):
        return axes
    if 0 in shape:
        return _without_elements(axes, shape)
    digits = _digits(axes, shape)
    ones = _axes_of_size_one(axes, shape)
    unchanged = dict(zip(pairwise(_cuts(shape_of(axes))), axes, strict=True))
    placed = {atom for axis in ones.values() for atom in axis.atoms}
    found: list[Axis] = []
    for index, (high, low) in enumerate(pairwise(_cuts(shape))):
        if high == low:
            found.append(ones.get(index, Axis(())))
        elif (high, low) in unchanged:
            atoms = unchanged[high, low].atoms
            found.append(Axis(tuple(atom for atom in atoms if atom.size > 1 or atom not in placed)))
        else:
            found.append(Axis(_between(digits, high, low)))
    return tuple(found)


def _digits(axes: Axes, shape: Shape) -> _Digits:
    atoms = joined(atom for axis in axes for atom in axis.atoms if atom.size > 1)
    cuts, others = _cuts(atom.size for atom in atoms), _cuts(shape)
    both = sorted({*cuts, *others}, reverse=True)
    return _Digits(atoms, cuts, tuple(cut for cut in both if all(_fits(cut, other) for other in both)))


def _cuts(sizes: Iterable[int]) -> tuple[int, ...]:
    """Give the place values, outermost first, one more than there are sizes: (60, 20, 1) for 3 x 20."""
    cuts = [1]
    for size in reversed(tuple(sizes)):
        cuts.append(cuts[-1] * size)
    return tuple(reversed(cuts))


def _fits(cut: int, other: int) -> bool:
    return max(cut, other) % min(cut, other) == 0


def _between(digits: _Digits, high: int, low: int) -> tuple[AnyAtom, ...]:
    """Give the atoms of the new axis between two of its cuts."""
    cuts = (high, *(cut for cut in digits.clean if low < cut < high), low)
    return joined(_digit(digits, high, low) for high, low in pairwise(cuts))


def _digit(digits: _Digits, high: int, low: int) -> AnyAtom:
    """Give the exact part of one atom, or a Mixed with the names of all atoms between the nearest clean cuts."""
    top = min(cut for cut in digits.clean if cut >= high)
    bottom = max(cut for cut in digits.clean if cut <= low)
    spans = zip(digits.atoms, pairwise(digits.cuts), strict=True)
    within = [(atom, inner) for atom, (outer, inner) in spans if outer > bottom and inner < top]
    match within:
        case [(atom, inner)]:
            return part_of(atom, high // low, low // inner)
        case _:
            return Mixed(names_within(atom for atom, _ in within), high // low)


def _axes_of_size_one(axes: Axes, shape: Shape) -> dict[int, Axis]:
    """Give for each new axis of size 1 the old one at the same place value; of several, the innermost are kept.

    If there are not enough whole axes of size 1, atoms of size 1 inside other axes serve too: layer of a
    layer x direction (1 x 2) becomes an axis when the reshape writes 1, 2.
    """
    whole, single = defaultdict[int, list[Axis]](list), defaultdict[int, list[Axis]](list)
    place = prod(shape)
    for axis in axes:
        if axis.size == 1:
            whole[place].append(axis)
        for atom in axis.atoms:
            place //= atom.size
            if atom.size == 1:
                single[place].append(Axis((atom,)))
    wanted = defaultdict[int, list[int]](list)
    for index, (high, low) in enumerate(pairwise(_cuts(shape))):
        if high == low:
            wanted[high].append(index)
    found: dict[int, Axis] = {}
    for place, indices in wanted.items():
        candidates = whole[place] if len(indices) <= len(whole[place]) else single[place]
        found.update(zip(reversed(indices), reversed(candidates), strict=False))
    return found


def _without_elements(axes: Axes, shape: Shape) -> Axes:
    """Keep the axes before and after the part that changed; with no element in it nothing else can be told."""
    names = names_within(atom for axis in axes for atom in axis.atoms)
    return tuple(
        axes[index]
        if index < len(axes) and shape_of(axes)[: index + 1] == shape[: index + 1]
        else Axis((Mixed(names, size),) if size != 1 else ())
        for index, size in enumerate(shape)
    )
