"""Distributions as a whole and along an axis, against numpy over every index."""

import ml_dtypes
import numpy as np
import pytest

from inspector.engine import distribute
from inspector.engine.distribute import distribution_of, quantiles_along
from inspector.tensor.distribution import SHARES, axis_quantiles_from_json, distribution_from_json

ARRAY = np.random.default_rng(0).normal(1, 3, (6, 40, 9)).astype(np.float32)


def ignore(done, of):
    pass


def expected(array, axis, step=1):
    moved = np.moveaxis(array.astype(np.float64), axis, 0)
    columns = []
    for first in range(0, len(moved), step):
        values = moved[first : first + step]
        finite = values[np.isfinite(values)]
        columns.append(np.quantile(finite, SHARES) if finite.size else np.full(len(SHARES), np.nan))
    return np.array(columns).T


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float16, ml_dtypes.bfloat16, np.int8])
def test_few_values_are_sorted_and_exact(axis, dtype):
    array = ARRAY.astype(dtype)
    found = quantiles_along(array, axis, ignore)
    assert (found.axis, found.size, found.step, found.exact) == (axis, array.shape[axis], 1, True)
    np.testing.assert_allclose(found.quantiles, expected(array, axis), rtol=1e-6, atol=1e-6)
    assert not found.missing.any()


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("at_once", [7, 100, 1 << 22])
def test_many_values_are_counted_to_a_128th_and_their_ends_are_exact(axis, at_once, monkeypatch):
    monkeypatch.setattr(distribute, "_SORTED", 1)
    monkeypatch.setattr(distribute, "_AT_ONCE", at_once)
    found = quantiles_along(ARRAY, axis, ignore)
    truth = expected(ARRAY, axis)
    assert not found.exact
    assert np.array_equal(found.quantiles[[0, -1]], truth[[0, -1]])
    moved = np.moveaxis(ARRAY, axis, 0).reshape(ARRAY.shape[axis], -1)
    for at, share in enumerate(SHARES):
        low, high = (np.quantile(moved, share, axis=1, method=method) for method in ("lower", "higher"))
        room = np.maximum(np.abs(low), np.abs(high)) / 128
        assert (found.quantiles[at] >= low - room).all()
        assert (found.quantiles[at] <= high + room).all()


@pytest.mark.parametrize("exact", [True, False])
def test_neighbours_stand_together_on_a_long_axis(exact, monkeypatch):
    monkeypatch.setattr(distribute, "MOST_POINTS", 6)
    monkeypatch.setattr(distribute, "_AT_ONCE", 700)
    if not exact:
        monkeypatch.setattr(distribute, "_SORTED", 1)
    found = quantiles_along(ARRAY, 1, ignore)
    assert (found.size, found.step, found.quantiles.shape, found.exact) == (40, 7, (5, 6), exact)
    np.testing.assert_allclose(found.quantiles[[0, 4]], expected(ARRAY, 1, 7)[[0, 4]], rtol=1e-6)
    np.testing.assert_allclose(found.quantiles, expected(ARRAY, 1, 7), atol=1e-5 if exact else 0.3)


@pytest.mark.parametrize("limit", [1, 1 << 14])
def test_what_is_no_number_is_counted_and_left_out(limit, monkeypatch):
    monkeypatch.setattr(distribute, "_SORTED", limit)
    array = ARRAY.copy()
    array[0, :3, 2], array[:, :, 5], array[1, 1, 2] = np.nan, np.inf, -np.inf
    found = quantiles_along(array, 2, ignore)
    assert found.missing.tolist() == [0, 0, 4, 0, 0, 240, 0, 0, 0]
    assert np.isnan(found.quantiles[:, 5]).all()
    again = axis_quantiles_from_json(found.to_json())
    assert np.array_equal(again.quantiles, found.quantiles, equal_nan=True)
    assert np.array_equal(again.missing, found.missing)


def test_a_distribution_has_every_value_and_the_figures_and_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(distribute, "_AT_ONCE", 1000)
    array = ARRAY.copy()
    array[0, 0, :3] = np.nan, np.inf, 7
    told = []
    found = distribution_from_json(distribution_of(array, lambda done, of: told.append((done, of))).to_json())
    assert found.size == array.size
    assert found.histogram.finite == array.size - 2
    assert (found.statistics.nan, found.statistics.inf) == (1, 1)
    assert found.statistics.max == array[np.isfinite(array)].max()
    assert told == [(0, 2160), (1000, 2160), (2000, 2160), (2160, 2160)]
    assert found.histogram.quantile(0.5) == pytest.approx(np.median(array[np.isfinite(array)]), rel=1 / 64)


@pytest.mark.parametrize("shape", [(0, 4), (4, 0)])
def test_a_tensor_without_elements(shape):
    found = quantiles_along(np.zeros(shape, np.float32), 0, ignore)
    assert found.quantiles.shape == (5, shape[0])
    assert np.isnan(found.quantiles).all()
    assert distribution_of(np.zeros(shape, np.float32), ignore).histogram.quantile(0.5) is None
