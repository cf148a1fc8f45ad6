"""Asking the system for the parts of a mapped file that are about to be read.

Without it every page that is not in memory is waited for when it is touched, one after the other, and each time the
system reads what lies around it too, which can be megabytes for a row of numbers.
"""

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CHUNK_BITS = 16  # 64 KB are asked for together: the pages of every system are as large or smaller
_MOST = 1024  # chunks; where more of them are scattered, nearly the whole file is read, and that is quicker in order
_EVERY = 16  # elements of which one is looked at: the others of a row or column mostly lie in the same chunk


def read_ahead(array: NDArray[Any], index: tuple[NDArray[np.int64], ...]) -> None:
    """Have the system begin to read what `array[index]` will touch, where `array` is mapped; what is in memory stays.

    Here and there it misses a chunk, which then is read when it is touched.
    """
    mapping = _mapping(array)
    if mapping is None or not hasattr(mapping, "madvise"):  # Windows has no such call
        return
    _ask(mapping, array, *(_offsets(array, thinned) for thinned in (_thinned(index, -1), _thinned(index, -2))))


def read_part_ahead(array: NDArray[Any], index: tuple[slice | int, ...]) -> None:
    """Have the system begin to read `array[index]`, where `array` is mapped: one element of each chunk is looked at."""
    mapping = _mapping(array)
    if mapping is None or not hasattr(mapping, "madvise") or 0 in array[index].shape:
        return
    parts = zip(index, array.shape, array.strides, strict=True)
    _ask(mapping, array, _offsets(array, np.ix_(*(_one_of_each_chunk(*part) for part in parts))))


def _ask(mapping: mmap.mmap, array: NDArray[Any], *offsets: Any) -> None:
    begin = array.ctypes.data - np.frombuffer(mapping, np.uint8).ctypes.data
    wanted = np.zeros((len(mapping) >> _CHUNK_BITS) + 3, bool)  # one before and one behind, where runs begin and end
    for each in offsets:
        wanted[(each + begin >> _CHUNK_BITS) + 1] = True
    if np.count_nonzero(wanted) <= _MOST:
        for first, last in np.flatnonzero(wanted[1:] != wanted[:-1]).reshape(-1, 2).tolist():
            start, stop = first << _CHUNK_BITS, min(last << _CHUNK_BITS, len(mapping))
            mapping.madvise(mmap.MADV_WILLNEED, start, stop - start)


def _one_of_each_chunk(at: slice | int, size: int, stride: int) -> NDArray[np.int64]:
    """Give places along an axis that are a chunk apart at most, with the last one."""
    if isinstance(at, int):
        return np.array([at])
    places = range(*at.indices(size))
    step = max((1 << _CHUNK_BITS) // max(abs(stride * places.step), 1), 1)
    return np.append(np.array(places[::step]), places[-1])


def _mapping(array: NDArray[Any]) -> mmap.mmap | None:
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, mmap.mmap) else None


def _thinned(index: tuple[NDArray[np.int64], ...], axis: int) -> tuple[NDArray[np.int64], ...]:
    """Keep some of what lies along a dimension of the index, counted from the last."""
    return tuple(
        part.take(range(0, part.shape[axis], _EVERY), axis) if part.ndim >= -axis and part.shape[axis] > 1 else part
        for part in index
    )


def _offsets(array: NDArray[Any], index: tuple[NDArray[np.int64], ...]) -> Any:
    """Give how many bytes the elements lie behind the first one."""
    offsets = sorted((part * step for part, step in zip(index, array.strides, strict=True)), key=np.size)
    return sum(offsets[1:], offsets[0]) if offsets else np.zeros((), np.int64)
