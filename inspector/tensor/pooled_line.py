"""A line made short for the screen without losing what stands out: of each stretch its ends, NaN and Inf included."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import as_float32

_BLOCK = 1 << 20  # elements

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PooledLine:
    """`values` float32 at the `places` int64 along the axis, in order; a NaN interrupts the line.

    `step` neighbours stand behind two of them, 1 where every element is there.
    """

    places: NDArray[np.int64]
    values: _Floats
    step: int


def pooled_line(line: NDArray[Any], most: int, start: int = 0) -> PooledLine:
    """Keep of each stretch of equal length the smallest and the largest element, and a NaN where there is one.

    So many stretches that at most `most` elements, or three for each NaN's stretch, are left. `start` is the place
    of the first element. Complex numbers by their magnitude.
    """
    if line.size <= most:
        return PooledLine(np.arange(start, start + line.size), as_float32(line), 1)
    step = -(-line.size // max(most // 2, 1))
    rows = max(_BLOCK // step, 1) * step
    parts = [_kept(as_float32(line[first : first + rows]), step, first) for first in range(0, line.size, rows)]
    places = np.concatenate([part[0] for part in parts])
    return PooledLine(places + start, np.concatenate([part[1] for part in parts]), step)


def pooled_band(low: _Floats, high: _Floats, most: int, start: int = 0) -> tuple[NDArray[np.int64], _Floats, _Floats]:
    """Give places with the lowest of `low` and the highest of `high` between each and the next, at most `most`.

    NaN where no number lies between.
    """
    step = max(-(-low.size // max(most, 1)), 1)
    firsts = np.arange(0, low.size, step)
    if step == 1:
        return firsts + start, low, high
    return firsts + start, np.fmin.reduceat(low, firsts), np.fmax.reduceat(high, firsts)


def _kept(line: _Floats, step: int, first: int) -> tuple[NDArray[np.int64], _Floats]:
    whole = line.size - line.size % step
    stretches = ((first, line[:whole].reshape(-1, step)), (first + whole, line[whole:].reshape(1, -1)))
    found = [_places(blocks, offset, step) for offset, blocks in stretches if blocks.size]
    places = np.unique(np.concatenate(found))
    return places, line[places - first]


def _places(blocks: _Floats, offset: int, step: int) -> NDArray[np.int64]:
    """Give where the lowest and the highest number of each block stand, and the first NaN of those that have one."""
    missing = np.isnan(blocks)
    starts = offset + step * np.arange(len(blocks))
    if not missing.any():
        return np.concatenate((starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1)))
    low = np.where(missing, np.float32(np.inf), blocks).argmin(axis=1)
    high = np.where(missing, np.float32(-np.inf), blocks).argmax(axis=1)
    gone = missing.any(axis=1)
    return np.concatenate((starts + low, starts + high, (starts + missing.argmax(axis=1))[gone]))
