"""Which meanings (batch, time, ...) a reshape has mixed up.

A meaning of the source has a coordinate at every element of the result: the sample, the time step it comes from. The
meaning is *mixed* in one of two ways:

- *cut*: its coordinate is no sum of functions of one output axis each. So no axis, and no set of axes, holds it:
  which sample stands in a row depends on the column. (`h_n.view(N, -1)`.)
- *split*, for batch, layer, direction and call alone: the coordinate is such a sum over several axes, and one of these
  holds another meaning too, so a row holds some samples of one kind and some of another. (The same view with N a
  multiple of the layers.) To split time or features so is right: stacked frames, attention heads.

What is told is true of the elements that are left: a cut of which a later index leaves one side alone is none. An axis
that was reduced still counts as one of the result, standing behind the others; for a cut all that was reduced counts
as one axis, for in a sum the order does not matter; and a split over reduced axes only is none. Where each
sample has a position of its own picked, the last valid one, that counts as one position.

The names of the axes are sound where they say clean. Where they say mixed, the coordinates are looked at.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from ...tensor.axis import Axes, Axis, Mixed, shape_of
from ..axes.step_axes import axes_after
from ..primitives import Join, Pad, Primitives
from .looked_at import WHOLE, LookedAt, looked_at
from .meaning_map import Coordinate, Meaning, Spread, meanings_of, spread
from .mixing_witness import witness_text


@dataclass(frozen=True, slots=True)
class Mixture:
    """A meaning that is mixed up, the axes of the result along which it changes, and what shows it.

    `witness` is a clause such as `row 0 holds samples 0 and 1; sample 0 is spread over rows 0 and 2`.
    """

    meaning: str
    axes: tuple[int, ...]
    witness: str


@lru_cache(maxsize=512)
def mixed_meanings(primitives: Primitives, axes: Axes) -> tuple[Mixture, ...]:
    """Give what the primitives mix up of a source with these axes, in the order of the source; () is clean.

    Give all primitives from the source on, as for `axes_after`. After a join or a pad only the names of its axes are
    known; what was mixed before it stays mixed.
    """
    joined = max((count for count, each in enumerate(primitives) if isinstance(each, Join | Pad)), default=-1)
    if joined < 0:
        return _mixed(primitives, axes)
    before = mixed_meanings(primitives[:joined], axes)
    return before or _mixed(primitives[joined + 1 :], axes_after(primitives[: joined + 1], axes))


def is_mixed_name(axes: Axes) -> bool:
    """Tell whether the names of the axes say that something is mixed."""
    return any(isinstance(atom, Mixed) for axis in axes for atom in axis.atoms)


def _mixed(primitives: Primitives, axes: Axes) -> tuple[Mixture, ...]:
    flat = spread(primitives, axes)
    named = axes_after(flat.primitives, axes)
    if 0 in flat.shape or not (is_mixed_name(named) or _split_names(named)):
        return ()
    meanings = meanings_of(axes)
    view = _View(flat, meanings, shape_of(axes), named)
    return view.mixtures()


def _split_names(named: Axes) -> bool:
    """Tell whether the names say that a meaning that should be whole is split beside another."""
    held = [_held(axis) for axis in named]
    spread_out = {name for name in WHOLE if sum(name in names for names in held) > 1}
    return any(len(names) > 1 for names in held if names & spread_out)


def _held(axis: Axis) -> set[str]:
    names = (name for atom in axis.atoms if atom.size > 1 for name in atom.names)
    return {name.split(" // ")[0].split(" % ")[0] for name in names}  # a part that was narrowed has a label for name


class _View:
    """The coordinates of all meanings at the elements that are looked at."""

    def __init__(self, flat: Spread, meanings: tuple[Meaning, ...], source: tuple[int, ...], named: Axes) -> None:
        self._meanings = meanings
        self._rank = len(flat.shape) - flat.behind
        self._coordinates = partial(flat.at, meanings, source_shape=source)
        self._looked: LookedAt = looked_at(named, self._coordinates)
        self._values = self._at(self._looked.index)

    def mixtures(self) -> tuple[Mixture, ...]:
        """Give the meanings that are mixed."""
        cut = self._cut()
        held = [self._changing_along(axis) for axis in range(len(self._looked.along))]
        found = []
        for number, meaning in enumerate(self._meanings):
            along = tuple(axis for axis, numbers in enumerate(held) if number in numbers)
            if cut[number] or self._is_split(meaning, along, held):
                shown = tuple(axis for axis in along if axis < self._rank)
                text = witness_text(meaning.name, number, shown, self._looked, self._at)
                found.append(Mixture(meaning.name, shown, text))
        return tuple(found)

    def _at(self, index: tuple[Coordinate, ...]) -> tuple[Coordinate, ...]:
        return self._coordinates(index=index)

    def _line(self, axes: tuple[int, ...]) -> tuple[Coordinate, ...]:
        """Give the coordinates where all axes but these stand at their first position."""
        index = enumerate(self._looked.index)
        return self._at(tuple(part if axis in axes else np.zeros_like(part) for axis, part in index))

    def _cut(self) -> tuple[bool, ...]:
        """Tell of each meaning whether its coordinate differs from the sum of what each axis adds to the first."""
        first = self._line(())
        total = list(first)
        behind = tuple(range(self._rank, len(self._looked.index)))
        for axes in (*((axis,) for axis in range(self._rank)), behind):
            added = self._line(axes)
            total = [so_far + each - start for so_far, each, start in zip(total, added, first, strict=True)]
        return tuple(bool(np.any(values != added)) for values, added in zip(self._values, total, strict=True))

    def _changing_along(self, axis: int) -> set[int]:
        """Give the numbers of the meanings that change along the axis."""
        parts = enumerate(self._looked.index)
        at_first = self._at(tuple(np.zeros_like(part) if number == axis else part for number, part in parts))
        pairs = enumerate(zip(self._values, at_first, strict=True))
        return {number for number, (values, others) in pairs if np.any(values != others)}

    def _is_split(self, meaning: Meaning, along: tuple[int, ...], held: list[set[int]]) -> bool:
        within = len(along) > 1 and along[0] < self._rank
        return meaning.name in WHOLE and within and any(len(held[axis]) > 1 for axis in along)
