"""What is drawn of a line: pieces without a gap, points that stand alone, and the places of what is no number."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pooled_line import pooled_line

_Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """`values` float32 at `places` along the axis, all finite; `joined` (point,) tells which go on to the next one.

    `nan`, `above` (+Inf) and `below` (-Inf) are the places of what cannot be drawn. `step` neighbours stand behind two
    of the points, 1 where each element has one.
    """

    places: _Places
    values: NDArray[np.float32]
    joined: NDArray[np.bool_]
    nan: _Places
    above: _Places
    below: _Places
    step: int

    @property
    def lone(self) -> NDArray[np.bool_]:
        """Which points no line goes to."""
        before = np.concatenate((np.zeros(1, bool), self.joined[:-1]))
        return ~(before | self.joined) if len(self.joined) else np.zeros(0, bool)

    def spaced(self, stride: int, start: int) -> "Stroke":
        """Give the same of a line of which only every `stride`-th element was read, the first at `start`."""
        moved = (places * stride + start for places in (self.places, self.nan, self.above, self.below))
        places, nan, above, below = moved
        return Stroke(places, self.values, self.joined, nan, above, below, self.step)


def stroke_of(line: NDArray[Any], inside: NDArray[np.bool_], most: int, start: int = 0) -> Stroke:
    """Make a line, whose first element stands at `start`, short enough to be drawn with about `most` points.

    What is not `inside` is padding: it is left out, and the line does not go across it.
    """
    kept = np.flatnonzero(inside)
    whole = kept.size == line.size
    short = pooled_line(line if whole else line[kept], most)
    places = short.places if whole else kept[short.places]
    numbers = np.isfinite(short.values)
    gaps = np.cumsum(~numbers) + (0 if whole else np.cumsum(~inside)[places])
    drawn = gaps[numbers]
    joined = np.concatenate((np.diff(drawn) == 0, np.zeros(min(drawn.size, 1), bool)))
    places = places + start
    nan, above, below = np.isnan(short.values), np.isposinf(short.values), np.isneginf(short.values)
    return Stroke(places[numbers], short.values[numbers], joined, places[nan], places[above], places[below], short.step)
