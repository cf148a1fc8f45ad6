"""Counting how the values of a tensor are distributed, as a whole and along an axis, and saying how far that is."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..errors import InputError
from ..model.safetensors_file import read_header
from ..reshape.apply_request import ApplyRequest
from ..tensor.distribution import SHARES, AxisQuantiles, Distribution, quantile_between
from ..tensor.figures import figures_of
from ..tensor.histogram import BINS, Histogram
from ..tensor.levels import as_float32
from ..tensor.quantiles import quantiles_of_rows
from ..tensor.statistics import statistics_of
from .count_values import histogram_of
from .reshaping.apply_stored import apply_stored

MOST_POINTS = 2048  # along an axis: a screen shows no more of them
_AT_ONCE = 1 << 22  # elements
_SORTED = 1 << 14  # elements of a point: fewer are sorted, which is exact

_OF_NUMPY = (torch.float64, torch.float32, torch.float16)

Told = Callable[[int, int], None]  # elements done, of how many


def requested_values(request: ApplyRequest) -> NDArray[Any]:
    """Give the values of a tensor in a file of ours after steps; mapped, where there are none.

    Raises InputError for a tensor that is not there, and StepError that names the step that failed.
    """
    if request.steps:
        result = apply_stored(request).detach()
        wide = result.is_floating_point() and result.dtype not in _OF_NUMPY
        return np.asarray((result.float() if wide else result).numpy())
    place = request.tensor
    found = next((each for each in read_header(place.path).tensors if each.name == place.name), None)
    if found is None:
        raise InputError(f"{place.path.name} has no tensor {place.name!r}.", "Run the model again.")
    return found.mapped()


def distribution_of(array: NDArray[Any], tell: Told) -> Distribution:
    """Count the values of an array of any shape and dtype, and compute its figures."""
    flat = array.reshape(-1)
    counts = np.zeros(BINS, np.int64)
    tell(0, flat.size)
    for start in range(0, flat.size, _AT_ONCE):
        part = flat[start : start + _AT_ONCE]
        counts += histogram_of(part).counts
        tell(start + part.size, flat.size)
    return Distribution(Histogram(counts), statistics_of(flat), flat.size)


def quantiles_along(array: NDArray[Any], axis: int, tell: Told) -> AxisQuantiles:
    """Give the quantiles for each index of an axis, or for neighbouring ones together where there are very many."""
    size = array.shape[axis]
    step = max(-(-size // MOST_POINTS), 1)
    moved = np.moveaxis(array, axis, 0)
    points, each = -(-size // step), step * (array.size // max(size, 1))
    quantiles, missing = np.full((len(SHARES), points), np.nan), np.zeros(points, np.int64)
    exact = each <= _SORTED
    together = max(_AT_ONCE // max(each, 1), 1) if array.size else 1
    tell(0, array.size)
    for first in range(0, points if array.size else 0, together):
        part = moved[first * step : (first + together) * step]
        found = _sorted_points(part, step) if exact else _counted_points(part, step)
        quantiles[:, first : first + together], missing[first : first + together] = found
        tell(min((first + together) * each, array.size), array.size)
    return AxisQuantiles(axis, size, step, quantiles, missing, exact)


def _sorted_points(part: NDArray[Any], step: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sort the values of each point; `part` begins with the axis."""
    rows = np.ascontiguousarray(as_float32(part)).reshape(len(part), -1)
    whole = len(rows) - len(rows) % step
    found = [rows[:whole].reshape(whole // step, -1)] if whole else []
    found += [rows[whole:].reshape(1, -1)] if whole < len(rows) else []
    quantiles = np.concatenate([quantiles_of_rows(each, SHARES) for each in found], axis=1)
    missing = np.concatenate([np.count_nonzero(~np.isfinite(each), axis=1) for each in found])
    return quantiles, missing


def _counted_points(part: NDArray[Any], step: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Count the values of each point by the upper half of their bits; `part` begins with the axis."""
    quantiles, missing = [], []
    near = part if part.flags.c_contiguous else np.ascontiguousarray(part) if part.size <= 2 * _AT_ONCE else part
    for first in range(0, len(near), step):
        column, gone = _counted(near[first : first + step])
        quantiles.append(column)
        missing.append(gone)
    return np.array(quantiles).T, np.array(missing)


def _counted(values: NDArray[Any]) -> tuple[list[float], int]:
    counts, lows, highs, gone = np.zeros(BINS, np.int64), [], [], 0
    for block in _blocks(values):
        figures = figures_of(block)
        gone += figures.nan + figures.inf
        if figures.low is not None and figures.high is not None:
            lows.append(figures.low)
            highs.append(figures.high)
            counts += histogram_of(block).counts
    if not lows:
        return [np.nan] * len(SHARES), gone
    histogram, low, high = Histogram(counts), min(lows), max(highs)
    between = (quantile_between(histogram, share, low, high) for share in SHARES[1:-1])
    return [low, *(each for each in between if each is not None), high], gone


def _blocks(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Give the elements, not too many at a time, so that what is scattered is not copied whole."""
    if values.size <= _AT_ONCE or values.flags.c_contiguous:
        yield values.reshape(-1)
        return
    for half in np.array_split(values, 2, axis=int(np.argmax(values.shape))):
        yield from _blocks(half)
