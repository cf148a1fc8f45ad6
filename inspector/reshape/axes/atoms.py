"""Atoms taken apart, narrowed and joined again."""

from collections.abc import Iterable

from ...tensor.axis import AnyAtom, Atom, Mixed


def narrowed(atom: AnyAtom, size: int) -> AnyAtom:
    """Give what is left of an atom of which only some positions are taken.

    The left-over has no arithmetic back to the whole, so it is an atom of its own; a part keeps its label as name.
    """
    return Atom(atom.label, size) if isinstance(atom, Atom) else Mixed(atom.names, size)


def part_of(atom: AnyAtom, size: int, inner: int) -> AnyAtom:
    """Give the part of the atom of which `size` positions lie `inner` positions apart."""
    if isinstance(atom, Mixed):
        return Mixed(atom.names, size)
    return Atom(atom.name, size, atom.step * inner, atom.total)


def joined(atoms: Iterable[AnyAtom]) -> tuple[AnyAtom, ...]:
    """Join neighbours that together are one atom again: the outer's step is all of the inner's range."""
    kept: list[AnyAtom] = []
    for atom in atoms:
        both = _join(kept[-1], atom) if kept else None
        if both is None:
            kept.append(atom)
        else:
            kept[-1] = both
    return tuple(kept)


def _join(outer: AnyAtom, inner: AnyAtom) -> AnyAtom | None:
    match outer, inner:
        case Mixed(names, size), Mixed(others, other) if names == others:
            return Mixed(names, size * other)
        case Atom(), Atom() if (outer.name, outer.total) == (inner.name, inner.total):
            if outer.step == inner.step * inner.size:
                return Atom(inner.name, outer.size * inner.size, inner.step, inner.total)
    return None
