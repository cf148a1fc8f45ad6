"""The numbers with which a table begins where an input is to be typed."""

from math import prod

import numpy as np

from .input import Fill, Filled, Flag, FromFile, Group, InputValue, Lengths, Nothing, Number, Tokens
from .typed_values import MOST_NUMBERS, Typed

_MOST_AXES = 3
_FIRST_SIZES = (3, 2)


def typed_start(value: InputValue | None) -> tuple[Typed, str]:
    """Give the numbers of the input as it is specified now, and a remark where they are not its own, else "".

    zeros, ones, ramp and sine are computed as a run computes them; what a run draws or reads begins with zeros.
    """
    match value:
        case Typed(sizes):
            return (value, "") if len(sizes) <= _MOST_AXES else (zeros(_FIRST_SIZES), _too_deep(len(sizes)))
        case Filled(fill, sizes):
            return _filled(fill, tuple(size.size for size in sizes))
        case Tokens(sizes):
            started, remark = _filled(Fill.ZEROS, tuple(size.size for size in sizes))
            remark = remark or "Tokens are drawn when the model runs: the table begins with zeros."
            return Typed(started.sizes, tuple(int(number) for number in started.numbers)), remark
        case Number(number):
            return Typed((), (number,)), "The single number becomes a tensor without axes."
        case FromFile():
            return zeros(_FIRST_SIZES), "A file is read when the model runs: the table begins with zeros."
        case Lengths(lengths):
            return Typed((len(lengths),), lengths), "The lengths become numbers like any other."
        case Flag() | Nothing() | Group():
            return zeros(_FIRST_SIZES), "The input is no single tensor: the table begins anew."
        case None:
            return zeros(_FIRST_SIZES), "The input was chosen automatically: give the sizes that the model takes."


def zeros(sizes: tuple[int, ...]) -> Typed:
    """Give zeros of the run's dtype."""
    return Typed(sizes, (0.0,) * prod(sizes))


def resized(value: Typed, sizes: tuple[int, ...]) -> Typed:
    """Give the numbers in a table of other sizes: each keeps its place from the last axis backwards, zeros fill."""
    count = max(len(value.sizes), len(sizes))
    before = np.array(value.numbers, dtype=object).reshape((1,) * (count - len(value.sizes)) + value.sizes)
    after = np.full((1,) * (count - len(sizes)) + sizes, 0 if value.whole else 0.0, dtype=object)
    both = tuple(slice(min(one, other)) for one, other in zip(before.shape, after.shape, strict=True))
    after[both] = before[both]
    return Typed(sizes, tuple(after.reshape(-1).tolist()))


def _filled(fill: Fill, sizes: tuple[int, ...]) -> tuple[Typed, str]:
    if len(sizes) > _MOST_AXES:
        return zeros(_FIRST_SIZES), _too_deep(len(sizes))
    fitting = _fitting(sizes)
    if fill in (Fill.NORMAL, Fill.UNIFORM):
        remark = f"{fill} is drawn when the model runs: the table begins with zeros."
        started = zeros(fitting)
    else:
        remark, started = "", Typed(fitting, tuple(_numbers(fill, prod(fitting))))
    if fitting != sizes:
        remark = f"A table holds at most {MOST_NUMBERS:,} numbers; this one begins smaller than the input was."
    return started, remark


def _numbers(fill: Fill, count: int) -> list[float]:
    places = np.arange(count, dtype=np.float64)
    match fill:
        case Fill.RAMP:
            return [float(place) for place in places]
        case Fill.SINE:
            return [float(height) for height in np.sin(0.37 * places + 0.1)]
    return [1.0 if fill is Fill.ONES else 0.0] * count


def _fitting(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Give sizes of at least 1 that a table can hold, the largest halved until they do."""
    found = [max(size, 1) for size in sizes]
    while prod(found) > MOST_NUMBERS:
        largest = found.index(max(found))
        found[largest] = min(found[largest] // 2, MOST_NUMBERS)
    return tuple(found)


def _too_deep(axes: int) -> str:
    return f"A table shows at most {_MOST_AXES} axes and the input has {axes}: this one begins anew."
