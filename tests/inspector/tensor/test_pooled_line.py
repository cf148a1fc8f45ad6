"""A line made short: no extreme, NaN or Inf is lost at any length, and every point that is left is an element."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor import pooled_line as module
from inspector.tensor.pooled_line import pooled_line


@settings(max_examples=150)
@given(st.integers(1, 700), st.integers(2, 90), st.integers(0, 99), st.booleans())
def test_each_stretch_keeps_its_ends_and_its_nan(size, most, seed, holed):
    random = np.random.default_rng(seed)
    line = random.normal(0, 5, size).astype(np.float32)
    if holed:
        line[random.integers(0, size, 1 + size // 9)] = random.choice([np.nan, np.inf, -np.inf], 1 + size // 9)
    found = pooled_line(line, most, start=1000)
    assert np.array_equal(line[found.places - 1000], found.values, equal_nan=True)
    assert (np.diff(found.places) > 0).all()
    numbers = np.count_nonzero(~np.isnan(found.values))
    assert numbers <= max(most, 2)
    for first in range(0, size, found.step):
        block = line[first : first + found.step]
        kept = found.values[(found.places >= 1000 + first) & (found.places < 1000 + first + found.step)]
        assert np.isnan(kept).any() == np.isnan(block).any()
        finite = block[~np.isnan(block)]
        if finite.size:
            assert (np.nanmin(kept), np.nanmax(kept)) == (finite.min(), finite.max())


def test_a_line_that_fits_is_left_as_it_is():
    found = pooled_line(np.arange(5, dtype=np.int64), 5)
    assert (found.step, found.places.tolist(), found.values.tolist()) == (1, [0, 1, 2, 3, 4], [0, 1, 2, 3, 4])
    assert pooled_line(np.zeros(0), 10).values.size == 0


@pytest.mark.parametrize("place", [0, 1, 499_999, 500_000, 999_998, 999_999])
def test_a_single_spike_in_a_million_is_never_lost(place, monkeypatch):
    monkeypatch.setattr(module, "_BLOCK", 3000)
    line = np.zeros(1_000_000, ml_dtypes.bfloat16)
    line[place] = 7
    found = pooled_line(line, 900)
    assert found.values.max() == 7
    assert place in found.places
    line[place] = np.nan
    assert np.isnan(pooled_line(line, 900).values).sum() == 1


def test_complex_numbers_by_their_magnitude_and_strided_lines():
    matrix = np.zeros((1000, 3), np.complex64)
    matrix[500, 1] = 3 + 4j
    assert pooled_line(matrix[:, 1], 20).values.max() == 5
