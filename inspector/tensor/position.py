"""Where an element stands, in words: its index by axis, and what that index means on a product of several axes."""

from .axis import AnyAtom, Atom, Axes, Axis

# Not the three gates of a GRU: a part of an LSTM's four may be three as well, and would get wrong names.
_NAMED = {("direction", 2): ("forward", "backward"), ("gate", 4): ("i", "f", "g", "o")}


def position_text(axes: Axes, index: tuple[int, ...]) -> str:
    """Say where the element at `index` stands; "" for a single number, which has no index.

    `batch 3, time 7, direction × hidden 45 (backward, 5)`: with 40 hidden, 45 = 1 * 40 + 5.
    """
    return ", ".join(_axis_text(axis, place) for axis, place in zip(axes, index, strict=True))


def axis_title(axis: Axis) -> str:
    """Give the name for a label: `direction × hidden`."""
    return axis.name.replace(" x ", " × ")


def places_of(axis: Axis, place: int) -> tuple[int, ...]:
    """Split an index on the axis into one for each of its atoms, outermost first."""
    places = []
    for atom in reversed(axis.atoms):
        place, inner = divmod(place, atom.size) if atom.size else (place, 0)
        places.append(inner)
    return tuple(reversed(places))


def name_at(atom: AnyAtom, place: int) -> str:
    """Give the name of a position that has one, `backward`, `f`; "" for one that has only its number."""
    names = _NAMED.get((atom.label, atom.size), ()) if isinstance(atom, Atom) else ()
    return names[place] if place < len(names) else ""


def _axis_text(axis: Axis, place: int) -> str:
    words = [name_at(atom, at) or str(at) for atom, at in zip(axis.atoms, places_of(axis, place), strict=True)]
    plain = words == [str(place)]
    return f"{axis_title(axis)} {place}" + ("" if plain or not words else f" ({', '.join(words)})")
