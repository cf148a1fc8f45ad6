"""The places beside a colour bar that are named, and their names."""

from math import ceil, floor, log10

from inspector.tensor.axis import Axis
from inspector.tensor.levels import Levels
from inspector.tensor.position import axis_title

from .heat_colours import Scale
from .heat_origins import place_name, span_text
from .number_text import number_text

Tick = tuple[float, str]

_MOST_DIGITS = 9


def ticks_of(scale: Scale, most: int) -> tuple[Tick, ...]:
    """Give at most so many values or places a round number apart, each with its text; one at least."""
    match scale:
        case Levels(low=low, high=high):
            return _number_ticks(low, high, max(most, 2))
        case Axis():
            return tuple((place, place_name(scale, place)) for place in _tick_places(scale.size, most))


def title_of(scale: Scale) -> str:
    """Give the title that stands along the bar: `batch 0 … 31`; that of values is beside it in words."""
    if isinstance(scale, Levels):
        return ""
    named = any(text != str(place) for place, text in ticks_of(scale, 2))
    return axis_title(scale) if named else span_text(scale)


def _number_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    step = _round_step((high - low) / most)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    if last - first > most or last < first:  # a span that is lost in rounding
        return (low, number_text(low, _MOST_DIGITS)), (high, number_text(high, _MOST_DIGITS))
    reach = max(abs(first), abs(last), 1)
    digits = min(max(floor(log10(reach)) + 1 + (0 if round(log10(step), 9).is_integer() else 1), 1), _MOST_DIGITS)
    return tuple((count * step, number_text(_rounded(count, step), digits)) for count in range(first, last + 1))


def _round_step(least: float) -> float:
    """Give the least of 1, 2 and 5 times a power of ten that is not below `least`, which is above 0."""
    power = 10.0 ** floor(log10(least)) if least > 1e-300 else 1e-300
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least * (1 - 1e-9))


def _rounded(count: int, step: float) -> float:
    """Give the multiple without the last digits that binary fractions add: 0.3, not 0.30000000000000004."""
    return float(f"{count * step:.12g}")


def _tick_places(size: int, most: int) -> range:
    steps = (digit * 10**power for power in range(19) for digit in (1, 2, 5))
    return range(0, size, next(step for step in steps if size <= most * step))
