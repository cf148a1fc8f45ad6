"""How values are distributed, against numpy's quantiles and histograms."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inspector.engine import count_values
from inspector.engine.count_values import histogram_of

FLOATS = st.floats(width=32)


@settings(max_examples=100)
@given(arrays.arrays(np.float32, st.integers(0, 300), elements=FLOATS), st.floats(0, 1))
def test_a_quantile_is_exact_to_a_128th(array, share):
    found = histogram_of(array)
    finite = array[np.isfinite(array)].astype(np.float64)
    assert found.finite == finite.size
    assert int(found.counts.sum()) == array.size
    if not finite.size:
        assert found.quantile(share) is None
        return
    nearest = [np.quantile(finite, share, method=method) for method in ("lower", "higher")]
    low, high = min(nearest), max(nearest)
    room = max(abs(low), abs(high)) / 128 + 1e-40
    assert low - room <= found.quantile(share) <= high + room


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16, ml_dtypes.bfloat16, np.int64, np.bool_])
def test_bars_count_what_lies_between_their_edges(dtype):
    array = np.random.default_rng(0).integers(0, 2 if dtype is np.bool_ else 60, (50, 401)).astype(dtype)
    found = histogram_of(array)
    bars = found.bars(-0.5, 59.5, 60)
    expected = np.bincount(array.astype(np.int64).ravel(), minlength=60)
    assert np.allclose(bars, expected, rtol=1e-6, atol=1)
    assert bars.sum() == pytest.approx(array.size)


def test_blocks_make_no_difference(monkeypatch):
    array = np.random.default_rng(1).standard_normal(1000).astype(np.float32)
    whole = histogram_of(array).counts
    monkeypatch.setattr(count_values, "_BLOCK", 7)
    assert np.array_equal(histogram_of(array).counts, whole)


def test_both_zeros_and_what_is_no_number():
    found = histogram_of(np.array([0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1.0], np.float32))
    assert found.finite == 3
    assert found.quantile(0.0) == pytest.approx(0.0, abs=1e-38)
    assert found.quantile(1.0) == pytest.approx(1.0, rel=1 / 128)
