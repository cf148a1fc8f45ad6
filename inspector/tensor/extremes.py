"""The most extreme elements of a matrix that may be larger than memory: it is read and made small part by part."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .figures import Figures, figures_of
from .levels import as_float32
from .pooled import ordinary_of, pooled

Matrix = Callable[[range, range], NDArray[Any]]  # reads rows and columns

_PART = 1 << 22  # elements
_SAMPLE = 64  # rows and columns
_GRID = 128  # rows and columns of the sample that is kept


def extremes(
    matrix: Matrix, rows: range, columns: range, row_step: int, column_step: int
) -> tuple[NDArray[np.float32], Figures, NDArray[np.float32]]:
    """Give of each block the element farthest from what is ordinary, the figures of all elements, and a sample."""
    sampled = (each[:: max(len(each) // _SAMPLE, 1)] for each in (rows, columns))
    ordinary = ordinary_of(matrix(*sampled)) if len(rows) * len(columns) > _PART else None
    cells = np.empty((-(-len(rows) // row_step), -(-len(columns) // column_step)), np.float32)
    figures: list[Figures] = []
    samples: list[NDArray[np.float32]] = []
    for down, part_rows in _parts(rows, row_step, max(_PART // len(columns), 1)):
        for across, part_columns in _parts(columns, column_step, max(_PART // len(part_rows), 1)):
            part = matrix(part_rows, part_columns)
            found, low, high = pooled(part, row_step, column_step, ordinary)
            cells[down : down + found.shape[0], across : across + found.shape[1]] = found
            finite = np.isfinite(low) and np.isfinite(high)
            samples.append(sample_of(part, len(rows), len(columns)))
            figures.append(Figures(low, high, 0, 0) if finite else figures_of(part))
    return cells, _joined(figures), np.concatenate(samples)


def sample_of(part: NDArray[Any], rows: int, columns: int) -> NDArray[np.float32]:
    """Give finite ones of the elements on a grid that is as coarse as suits a whole of (rows, columns): (elements,)."""
    steps = (-(-size // _GRID) or 1 for size in (rows, columns))
    sample = as_float32(part[tuple(slice(None, None, step) for step in steps)]).ravel()
    return sample[np.isfinite(sample)]


def _parts(whole: range, step: int, most: int) -> Iterator[tuple[int, range]]:
    """Cut a range into parts of about `most`, each of whole blocks but the last; give the first cell of each, too."""
    size = max(most // step, 1) * step
    for start in range(0, len(whole), size):
        yield start // step, whole[start : start + size]


def _joined(figures: list[Figures]) -> Figures:
    lows = [each.low for each in figures if each.low is not None]
    highs = [each.high for each in figures if each.high is not None]
    nan, inf = sum(each.nan for each in figures), sum(each.inf for each in figures)
    return Figures(min(lows, default=None), max(highs, default=None), nan, inf)
