"""The levels that a choice of colour scale gives, against numpy; and how values are spread over them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.tensor.figures import Figures, figures_of
from inspector.tensor.levels import Levels
from inspector.tensor.scale import FixedScale, RobustScale, SliceScale, SymmetricScale, TensorScale, scaled
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import ResolvedSlice
from inspector.tensor.spread import spread_of
from inspector.tensor.statistics import statistics_of
from inspector.tensor.values import StoredValues

TENSOR = np.random.default_rng(2).normal(1, 1, (5, 40, 30)).astype(np.float32)
PART = TENSOR[2]
NOTHING = np.zeros(0, np.float32)


def levels_for(choice, whole=None):
    return scaled(choice, figures_of(PART), PART.ravel(), whole)


def test_each_choice_gives_its_levels():
    reach = float(np.abs(PART).max())
    assert levels_for(SliceScale()) == levels_for(SymmetricScale()) == Levels(-reach, reach, signed=True)
    low, high = np.quantile(PART, (0.01, 0.99))
    robust = levels_for(RobustScale())
    assert robust == Levels(-max(-low, high), max(-low, high), signed=True)
    assert levels_for(FixedScale(-1.0, 3.0)) == Levels(-1.0, 3.0, signed=False)
    assert levels_for(FixedScale(-3.0, 3.0)) == Levels(-3.0, 3.0, signed=True)


def test_the_scale_of_the_tensor_waits_for_its_figures():
    assert levels_for(TensorScale()) == levels_for(SliceScale())
    assert levels_for(TensorScale(), statistics_of(TENSOR)).high == max(TENSOR.max(), -TENSOR.min())


@pytest.mark.parametrize("choice", [SliceScale(), TensorScale(), RobustScale(), SymmetricScale()])
def test_without_a_finite_value_there_are_levels_all_the_same(choice):
    levels = scaled(choice, Figures(None, None, 3, 1), NOTHING, None)
    assert levels.low < levels.high


def test_one_outlier_leaves_the_robust_scale_where_it_was():
    values = np.linspace(0, 1, 10_000, dtype=np.float32)
    values[5] = 1e6
    assert scaled(RobustScale(), figures_of(values), values, None).high == pytest.approx(0.99, abs=1e-3)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 99))
def test_a_small_slice_is_counted_whole(rows, columns, seed):
    matrix = np.random.default_rng(seed).normal(0, 1, (rows, columns)).astype(np.float32)
    part = read_slice(StoredValues(matrix), ResolvedSlice(0, 1, (0, 0)), 7, 7)
    levels = Levels(-0.5, 1.0, signed=False)
    spread = spread_of(part.sample, matrix, levels)
    inside = matrix[(matrix >= -0.5) & (matrix <= 1.0)].astype(np.float64)
    assert list(spread.counts) == np.histogram(inside, 64, (-0.5, 1.0))[0].tolist()
    assert (spread.below, spread.above) == ((matrix < -0.5).sum(), (matrix > 1).sum())


def test_what_is_no_number_is_neither_counted_nor_beyond():
    cells = np.array([[np.nan, np.inf, -np.inf, 5, 0.5]], np.float32)
    part = read_slice(StoredValues(cells), ResolvedSlice(0, 1, (0, 0)), 9, 9)
    spread = spread_of(part.sample, cells, Levels(0.0, 1.0, signed=False))
    assert (sum(spread.counts), spread.beyond) == (1, 1)


@pytest.mark.parametrize(("row", "column"), [(1, 2), (2, 1), (0, 1), (1, 0), (None, 2), (None, None)])
def test_the_sample_is_of_the_slice_however_it_lies(row, column):
    resolved = ResolvedSlice(row, column, (1, 2, 3))
    part = read_slice(StoredValues(TENSOR), resolved, 9, 9)
    index = tuple(slice(None) if at in (row, column) else held for at, held in enumerate(resolved.position))
    assert sorted(part.sample.tolist()) == sorted(np.ravel(TENSOR[index]).tolist())
