"""A picture coloured by origin: from which sample, time step or unit each shown element came, and the words for it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.tensor.axis import NUMBERED, Axis
from inspector.tensor.position import axis_title, position_text

_UNITS = {"batch": "sample", "time": "time step", "input": "input feature", "hidden": "hidden unit"}


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """Where the elements of a picture came from along one meaning of the source.

    `axis` is that meaning with its size in the source; `places` (rows, columns) has the shape of the slice that is
    shown: whole numbers from 0 to size - 1, NaN where an element came from no single place, as a mean or a padding.
    """

    axis: Axis
    places: NDArray[Any]


def origin_text(origins: Origins, cell: tuple[int, int]) -> str:
    """Say where the element of a cell came from: `from batch 3`, `from direction 1 (backward)`."""
    place = origins.places[cell]
    if np.isnan(place):
        return _nowhere(origins.axis)
    return f"from {position_text((origins.axis,), (int(place),))}"


def origins_note(origins: Origins) -> str:
    """Say what the colours mean, and what a right reshape looks like in them."""
    unit = unit_of(origins.axis)
    return (
        f"Coloured by {unit}: every cell shows which {unit} it came from. A clean reshape shows clean stripes."
        if origins.axis.size > 1
        else f"Coloured by {unit}: there is only one."
    )


def nowhere_text(origins: Origins) -> str:
    """Count the elements that came from no single place: `12 from no single sample`; "" for none."""
    count = int(np.isnan(origins.places).sum())
    return f"{count:,} {_nowhere(origins.axis)}" if count else ""


def unit_of(axis: Axis) -> str:
    """Give the word for one place along the axis: `sample` for batch."""
    title = axis_title(axis)
    return _UNITS.get(title, f"place along {title}" if title.startswith(NUMBERED) else title)


def span_text(axis: Axis) -> str:
    """Name the axis with its first and last place: `batch 0 … 31`."""
    title = axis_title(axis)
    return f"{title} 0 … {axis.size - 1}" if axis.size > 1 else f"{title} 0"


def place_name(axis: Axis, place: int) -> str:
    """Give the name of a place: its number, or the word for it where there is one: `backward`."""
    number = f"{axis_title(axis)} {place}"
    return position_text((axis,), (place,)).removeprefix(number).strip(" ()") or str(place)


def _nowhere(axis: Axis) -> str:
    return f"from no single {unit_of(axis)}"
