"""The lines of a tensor along one of its axes: those of single units, or their mean over another axis."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .axis import Axes
from .course import Course
from .levels import as_float32
from .padding import AnyPadding
from .position import axis_title
from .quantiles import quantiles_of_rows
from .values import StoredValues, Values

_TAKEN_AT_ONCE = 1 << 20  # elements that are sought one by one
_AVERAGED_AT_ONCE = 1 << 24  # elements: read and averaged in some 200 ms

_Floats = NDArray[np.float32]


class Band(Enum):
    """What the band around a mean spans."""

    STD = "one standard deviation on either side"
    MOST = "5 % to 95 % of the values"


@dataclass(frozen=True, slots=True)
class Single:
    """Each line shows a unit's values, the other axes held."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Each line shows the mean of a unit's values over an axis that is held otherwise, and how they spread there."""

    over: int
    band: Band = Band.STD


Shown = Single | Mean


@dataclass(frozen=True, slots=True, eq=False)
class ValueLine:
    """A unit's values (steps,), of the tensor's own type; `inside` (steps,) tells which are no padding.

    Where reading each would take too long only every `stride`-th is there.
    """

    unit: int
    values: NDArray[Any]
    inside: NDArray[np.bool_]
    stride: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class MeanLine:
    """A unit's mean and the ends of its band, each (steps,) float32; NaN where no finite value is there.

    `left_out` counts the values that are no finite numbers.
    """

    unit: int
    mean: _Floats
    low: _Floats
    high: _Floats
    left_out: int


Line = ValueLine | MeanLine


def read_lines(
    values: Values, course: Course, axes: Axes, units: tuple[int, ...], shown: Shown, padding: AnyPadding
) -> tuple[Line, ...]:
    """Read the lines of these units. Raises InputError where a mean would take too long for a person who waits."""
    if any(size == 0 for size in values.shape):
        return ()
    match shown:
        case Single():
            return tuple(_value_line(values, course, unit, padding) for unit in units)
        case Mean(over, band):
            _check(values, course, axes, len(units), over)
            return tuple(_mean_line(values, course, unit, over, band, padding) for unit in units)


def _value_line(values: Values, course: Course, unit: int, padding: AnyPadding) -> ValueLine:
    size = values.shape[course.along]
    if isinstance(values, StoredValues) and size > _TAKEN_AT_ONCE:
        stride, line = 1, values.part(course.index(unit, slice(0, size)))
    else:
        stride = -(-size // _TAKEN_AT_ONCE)
        line = values.take(course.index(unit, np.arange(0, size, stride)))
    inside = padding.inside(course.index(unit, np.arange(0, size, stride)))
    return ValueLine(unit, line, np.broadcast_to(inside, line.shape), stride)


def _mean_line(values: Values, course: Course, unit: int, over: int, band: Band, padding: AnyPadding) -> MeanLine:
    size, samples = values.shape[course.along], np.arange(values.shape[over])[None, :]
    block = max(_TAKEN_AT_ONCE // max(samples.size, 1), 1)
    parts = []
    left_out = 0
    for first in range(0, size, block):
        index = list(course.index(unit, np.arange(first, min(first + block, size))[:, None]))
        index[over] = samples
        rows = as_float32(values.take(tuple(index)))
        inside = np.broadcast_to(padding.inside(tuple(index)), rows.shape)
        left_out += int(np.count_nonzero(inside & ~np.isfinite(rows)))
        parts.append(_spread(np.where(inside, rows, np.float32(np.nan)), band))
    mean, low, high = np.concatenate(parts, axis=1).astype(np.float32)
    return MeanLine(unit, mean, low, high, left_out)


def _spread(rows: _Floats, band: Band) -> NDArray[np.float64]:
    """Give mean, low and high end of each of the rows (step, sample), over the finite values: (3, step)."""
    finite = np.isfinite(rows)
    wide = np.where(finite, rows.astype(np.float64), 0.0)
    counts = np.count_nonzero(finite, axis=1).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = wide.sum(axis=1) / counts
        if band is Band.MOST:
            return np.stack((mean, *quantiles_of_rows(rows, (0.05, 0.95))))
        squares = np.where(finite, (wide - mean[:, None]) ** 2, 0.0).sum(axis=1)
        std = np.sqrt(squares / counts)
    return np.stack((mean, mean - std, mean + std))


def _check(values: Values, course: Course, axes: Axes, count: int, over: int) -> None:
    each = values.shape[course.along] * values.shape[over]
    if each * count > _AVERAGED_AT_ONCE:
        fits = _AVERAGED_AT_ONCE // each
        hint = f"Choose {fits} of them or fewer." if fits else "Choose single values instead."
        what = f"The mean of {count} unit{'s' if count > 1 else ''} over {axis_title(axes[over])}"
        raise InputError(f"{what} would read {each * count:,} values.", hint)
