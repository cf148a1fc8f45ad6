"""The two-dimensional part of a tensor that is being looked at: a wish, resolved against a shape, then read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import Axes
from .values import Values


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


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """What was read: `array` is (rows, columns); element (r, c) stands at row r * row_step, column c * column_step.

    A step above 1 means that the slice is larger than what was asked for, and only every step-th element is here.
    """

    array: NDArray[Any]
    resolved: ResolvedSlice
    row_step: int
    column_step: int


def resolve_slice(spec: SliceSpec, axes: Axes) -> ResolvedSlice:
    """Make the wish valid: axes that exist and differ, positions inside. Idempotent."""
    count = len(axes)
    column = _valid_axis(spec.column, count, taken=None, default=count - 1)
    row = _valid_axis(spec.row, count, taken=column, default=_default_row(axes, column))
    fixed = (*spec.fixed, *([0] * count))[:count]
    position = tuple(min(max(index, 0), max(axis.size - 1, 0)) for index, axis in zip(fixed, axes, strict=True))
    return ResolvedSlice(row, column, position)


def read_slice(values: Values, resolved: ResolvedSlice, max_rows: int, max_columns: int) -> Slice:
    """Read at most (max_rows, max_columns) elements of the slice, evenly spaced where it is larger."""
    rows, row_step = _positions(values.shape, resolved.row, max_rows)
    columns, column_step = _positions(values.shape, resolved.column, max_columns)
    shown = {resolved.row: rows[:, None], resolved.column: columns[None, :]}
    if any(values.shape[axis] == 0 for axis in resolved.held):
        rows, columns = rows[:0], columns[:0]  # held at a position that is not there
    if 0 in values.shape:
        return Slice(np.zeros((len(rows), len(columns)), values.dtype), resolved, row_step, column_step)
    array = values.take(tuple(shown.get(axis, held) for axis, held in enumerate(resolved.position)))
    return Slice(np.broadcast_to(array, (len(rows), len(columns))), resolved, row_step, column_step)


def _valid_axis(wish: int | None, count: int, taken: int | None, default: int | None) -> int | None:
    if wish is not None and 0 <= wish < count and wish != taken:
        return wish
    return default if default is not None and default >= 0 else None


def _default_row(axes: Axes, column: int | None) -> int | None:
    free = [index for index in range(len(axes)) if index != column]
    timed = [index for index in free if axes[index].name == "time"]
    return next(iter(timed or free[-1:]), None)


def _positions(shape: tuple[int, ...], axis: int | None, limit: int) -> tuple[NDArray[np.int64], int]:
    size = 1 if axis is None else shape[axis]
    step = max(1, -(-size // limit))
    return np.arange(0, size, step), step
