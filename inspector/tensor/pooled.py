"""A matrix made small for the screen without losing what stands out in it: of each block the most extreme element.

Every n-th element, or the mean of a block, would hide a single outlier or NaN.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .levels import as_float32

_BLOCK = 1 << 18  # elements: half a megabyte of float32 stays in the cache between two looks at it
_MANY = 8  # columns to a block: from here on numpy's own reduction along a row is the faster way
_SAMPLE = 64  # rows and columns that are looked at to find what is ordinary

_Floats = NDArray[np.float32]


def pooled(
    matrix: NDArray[Any], row_step: int, column_step: int, ordinary: np.float32 | None = None
) -> tuple[_Floats, float, float]:
    """Give of each block of (row_step, column_step) elements the one farthest from what is ordinary in it all.

    Ordinary is the median of a sample, unless it is given. NaN comes before Inf, Inf before every number. The blocks
    at the end may be smaller, but one element is there. Float32; complex numbers by their magnitude. With them come the
    smallest and the largest element; both are NaN where one is.
    """
    if abs(matrix.strides[0]) < abs(matrix.strides[1]):  # neighbours in memory stay neighbours
        turned, *span = pooled(matrix.T, column_step, row_step, ordinary)
        return turned.T, span[0], span[1]
    rows, columns = matrix.shape
    usual = ordinary_of(matrix) if ordinary is None else ordinary
    cells = np.empty((-(-rows // row_step), -(-columns // column_step)), np.float32)
    ends = np.empty((2, len(cells)), np.float32)  # the smallest and the largest of what was looked at with each row
    lines = max(_BLOCK // (row_step * columns), 1)  # rows of cells at a time
    for place in range(0, len(cells), lines):
        part = as_float32(matrix[place * row_step : (place + lines) * row_step])
        lowest, highest = (
            _reduced_rows(_reduced(part, row_step, larger), column_step, larger) for larger in (np.minimum, np.maximum)
        )
        ends[0, place : place + lines], ends[1, place : place + lines] = lowest.min(), highest.max()
        cells[place : place + lines] = _farther(highest, lowest, usual)
    return cells, float(ends[0].min()), float(ends[1].max())


def nearest(matrix: NDArray[Any], value: float) -> tuple[int, int]:
    """Give where the element is that `pooled` gave as `value`: the one nearest to it."""
    real = as_float32(matrix).astype(np.float64)
    if not np.isfinite(value):
        alike = np.isnan(real) if np.isnan(value) else real == value
    else:
        distance = np.where(np.isfinite(real), np.abs(real - value), np.inf)
        alike = distance == distance.min()
    row, column = np.unravel_index(int(np.argmax(alike)), matrix.shape)
    return int(row), int(column)


def ordinary_of(matrix: NDArray[Any]) -> np.float32:
    """Give the median of finite elements of a regular grid; 0 where there is none."""
    steps = (max(size // _SAMPLE, 1) for size in matrix.shape)
    sample = as_float32(matrix[tuple(slice(None, None, step) for step in steps)])
    finite = sample[np.isfinite(sample)]
    return np.float32(np.median(finite)) if finite.size else np.float32(0)


def _farther(highest: _Floats, lowest: _Floats, ordinary: np.float32) -> _Floats:
    """Give whichever is farther from what is ordinary; both are NaN where one is.

    It is chosen by the bits, because a processor cannot guess a random mask.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        above = highest - ordinary >= ordinary - lowest
    mask = np.negative(above.view(np.int8), dtype=np.int32)
    low = lowest.view(np.int32)
    farther: _Floats = (((highest.view(np.int32) ^ low) & mask) ^ low).view(np.float32)
    return farther


def _reduced(values: _Floats, step: int, larger: np.ufunc) -> _Floats:
    """Reduce every `step` rows to one; the last of them may be fewer."""
    if step == 1:
        return values
    first, second = values[::step], values[1::step]
    found = np.empty_like(first)
    larger(first[: len(second)], second, out=found[: len(second)])
    found[len(second) :] = first[len(second) :]
    for offset in range(2, step):
        others = values[offset::step]
        larger(found[: len(others)], others, out=found[: len(others)])
    return found


def _reduced_rows(values: _Floats, step: int, larger: np.ufunc) -> _Floats:
    """Reduce every `step` columns to one; the last of them may be fewer."""
    if step < _MANY:
        return _reduced(values.T, step, larger).T
    reduced: _Floats = larger.reduceat(values, np.arange(0, values.shape[1], step), axis=1)
    return reduced
