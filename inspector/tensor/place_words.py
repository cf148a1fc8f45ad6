"""Where an element stands, in the words that people use for it: sample 3, time 7, backward, unit 12."""

from .axis import AnyAtom, Atom, Axes
from .position import places_of

_WORDS = {
    "batch": "sample", "hidden": "unit", "projection": "projected unit", "input": "feature", "copy": "copy",
}  # fmt: skip
_NAMES = {("direction", 2): ("forward", "backward"), ("gate", 4): ("gate i", "gate f", "gate g", "gate o")}


def word_for(name: str) -> str:
    """Give what one position of an axis with this name is called: `sample` for batch."""
    return _WORDS.get(name, name)


def place_word(atom: AnyAtom, place: int) -> str:
    """Name one position along an atom: `sample 3`, `backward`."""
    named = _NAMES.get((atom.label, atom.size), ()) if isinstance(atom, Atom) else ()
    return named[place] if place < len(named) else f"{word_for(atom.label)} {place}"


def place_words(axes: Axes, index: tuple[int, ...]) -> str:
    """Name the element at `index`, one word for each atom: `sample 3, time 7, backward, unit 12`."""
    words = []
    for axis, place in zip(axes, index, strict=True):
        words += [place_word(atom, at) for atom, at in zip(axis.atoms, places_of(axis, place), strict=True)]
    return ", ".join(words)


def span_words(axes: Axes, first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """Name the elements from `first` to `last` on every axis: `sample 3, time 0 to 6, unit 12`."""
    words = []
    for axis, start, stop in zip(axes, first, last, strict=True):
        for atom, *ends in zip(axis.atoms, places_of(axis, start), places_of(axis, stop), strict=True):
            one, other = (place_word(atom, end) for end in ends)
            words.append(one if one == other else f"{one} to {other.removeprefix(word_for(atom.label)).strip()}")
    return ", ".join(words)
