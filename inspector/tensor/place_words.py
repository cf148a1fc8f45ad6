"""Where an element stands, in the words that people use for it: sample 3, time 7, backward, unit 12."""

from .axis import AnyAtom, Axes
from .position import name_at, places_of

_WORDS = {
    "batch": "sample", "hidden": "unit", "projection": "projected unit", "input": "feature", "copy": "copy",
}  # fmt: skip


def word_for(name: str) -> str:
    """Give what one position of an axis with this name is called: `sample` for batch."""
    return _WORDS.get(name, name)


def counted_word(name: str, count: int = 1) -> str:
    """Give the word for so many positions of an axis with this name: `sample`, `time steps`."""
    word = "time step" if name == "time" else word_for(name)
    return word if count == 1 else f"{word}s"


def place_word(atom: AnyAtom, place: int) -> str:
    """Name one position along an atom: `sample 3`, `backward`, `gate f`."""
    named = name_at(atom, place)
    if named:
        return f"gate {named}" if atom.label == "gate" else named
    return f"{word_for(atom.label)} {place}"


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
