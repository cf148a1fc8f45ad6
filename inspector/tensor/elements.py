"""Elements of an array by index arrays: by slices where they are evenly spaced, one by one where they are not.

Both give what `array[index]` gives. A slice asks for no index per element, and neighbours are copied together.
"""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

IndexParts = tuple[NDArray[np.int64], ...]
_LINE = 64  # bytes that come from memory together
_BLOCK = 1 << 15  # elements


def elements_at(array: NDArray[Any], index: IndexParts) -> NDArray[Any]:
    """Copy the elements at `index` into a new array of the broadcast shape, in row-major order.

    `index` has one part for each axis, all broadcastable together; they lie inside the shape and are not negative.
    """
    spacings = [_spacing(part) for part in index]
    even = [spacing for spacing in spacings if spacing is not None]
    dims = [spacing.dim for spacing in even if spacing.dim is not None]
    shape = np.broadcast_shapes(*(part.shape for part in index))
    if len(even) < len(index) or len(set(dims)) < len(dims):
        return _gathered(array, index)
    part = np.asarray(array[tuple(spacing.positions for spacing in even)]).transpose(np.argsort(dims))
    spread = part[tuple(slice(None) if dim in dims else None for dim in range(-len(shape), 0))]
    return _copied(np.broadcast_to(spread, shape))


@dataclass(frozen=True, slots=True)
class _Spacing:
    """One position, or rising ones in equal steps along the dimension `dim` (from the last, -1) of the index."""

    positions: int | slice
    dim: int | None = None


def _spacing(part: NDArray[np.int64]) -> _Spacing | None:
    """Give how the part is spaced; None where it is not even, falls, or differs along several dimensions."""
    if not part.size or max(part.shape, default=1) < part.size:
        return None
    positions = part.reshape(-1)
    first, last = int(positions[0]), int(positions[-1])
    step = (last - first) // max(part.size - 1, 1)
    if step < 0 or (positions - first != np.arange(part.size) * step).any():
        return None
    return _Spacing(slice(first, last + 1, step), part.shape.index(part.size) - part.ndim) if step else _Spacing(first)


def _copied(part: NDArray[Any]) -> NDArray[Any]:
    """Copy in row-major order; strip by strip where neighbours in a row lie far apart, as after a transposition.

    A strip is as wide as a line of the cache, so that a line is used whole before other rows push it out.
    """
    nearest = min((step for step, size in zip(part.strides, part.shape, strict=True) if size > 1), default=0)
    if part.ndim < 2 or part.strides[-1] in (nearest, 0):
        return np.array(part, order="C")
    found = np.empty(part.shape, part.dtype)
    width = max(_LINE // part.itemsize, 1)
    for start in range(0, part.shape[-1], width):
        found[..., start : start + width] = part[..., start : start + width]
    return found


def _gathered(array: NDArray[Any], index: IndexParts) -> NDArray[Any]:
    """Take the elements by their places in memory: one index for each, where `array[index]` follows one per axis.

    It goes by blocks of rows, whose places stay in the cache: fresh memory for all of them costs more than the rest.
    """
    shape = np.broadcast_shapes(*(part.shape for part in index))
    if not array.flags.c_contiguous or not shape:
        return np.array(array[index], subok=False)
    found = np.empty(shape, array.dtype)
    flat = array.reshape(-1)
    steps = [step // array.itemsize for step in array.strides]
    count = max(_BLOCK // max(prod(shape[1:]), 1), 1)
    for start in range(0, shape[0], count):
        rows = slice(start, start + count)
        found[rows] = flat.take(_places([_rows_of(part, rows, len(shape)) for part in index], steps))
    return found


def _places(index: list[NDArray[np.int64]], steps: list[int]) -> NDArray[np.int64]:
    places = np.zeros(np.broadcast_shapes(*(part.shape for part in index)), np.int64)
    for part, step in zip(index, steps, strict=True):
        places += part * step if step > 1 else part
    return places


def _rows_of(part: NDArray[np.int64], rows: slice, rank: int) -> NDArray[np.int64]:
    return part[rows] if part.ndim == rank and part.shape[0] > 1 else part
