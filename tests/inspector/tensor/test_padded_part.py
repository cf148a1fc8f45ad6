"""Padding in a slice, against looking at each element: the cells that are hatched, and what is left out of figures."""

from itertools import permutations, product

import numpy as np
import pytest

from inspector.tensor.figures import figures_of
from inspector.tensor.padded_part import cells_inside, padded_windows
from inspector.tensor.padding import NoPadding, Padding
from inspector.tensor.slice import Reduction, read_closer, read_slice
from inspector.tensor.slice_spec import ResolvedSlice, Window
from inspector.tensor.values import StoredValues

LENGTHS = (9, 4, 4, 0, 7, 9, 1)
ARRAY = np.random.default_rng(2).normal(3, 1, (7, 9, 5)).astype(np.float32)
PADDING = Padding(0, 1, LENGTHS)
PADDED = ~PADDING.inside(np.ix_(*map(range, ARRAY.shape)))
FILLED = np.where(np.broadcast_to(PADDED, ARRAY.shape), np.float32(0), ARRAY)
HELD = ((0, 0, 0), (1, 3, 2), (3, 8, 4), (6, 1, 0))


def matrix(array, resolved):
    """Take a slice by an axis order and indices, without anything of the program's."""
    axes = [axis for axis in (resolved.row, resolved.column) if axis is not None]
    index = tuple(slice(None) if axis in axes else at for axis, at in enumerate(resolved.position))
    return np.transpose(array[index], np.argsort(np.argsort(axes)))


def covered(windows, shape):
    hatched = np.zeros(shape, int)
    for window in windows:
        hatched[slice(*window.rows), slice(*window.columns)] += 1
    return hatched


@pytest.mark.parametrize("most", [(100, 100), (3, 4), (2, 2), (1, 1)])
@pytest.mark.parametrize("extreme", [True, False])
@pytest.mark.parametrize(("axes", "position"), list(product(permutations(range(3), 2), HELD)))
def test_a_cell_is_hatched_where_nothing_but_padding_is_seen(axes, position, extreme, most):
    resolved = ResolvedSlice(*axes, position)
    part = read_slice(StoredValues(FILLED), resolved, *most, extreme=extreme, padding=PADDING)
    padded = matrix(np.broadcast_to(PADDED, ARRAY.shape), resolved)
    rows, columns = padded.shape
    hatched = covered(padded_windows(part), padded.shape)
    assert hatched.max() <= 1
    inside = np.broadcast_to(cells_inside(part), part.array.shape)
    for (row, top), (column, left) in product(enumerate(part.rows), enumerate(part.columns)):
        block = np.s_[top : top + part.row_step, left : left + part.column_step]
        expected = padded[block].all() if part.reduction is Reduction.EXTREME else padded[top, left]
        assert inside[row, column] != expected
        assert hatched[block].all() == expected
        assert hatched[block].any() == expected
    assert (rows, columns) == hatched.shape


@pytest.mark.parametrize("most", [(100, 100), (3, 2)])
@pytest.mark.parametrize(("axes", "position"), list(product(permutations(range(3), 2), HELD)))
def test_figures_sample_and_extremes_leave_padding_out(axes, position, most):
    resolved = ResolvedSlice(*axes, position)
    part = read_slice(StoredValues(FILLED), resolved, *most, padding=PADDING)
    belongs = ~matrix(np.broadcast_to(PADDED, ARRAY.shape), resolved)
    kept = matrix(ARRAY, resolved)[belongs]
    assert part.figures == figures_of(kept)
    assert np.isin(part.sample, kept).all()
    assert bool(part.sample.size) == bool(kept.size)
    if part.reduction is Reduction.EXTREME:
        shown = part.array[np.broadcast_to(cells_inside(part), part.array.shape)]
        assert not (shown == 0).any()  # zeros of the padding are the farthest from 3, and win in no cell


def test_nan_in_padding_is_not_counted():
    broken = np.where(PADDED, np.float32(np.nan), ARRAY)
    for most in (100, 3):
        part = read_slice(StoredValues(broken), ResolvedSlice(0, 1, (0, 0, 2)), most, most, padding=PADDING)
        assert part.figures.nan == 0


def test_a_closer_look_knows_the_padding():
    part = read_slice(StoredValues(FILLED), ResolvedSlice(0, 1, (0, 0, 2)), 2, 2, padding=PADDING)
    closer = read_closer(part, 9, 9, Window((1, 4), (2, 8)))
    assert closer.figures == part.figures
    assert padded_windows(closer) == (Window((1, 3), (4, 8)), Window((3, 4), (2, 8)))


def test_without_padding_nothing_is_hatched():
    part = read_slice(StoredValues(ARRAY), ResolvedSlice(0, 1, (0, 0, 2)), 9, 9)
    assert part.padding == NoPadding()
    assert padded_windows(part) == ()
    assert cells_inside(part).all()
