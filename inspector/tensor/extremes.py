"""The most extreme elements of a matrix that may be larger than memory: it is read and made small part by part."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .figures import ALL, Figures, figures_of
from .levels import as_float32
from .pooled import ordinary_of, pooled

Matrix = Callable[[range, range], NDArray[Any]]  # reads rows and columns
Inside = Callable[[range, range], NDArray[np.bool_]]  # tells which of them count; broadcast to the matrix

_PART = 1 << 22  # elements
_SAMPLE = 64  # rows and columns
_GRID = 128  # rows and columns of the sample that is kept


def extremes(
    matrix: Matrix, rows: range, columns: range, row_step: int, column_step: int, inside: Inside | None = None
) -> tuple[NDArray[np.float32], Figures, NDArray[np.float32]]:
    """Give of each block the element farthest from what is ordinary, the figures of all elements, and a sample.

    Where `inside` is given, only elements that it tells of count; a block without one has the ordinary value.
    """
    large = len(rows) * len(columns) > _PART
    ordinary = _ordinary(matrix, rows, columns, inside) if inside or large else None  # `pooled` finds it in one part
    cells = np.empty((-(-len(rows) // row_step), -(-len(columns) // column_step)), np.float32)
    figures: list[Figures] = []
    samples: list[NDArray[np.float32]] = []
    for down, part_rows in _parts(rows, row_step, max(_PART // len(columns), 1)):
        for across, part_columns in _parts(columns, column_step, max(_PART // len(part_rows), 1)):
            part, counts = matrix(part_rows, part_columns), inside(part_rows, part_columns) if inside else ALL
            shown = part if counts.all() else np.where(counts, as_float32(part), ordinary or np.float32(0))
            found, low, high = pooled(shown, row_step, column_step, ordinary)
            cells[down : down + found.shape[0], across : across + found.shape[1]] = found
            told = shown is part and np.isfinite(low) and np.isfinite(high)
            samples.append(sample_of(part, counts, len(rows), len(columns)))
            figures.append(Figures(low, high, 0, 0) if told else figures_of(part, counts))
    return cells, _joined(figures), np.concatenate(samples)


def sample_of(part: NDArray[Any], inside: NDArray[np.bool_], rows: int, columns: int) -> NDArray[np.float32]:
    """Give finite ones of the elements on a grid that is as coarse as suits a whole of (rows, columns): (elements,).

    `inside`, which is broadcast to the part, tells which of them count.
    """
    grid = tuple(slice(None, None, -(-size // _GRID) or 1) for size in (rows, columns))
    sample = as_float32(part[grid])
    counts = np.isfinite(sample)
    return sample[counts if inside.all() else counts & np.broadcast_to(inside, part.shape)[grid]]


def _ordinary(matrix: Matrix, rows: range, columns: range, inside: Inside | None) -> np.float32:
    """Give the median of a sample of the elements that count."""
    sampled = [each[:: max(len(each) // _SAMPLE, 1)] for each in (rows, columns)]
    sample = matrix(*sampled)
    counts = inside(*sampled) if inside else ALL
    return ordinary_of(sample if counts.all() else sample[np.broadcast_to(counts, sample.shape)][None])


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
