"""The figures of a tensor against numpy in float64, and the range of a colour scale."""

import json
import math
import warnings

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inspector.tensor import statistics
from inspector.tensor.levels import Levels, as_float32, levels_of
from inspector.tensor.statistics import Statistics, statistics_of

SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)
FLOATS = st.sampled_from([np.float16, np.float32, np.float64]).flatmap(lambda kind: arrays.arrays(kind, SHAPES))
WHOLE = st.sampled_from([np.int8, np.uint8, np.int32, np.int64, np.uint64, np.bool_]).flatmap(
    lambda kind: arrays.arrays(kind, SHAPES)
)
NARROW = st.sampled_from([ml_dtypes.bfloat16, ml_dtypes.float8_e5m2]).flatmap(
    lambda kind: arrays.arrays(np.float32, SHAPES).map(lambda array: quietly(array.astype, kind))
)
ARRAYS = FLOATS | WHOLE | NARROW


def quietly(function, *arguments):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments)


def oracle(array) -> Statistics:
    wide = np.asarray(array).astype(np.float64).reshape(-1)
    finite = wide[np.isfinite(wide)]
    nan, inf = int(np.isnan(wide).sum()), int(np.isinf(wide).sum())
    if not finite.size:
        return Statistics(None, None, None, None, 0.0, 0.0, nan, inf)
    figures = quietly(
        lambda: (finite.min(), finite.max(), finite.mean(), finite.std(), finite.sum(), np.abs(finite).sum())
    )
    return Statistics(*map(float, figures), nan, inf)


def near(found, expected, scale):
    if found is None or expected is None or not math.isfinite(expected):
        return found is expected or not math.isfinite(found)
    return abs(found - expected) <= 1e-9 * scale + 1e-300


@settings(max_examples=200)
@given(ARRAYS)
def test_the_figures_are_those_of_numpy(array):
    check(array)


@settings(max_examples=100)
@given(arrays.arrays(np.float32, st.integers(0, 40), elements=st.floats(-1e6, 1e6, width=32)), st.integers(1, 9))
def test_blocks_are_merged_exactly(array, block):
    held = statistics._BLOCK
    statistics._BLOCK = block
    try:
        check(array)
    finally:
        statistics._BLOCK = held


def check(array):
    found, expected = statistics_of(array), oracle(array)
    assert (found.nan, found.inf, found.min, found.max) == (expected.nan, expected.inf, expected.min, expected.max)
    largest = max(abs(expected.min or 0.0), abs(expected.max or 0.0))
    if largest < 1e150:  # beyond, a square overflows
        assert near(found.mean, expected.mean, largest)
        assert near(found.std, expected.std, largest)
        assert near(found.sum, expected.sum, largest * max(array.size, 1))
        assert near(found.abs_sum, expected.abs_sum, largest * max(array.size, 1))
    assert json.loads(json.dumps(found.to_json(), allow_nan=False)).keys() == found.to_json().keys()


def test_figures_of_a_known_tensor():
    array = np.array([[1.0, -3.0], [np.nan, np.inf]], np.float32)
    assert statistics_of(array) == Statistics(-3.0, 1.0, -1.0, 2.0, -2.0, 4.0, 1, 1)


@pytest.mark.parametrize("array", [np.zeros((0, 3)), np.array([np.nan, -np.inf])])
def test_no_finite_element_has_no_figures(array):
    found = statistics_of(array)
    assert (found.min, found.max, found.mean, found.std, found.sum, found.abs_sum) == (None, None, None, None, 0.0, 0.0)
    assert (found.nan, found.inf) == ((1, 1) if array.size == 2 else (0, 0))


def test_an_overflow_is_null_in_json():
    found = statistics_of(np.array([1.7e308, 1.7e308, -1.7e308]))
    told = found.to_json()
    assert (told["min"], told["max"]) == (-1.7e308, 1.7e308)
    assert told["abs_sum"] is None
    assert told["std"] is None


def test_a_large_offset_keeps_the_spread():
    array = 1e8 + np.tile([0.0, 1.0], 1 << 20)
    assert statistics_of(array).std == pytest.approx(0.5, rel=1e-12)
    assert statistics_of(array).mean == pytest.approx(1e8 + 0.5, rel=1e-15)


@pytest.mark.parametrize("size", [8191, 8192, 8193, (1 << 18) + 1, 300_000])
@pytest.mark.parametrize("offset", [pytest.param(0, id="spread counts"), pytest.param(1000, id="mean counts")])
@pytest.mark.parametrize("last", [1.0, math.nan, math.inf])
def test_no_element_of_a_long_tensor_is_lost(size, offset, last):
    array = np.random.default_rng(size).standard_normal(size, np.float32) + np.float32(offset)
    array[-1] = last
    given = array.copy()
    check(array)
    assert np.array_equal(array, given, equal_nan=True)


def test_complex_numbers_are_taken_by_their_magnitude():
    found = statistics_of(np.array([3 + 4j, complex("nan"), -5j], np.complex64))
    assert (found.min, found.max, found.sum, found.nan) == (5.0, 5.0, 10.0, 1)
    assert as_float32(np.array([3 + 4j], np.complex64)).tolist() == [5.0]


@settings(max_examples=200)
@given(ARRAYS)
def test_levels_hold_every_finite_value(array):
    levels = levels_of(array)
    assert levels.low < levels.high
    finite = np.asarray(array).astype(np.float64)
    finite = finite[np.isfinite(finite)]
    assert math.isfinite(levels.low)
    assert math.isfinite(levels.high)
    assert all(levels.low <= value <= levels.high for value in finite.tolist())
    both = bool(finite.size) and finite.min() < 0 < finite.max()
    assert levels.signed == both
    assert not both or levels.low == -levels.high


LEVELS = [
    ([], Levels(0.0, 1.0, False)),
    ([np.nan, np.inf, -np.inf], Levels(0.0, 1.0, False)),
    ([0.0, 0.0], Levels(-0.5, 0.5, False)),
    ([4.0], Levels(2.0, 6.0, False)),
    ([-4.0, np.nan], Levels(-6.0, -2.0, False)),
    ([1.0, 3.0, np.inf], Levels(1.0, 3.0, False)),
    ([-1.0, 3.0], Levels(-3.0, 3.0, True)),
    ([0.0, 3.0], Levels(0.0, 3.0, False)),
]


@pytest.mark.parametrize(("values", "levels"), LEVELS)
def test_the_levels_of(values, levels):
    assert levels_of(np.array(values, np.float32)) == levels


@settings(max_examples=100)
@given(ARRAYS)
def test_values_for_the_screen_are_float32(array):
    found = as_float32(array)
    assert (found.dtype, found.shape) == (np.float32, np.shape(array))
    assert np.array_equal(found, quietly(np.asarray(array).astype, np.float32), equal_nan=True)
