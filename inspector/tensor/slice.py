"""The two-dimensional part of a tensor that is being looked at, read for a screen."""

from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .extremes import extremes, sample_of
from .figures import Figures, figures_of
from .matrix import inside_of, matrix_of, matrix_view
from .padding import AnyPadding, NoPadding
from .pooled import nearest
from .slice_spec import ResolvedSlice, Window
from .values import StoredValues, Values

_STORED_AT_ONCE = 1 << 24  # elements of an array: read in some 20 ms
_TAKEN_AT_ONCE = 1 << 20  # elements that are sought one by one
_NO_PADDING = NoPadding()


class Reduction(Enum):
    """What a cell stands for where there are more elements than cells."""

    NONE = "every element has a cell"
    EXTREME = "a cell shows the most extreme of its elements"
    FIRST = "a cell shows the first of its elements"
    PREVIEW = "a cell shows the first of its elements until all of them have been looked at"


def _nothing() -> NDArray[np.float32]:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """What was read of `values`: `array` is (rows, columns), its first cell stands at (`row_start`, `column_start`).

    The cell (r, c) stands for `row_step` rows from row_start + r * row_step on, and as many columns as `column_step`.
    `figures` are those of the whole slice, whatever part of it was read; `sample` are finite ones of the elements read.
    Both leave out what is `padding`, and so does a cell that is the most extreme of several.
    """

    array: NDArray[Any]
    values: Values
    resolved: ResolvedSlice
    figures: Figures
    row_step: int = 1
    column_step: int = 1
    row_start: int = 0
    column_start: int = 0
    reduction: Reduction = Reduction.NONE
    sample: NDArray[np.float32] = field(default_factory=_nothing)
    padding: AnyPadding = _NO_PADDING

    @property
    def rows(self) -> range:
        """The first row that each row of cells stands for."""
        return range(self.row_start, self.row_start + self.array.shape[0] * self.row_step, self.row_step)

    @property
    def columns(self) -> range:
        """The first column that each column of cells stands for."""
        return range(self.column_start, self.column_start + self.array.shape[1] * self.column_step, self.column_step)

    def index_of(self, row: int, column: int) -> tuple[int, ...]:
        """Give the index into the tensor of the element that the cell shows."""
        first = self.row_start + row * self.row_step, self.column_start + column * self.column_step
        if self.reduction is Reduction.EXTREME:
            rows, columns = self._block(*first)
            found = nearest(matrix_of(self.values, self.resolved, rows, columns), self.array[row, column])
            first = rows[found[0]], columns[found[1]]
        return self.resolved.index_at(*first)

    def value_of(self, row: int, column: int) -> Any:
        """Give the element that the cell shows, of the tensor's own type."""
        if self.reduction is not Reduction.EXTREME:
            return self.array[row, column]
        return self.values.take(self.index_of(row, column))[()]

    def _block(self, row: int, column: int) -> tuple[range, range]:
        sizes = (*self.values.shape, 1)
        row_end = min(row + self.row_step, 1 if self.resolved.row is None else sizes[self.resolved.row])
        column_end = min(column + self.column_step, 1 if self.resolved.column is None else sizes[self.resolved.column])
        return range(row, row_end), range(column, column_end)


def read_slice(
    values: Values,
    resolved: ResolvedSlice,
    max_rows: int,
    max_columns: int,
    window: Window | None = None,
    figures: Figures | None = None,
    extreme: bool = True,
    patient: bool = False,
    padding: AnyPadding = _NO_PADDING,
) -> Slice:
    """Read the slice, or the part of it in the window, with at most (max_rows, max_columns) cells.

    Where it has more elements, a cell shows the most extreme one of a block; the first one where that is not wanted,
    or as a preview where looking at all of them takes too long for a person who waits, unless `patient`. `figures` are
    those of the whole slice, where they are known already; otherwise they are taken of what is read.
    """
    rows = _range(values.shape, resolved.row, window.rows if window else None)
    columns = _range(values.shape, resolved.column, window.columns if window else None)
    if any(values.shape[axis] == 0 for axis in resolved.held):
        rows, columns = rows[:0], columns[:0]  # held at a position that is not there
    row_step, column_step = _step(len(rows), max_rows), _step(len(columns), max_columns)
    reduction = Reduction.NONE
    if max(row_step, column_step) > 1 and rows and columns:
        quick = patient or _quickly(values, len(rows) * len(columns))
        reduction = (Reduction.EXTREME if quick else Reduction.PREVIEW) if extreme else Reduction.FIRST
    inside = partial(inside_of, padding, resolved)
    if reduction is Reduction.EXTREME:
        matrix = partial(matrix_view, values, resolved)
        array, counted, sample = extremes(
            matrix, rows, columns, row_step, column_step, None if isinstance(padding, NoPadding) else inside
        )
    else:
        rows, columns = rows[::row_step], columns[::column_step]
        array, belongs = matrix_of(values, resolved, rows, columns), inside(rows, columns)
        counted = figures_of(array, belongs) if figures is None else figures
        sample = sample_of(array, belongs, *array.shape)
    array.flags.writeable = False
    start = rows.start, columns.start
    return Slice(array, values, resolved, figures or counted, row_step, column_step, *start, reduction, sample, padding)


def read_closer(
    part: Slice, max_rows: int, max_columns: int, window: Window, extreme: bool = True, patient: bool = False
) -> Slice:
    """Read what lies in a window of a slice that was read before, whose figures and sample stay."""
    figures, padding = part.figures, part.padding
    closer = read_slice(part.values, part.resolved, max_rows, max_columns, window, figures, extreme, patient, padding)
    return replace(closer, sample=part.sample)


def _range(shape: tuple[int, ...], axis: int | None, wish: tuple[int, int] | None) -> range:
    size = 1 if axis is None else shape[axis]
    first, end = wish or (0, size)
    first = min(max(first, 0), max(size - 1, 0))
    return range(first, min(max(end, first + 1), size))


def _step(size: int, limit: int) -> int:
    return max(1, -(-size // limit))


def _quickly(values: Values, count: int) -> bool:
    return count <= (_STORED_AT_ONCE if isinstance(values, StoredValues) else _TAKEN_AT_ONCE)
