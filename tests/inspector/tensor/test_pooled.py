"""A matrix made small for the screen: against brute force over the blocks, and nothing that stands out gets lost."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor.pooled import nearest, pooled

TYPES = (np.float32, np.float64, np.float16, ml_dtypes.bfloat16, np.int64, np.int8, np.uint8, np.bool_)
SIZES = st.integers(1, 90)


def blocks(matrix, row_step, column_step):
    """Give every block with its place among the cells."""
    for row in range(0, matrix.shape[0], row_step):
        for column in range(0, matrix.shape[1], column_step):
            place = row // row_step, column // column_step
            yield place, matrix[row : row + row_step, column : column + column_step].astype(np.float64)


def ordinary(matrix):
    steps = [max(size // 64, 1) for size in matrix.shape]
    sample = matrix[:: steps[0], :: steps[1]].astype(np.float64)
    finite = sample[np.isfinite(sample)]
    return np.median(finite) if finite.size else 0.0


@settings(max_examples=150)
@given(SIZES, SIZES, st.integers(1, 12), st.integers(1, 12), st.sampled_from(TYPES), st.integers(0, 99), st.booleans())
def test_each_cell_is_the_element_of_its_block_farthest_from_the_ordinary(
    rows, columns, row_step, column_step, dtype, seed, turned
):
    drawn = np.random.default_rng(seed).normal(3, 20, (rows, columns))
    matrix = np.clip(drawn, 0, 99).astype(dtype)
    if turned:
        matrix = np.asfortranarray(matrix)
    found, low, high = pooled(matrix, row_step, column_step)
    centre = ordinary(matrix)
    assert (low, high) == (np.float32(matrix.min()), np.float32(matrix.max()))
    assert found.shape == (-(-rows // row_step), -(-columns // column_step))
    for place, block in blocks(matrix, row_step, column_step):
        assert abs(found[place] - centre) == pytest.approx(np.abs(block - centre).max(), rel=1e-5, abs=1e-4)
        assert np.abs(block - found[place]).min() <= 1e-4
        row, column = nearest(block, found[place])
        assert abs(block[row, column] - found[place]) <= 1e-4


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_is_in_its_cell_whatever_else_is_there(special):
    matrix = np.random.default_rng(1).standard_normal((50, 70), np.float32) * 1e30
    matrix[33, 44] = special
    found, _, _ = pooled(matrix, 7, 9)
    assert np.array_equal(found[4, 4], np.float32(special), equal_nan=True)
    assert np.isfinite(found).sum() == found.size - 1
    assert nearest(matrix[28:35, 36:45], found[4, 4]) == (5, 8)


def test_nan_comes_before_inf():
    found, low, high = pooled(np.array([[1, np.inf, -np.nan, 5.0]]), 1, 4)
    assert np.isnan([*found.ravel(), low, high]).all()


@pytest.mark.parametrize("shape", [(512, 512), (2048, 2048), (100, 30_000), (30_000, 100)])
def test_one_outlier_is_seen_wherever_it_is(shape):
    matrix = np.zeros(shape, np.float32)
    steps = [-(-size // 300) for size in shape]
    for seed in range(20):
        place = tuple(np.random.default_rng(seed).integers(shape))
        matrix[place] = 1.0
        found, _, _ = pooled(matrix, *steps)
        assert found[place[0] // steps[0], place[1] // steps[1]] == 1.0
        assert found.sum() == 1.0
        matrix[place] = 0.0


def test_complex_numbers_are_taken_by_their_magnitude():
    assert pooled(np.array([[3 + 4j, 0, 0, 0]]), 1, 4)[0].tolist() == [[5.0]]


def test_an_outlier_below_values_that_are_all_large_is_seen():
    matrix = np.full((64, 64), 0.97, np.float32)
    matrix[10, 10] = 0.1
    assert pooled(matrix, 8, 8)[0].min() == pytest.approx(0.1)
