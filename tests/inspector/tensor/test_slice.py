"""The part of a tensor that is looked at: always valid, and what numpy would give."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.slice import Reduction, read_slice
from inspector.tensor.slice_spec import ResolvedSlice, SliceSpec, Window, resolve_slice
from inspector.tensor.values import StoredValues, whole

NAMES = ("batch", "time", "hidden", "layer", "input")
TIME, BATCH, HIDDEN = named_axis(("time", 5)), named_axis(("batch", 3)), named_axis(("hidden", 4))


@st.composite
def all_axes(draw, smallest=0):
    sizes = draw(st.lists(st.integers(smallest, 6), max_size=5))
    return tuple(named_axis((draw(st.sampled_from(NAMES)), size)) for size in sizes)


PLACES = st.none() | st.integers(-7, 7)
SPECS = st.builds(SliceSpec, PLACES, PLACES, st.lists(st.integers(-9, 9), max_size=7).map(tuple))


@settings(max_examples=200)
@given(SPECS, all_axes())
def test_any_wish_becomes_valid(spec, axes):
    found = resolve_slice(spec, axes)
    shown = [axis for axis in (found.row, found.column) if axis is not None]
    assert len(shown) == len(set(shown)) == min(len(axes), 2)
    assert all(0 <= axis < len(axes) for axis in shown)
    assert len(found.position) == len(axes)
    assert all(0 <= at < max(size, 1) for at, size in zip(found.position, shape_of(axes), strict=True))
    assert sorted((*found.held, *shown)) == list(range(len(axes)))


@settings(max_examples=200)
@given(SPECS, all_axes())
def test_what_was_resolved_resolves_to_itself(spec, axes):
    found = resolve_slice(spec, axes)
    assert resolve_slice(SliceSpec(found.row, found.column, found.position), axes) == found


@settings(max_examples=100)
@given(all_axes(smallest=1), st.data())
def test_a_wish_that_is_possible_is_kept(axes, data):
    if len(axes) < 2:
        return
    row, column = data.draw(st.permutations(range(len(axes))))[:2]
    fixed = tuple(data.draw(st.integers(0, size - 1)) for size in shape_of(axes))
    assert resolve_slice(SliceSpec(row, column, fixed), axes) == ResolvedSlice(row, column, fixed)


DEFAULTS = [
    ((), ResolvedSlice(None, None, ())),
    ((HIDDEN,), ResolvedSlice(None, 0, (0,))),
    ((BATCH, TIME, HIDDEN), ResolvedSlice(1, 2, (0, 0, 0))),
    ((TIME, BATCH, HIDDEN), ResolvedSlice(0, 2, (0, 0, 0))),
    ((BATCH, BATCH, HIDDEN), ResolvedSlice(1, 2, (0, 0, 0))),
    ((BATCH, TIME), ResolvedSlice(0, 1, (0, 0))),
]


@pytest.mark.parametrize(("axes", "expected"), DEFAULTS)
def test_time_stands_as_rows_and_the_last_axis_as_columns(axes, expected):
    assert resolve_slice(SliceSpec(), axes) == expected


WINDOWS = st.none() | st.builds(Window, *[st.tuples(st.integers(-2, 7), st.integers(-2, 9))] * 2)


@settings(max_examples=300)
@given(SPECS, all_axes(smallest=1), st.integers(1, 7), st.integers(1, 7), WINDOWS, st.booleans())
def test_a_slice_is_what_numpy_gives(spec, axes, max_rows, max_columns, window, stored):
    array = np.arange(np.prod(shape_of(axes), dtype=int)).reshape(shape_of(axes)) * 0.5
    resolved = resolve_slice(spec, axes)
    found = read_slice(StoredValues(array) if stored else Elsewhere(array), resolved, max_rows, max_columns, window)
    expected = array[
        tuple(slice(None) if axis not in resolved.held else at for axis, at in enumerate(resolved.position))
    ]
    if resolved.row is not None and resolved.row > resolved.column:
        expected = expected.T
    expected = np.atleast_2d(expected)
    rows, columns = seen(expected.shape, window)
    assert (found.row_start, found.column_start) == (rows.start, columns.start)
    assert found.array.shape == (-(-len(rows) // found.row_step), -(-len(columns) // found.column_step))
    assert found.array.shape[0] <= max_rows
    assert found.array.shape[1] <= max_columns
    assert not found.array.flags.writeable
    for (row, column), value in np.ndenumerate(found.array):
        block = expected[rows.start : rows.stop, columns.start : columns.stop]
        block = block[row * found.row_step :, column * found.column_step :][: found.row_step, : found.column_step]
        assert array[found.index_of(row, column)] == found.value_of(row, column) == value
        assert value in block
        if found.reduction is Reduction.NONE:
            assert block.size == 1


def seen(shape, window):
    """Give the rows and columns that a window shows: those of it that are there, and at least one."""
    wishes = (window.rows, window.columns) if window else [(0, size) for size in shape]
    ranges = []
    for size, (first, end) in zip(shape, wishes, strict=True):
        start = sorted((0, first, size - 1))[1]
        ranges.append(range(start, sorted((start + 1, end, size))[1]))
    return ranges


@dataclass
class Elsewhere:
    """Values that are no array."""

    array: np.ndarray
    shape = property(lambda self: self.array.shape)
    dtype = property(lambda self: self.array.dtype)

    def take(self, index):
        return self.array[tuple(np.broadcast_arrays(*index))] if index else self.array.copy()


def test_where_reading_all_would_take_too_long_a_cell_shows_the_first_of_its_elements(monkeypatch):
    monkeypatch.setattr("inspector.tensor.slice._STORED_AT_ONCE", 10)
    array = np.arange(100.0).reshape(10, 10)
    found = read_slice(StoredValues(array), ResolvedSlice(0, 1, (0, 0)), 5, 5)
    assert found.reduction is Reduction.PREVIEW
    assert np.array_equal(found.array, array[::2, ::2])
    assert found.index_of(2, 3) == (4, 6)


@settings(max_examples=100)
@given(SPECS, all_axes(), st.integers(1, 7))
def test_no_element_is_shown_that_is_not_there(spec, axes, most):
    array = np.zeros(shape_of(axes), np.float32)
    found = read_slice(StoredValues(array), resolve_slice(spec, axes), most, most)
    assert found.array.dtype == np.float32
    assert (found.array.size == 0) == (array.size == 0)


@given(all_axes(smallest=1))
def test_whole_reads_every_element(axes):
    array = np.arange(np.prod(shape_of(axes), dtype=int)).reshape(shape_of(axes))
    values = StoredValues(array)
    assert (values.shape, values.dtype) == (array.shape, array.dtype)
    assert np.array_equal(whole(values), array)
    with pytest.raises(ValueError, match="read-only"):
        whole(values)[...] = 0
