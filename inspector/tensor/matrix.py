"""The elements of a slice of a tensor as a matrix."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .padding import AnyPadding
from .slice_spec import ResolvedSlice
from .values import IndexArrays, StoredValues, Values


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
    array = values.take(_index(resolved, rows, columns))
    return np.broadcast_to(array, (len(rows), len(columns)))


def inside_of(padding: AnyPadding, resolved: ResolvedSlice, rows: range, columns: range) -> NDArray[np.bool_]:
    """Tell which elements at these rows and columns are no padding; of a shape that is broadcast to theirs."""
    return padding.inside(_index(resolved, rows, columns))


def _index(resolved: ResolvedSlice, rows: range, columns: range) -> IndexArrays:
    shown = {resolved.row: np.asarray(rows, np.int64)[:, None], resolved.column: np.asarray(columns, np.int64)[None, :]}
    return tuple(shown.get(axis, held) for axis, held in enumerate(resolved.position))
