"""The two-dimensional part of a tensor that is being looked at: a wish, resolved against a shape, then read."""

from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import Axes
from .extremes import extremes, sample_of
from .figures import Figures, figures_of
from .pooled import nearest
from .values import StoredValues, Values

_STORED_AT_ONCE = 1 << 24  # elements of an array: read in some 20 ms
_TAKEN_AT_ONCE = 1 << 20  # elements that are sought one by one


@dataclass(frozen=True, slots=True)
class SliceSpec:
    """A wish: which axes stand as rows and columns, and where the others are held.

    It may be stale or impossible for the tensor at hand; `resolve_slice` makes it valid.
    """

    row: int | None = None
    column: int | None = None
    fixed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedSlice:
    """A valid slice of a tensor: `position` has one index for each axis, of use where the axis is not shown.

    `row` is None for a tensor of one dimension, both are None for a single number.
    """

    row: int | None
    column: int | None
    position: tuple[int, ...]

    @property
    def held(self) -> tuple[int, ...]:
        """The axes that are neither rows nor columns, in order."""
        return tuple(axis for axis in range(len(self.position)) if axis not in (self.row, self.column))

    def index_at(self, row: int, column: int) -> tuple[int, ...]:
        """Give the index into the tensor of the element shown at (row, column)."""
        shown = {self.row: row, self.column: column}
        return tuple(shown.get(axis, held) for axis, held in enumerate(self.position))


@dataclass(frozen=True, slots=True)
class Window:
    """The rows and columns of a slice that are looked at, each as (first, end); `end` is not among them."""

    rows: tuple[int, int]
    columns: tuple[int, int]


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


def resolve_slice(spec: SliceSpec, axes: Axes) -> ResolvedSlice:
    """Make the wish valid: axes that exist and differ, positions inside. Idempotent."""
    count = len(axes)
    column = _valid_axis(spec.column, count, taken=None, default=count - 1)
    row = _valid_axis(spec.row, count, taken=column, default=_default_row(axes, column))
    fixed = (*spec.fixed, *([0] * count))[:count]
    position = tuple(min(max(index, 0), max(axis.size - 1, 0)) for index, axis in zip(fixed, axes, strict=True))
    return ResolvedSlice(row, column, position)


def read_slice(
    values: Values,
    resolved: ResolvedSlice,
    max_rows: int,
    max_columns: int,
    window: Window | None = None,
    figures: Figures | None = None,
    extreme: bool = True,
    patient: bool = False,
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
    if reduction is Reduction.EXTREME:
        array, counted, sample = extremes(partial(matrix_view, values, resolved), rows, columns, row_step, column_step)
        known = figures or counted
    else:
        array = matrix_of(values, resolved, rows[::row_step], columns[::column_step])
        known, sample = figures or figures_of(array), sample_of(array, *array.shape)
    array.flags.writeable = False
    return Slice(array, values, resolved, known, row_step, column_step, rows.start, columns.start, reduction, sample)


def matrix_view(values: Values, resolved: ResolvedSlice, rows: range, columns: range) -> NDArray[Any]:
    """Give the elements of `matrix_of`, not copied where neighbours lie side by side in an array."""
    if not isinstance(values, StoredValues) or not {resolved.row, resolved.column} & {len(values.shape) - 1}:
        return matrix_of(values, resolved, rows, columns)
    shown = {
        at: slice(each.start, each.stop, each.step)
        for at, each in zip((resolved.row, resolved.column), (rows, columns), strict=True)
    }
    part = values.part(tuple(shown.get(axis, held) for axis, held in enumerate(resolved.position)))
    if resolved.row is not None and resolved.column is not None and resolved.row > resolved.column:
        part = part.T
    return part.reshape(len(rows), len(columns))


def matrix_of(values: Values, resolved: ResolvedSlice, rows: range, columns: range) -> NDArray[Any]:
    """Read the elements at these rows and columns of the slice: (rows, columns), read-only."""
    if 0 in values.shape or not rows or not columns:
        return np.zeros((len(rows), len(columns)), values.dtype)
    shown = {resolved.row: np.asarray(rows)[:, None], resolved.column: np.asarray(columns)[None, :]}
    array = values.take(tuple(shown.get(axis, held) for axis, held in enumerate(resolved.position)))
    return np.broadcast_to(array, (len(rows), len(columns)))


def _valid_axis(wish: int | None, count: int, taken: int | None, default: int | None) -> int | None:
    if wish is not None and 0 <= wish < count and wish != taken:
        return wish
    return default if default is not None and default >= 0 else None


def _default_row(axes: Axes, column: int | None) -> int | None:
    free = [index for index in range(len(axes)) if index != column]
    timed = [index for index in free if axes[index].name == "time"]
    return next(iter(timed or free[-1:]), None)


def _range(shape: tuple[int, ...], axis: int | None, wish: tuple[int, int] | None) -> range:
    size = 1 if axis is None else shape[axis]
    first, end = wish or (0, size)
    first = min(max(first, 0), max(size - 1, 0))
    return range(first, min(max(end, first + 1), size))


def _step(size: int, limit: int) -> int:
    return max(1, -(-size // limit))


def _quickly(values: Values, count: int) -> bool:
    return count <= (_STORED_AT_ONCE if isinstance(values, StoredValues) else _TAKEN_AT_ONCE)
