"""What shows that a meaning is mixed up, in words: `row 0 holds samples 0 and 1`."""

from collections.abc import Callable

import numpy as np

from ...tensor.listed import listed
from ...tensor.place_words import counted_word
from .looked_at import LookedAt, Positions, elements_at

_SHOWN = 3

At = Callable[[tuple[Positions, ...]], tuple[Positions, ...]]


def witness_text(meaning: str, number: int, axes: tuple[int, ...], looked: LookedAt, at: At) -> str:
    """Say which positions of one of the axes hold several samples (time steps, ...), and where one is spread.

    `number` is the meaning's place in what `at` gives.
    """
    values = at(looked.index)[number]
    for axis in axes:
        places, found = np.broadcast_arrays(looked.index[axis], values)
        for place in looked.along[axis]:
            if np.unique(found[places == place]).size > 1:
                return _text(meaning, number, (axis, int(place)), looked, at)
    return f"{counted_word(meaning)} {int(np.min(values))} is spread over several axes"


def _text(meaning: str, number: int, row: tuple[int, int], looked: LookedAt, at: At) -> str:
    axis, place = row
    within = elements_at(tuple(np.array([place]) if each == axis else p for each, p in enumerate(looked.along)))
    held = np.unique(at(within)[number])
    places, values = np.broadcast_arrays(looked.index[axis], at(looked.index)[number])
    rows = np.unique(places[values == held[0]])
    text = f"{_rows(axis, [place])} holds {counted_word(meaning, held.size)} {listed(held.tolist(), _SHOWN)}"
    if rows.size < 2:
        return text
    return f"{text}; {counted_word(meaning)} {held[0]} is spread over {_rows(axis, rows.tolist())}"


def _rows(axis: int, places: list[int]) -> str:
    """Give `row 0`, `rows 0 and 2`, and on another axis `positions 0 and 2 of axis 1`."""
    plural = "s" if len(places) > 1 else ""
    numbers = listed(places, _SHOWN)
    return f"row{plural} {numbers}" if axis == 0 else f"position{plural} {numbers} of axis {axis}"
