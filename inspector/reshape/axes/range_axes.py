"""What a range of an axis means, when the axis is a product of several meanings."""

from dataclasses import replace
from math import prod

from ...tensor.axis import AnyAtom, Axis, Mixed, named_axis, names_within
from ..primitives import Range
from .atoms import narrowed


def ranged(axis: Axis, taken: Range) -> Axis:
    """Give the axis of the positions that are taken.

    Of direction x hidden (2 x 20): `:20` leaves hidden, `::20` direction, `::2` direction x every second hidden;
    a range that is no such block, `10:30`, is Mixed.
    """
    if not taken.size and not axis.atoms:
        return named_axis(("empty", 0))
    return Axis(_ranged(axis.atoms, taken))


def _ranged(atoms: tuple[AnyAtom, ...], taken: Range) -> tuple[AnyAtom, ...]:
    if taken.size == prod(atom.size for atom in atoms):
        return atoms
    if len(atoms) == 1:
        return (narrowed(atoms[0], taken.size),)
    return _block(atoms, taken) or (Mixed(names_within(atoms), taken.size),)


def _block(atoms: tuple[AnyAtom, ...], taken: Range) -> tuple[AnyAtom, ...] | None:
    """Give outer and inner atoms if the positions are all pairs of some outer with some inner ones, else None."""
    outer, rest = atoms[0], atoms[1:]
    length = prod(atom.size for atom in rest)
    if not taken.size or not length:
        return None
    first, offset = divmod(taken.start, length)
    if first == (taken.start + (taken.size - 1) * taken.step) // length:
        return _ranged(rest, replace(taken, start=offset, stop=offset + (taken.size - 1) * taken.step + 1))
    if taken.step % length == 0:
        return (_counted(outer, taken.size),)
    inner = Range(offset, length, taken.step)
    if length % taken.step or offset >= taken.step or taken.size % inner.size:
        return None
    return (_counted(outer, taken.size // inner.size), *_ranged(rest, inner))


def _counted(atom: AnyAtom, size: int) -> AnyAtom:
    return atom if size == atom.size else narrowed(atom, size)
