import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor.quantiles import quantiles_of_rows

SHARES = (0.0, 0.05, 0.5, 0.9, 1.0)


@settings(max_examples=100)
@given(st.integers(0, 20), st.integers(1, 30), st.integers(0, 99))
def test_the_quantiles_of_rows_are_those_of_numpy_over_finite_values(rows, columns, seed):
    random = np.random.default_rng(seed)
    values = random.normal(0, 3, (rows, columns)).astype(np.float32)
    values[random.random((rows, columns)) < 0.2] = np.nan
    values[random.random((rows, columns)) < 0.1] = np.inf
    before = values.copy()
    found = quantiles_of_rows(values, SHARES)
    assert found.shape == (len(SHARES), rows)
    for row, column in zip(values, found.T, strict=True):
        finite = row[np.isfinite(row)].astype(np.float64)
        expected = np.quantile(finite, SHARES) if finite.size else np.full(len(SHARES), np.nan)
        np.testing.assert_allclose(column, expected, rtol=1e-6, atol=1e-6)
    assert np.array_equal(values, before, equal_nan=True)
