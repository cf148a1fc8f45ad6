"""A distribution in words: its figures, its quantiles, and how exact they are."""

from collections.abc import Iterable

import numpy as np

from inspector.tensor.axis import Axis
from inspector.tensor.distribution import SHARES, AxisQuantiles, Distribution
from inspector.tensor.position import position_text
from inspector.tensor.statistics import Statistics

from .histogram_plot import QUANTILES
from .number_text import missing_text, number_text

_NAMES = ("min", "5 %", "median", "95 %", "max")
_FIXED = "\N{NO-BREAK SPACE}"
assert len(_NAMES) == len(SHARES)

PADDED = "Zeros of the padding are counted, too."


def figures_text(shown: Distribution) -> str:
    """Give the figures in a line: `600 values   min −1   max 2   mean 0.1   std 0.5   no NaN or Inf`."""
    figures = shown.statistics
    named = (("min", figures.min), ("max", figures.max), ("mean", figures.mean), ("std", figures.std))
    told = (f"{name} {number_text(value, 3)}" for name, value in named)
    missing = missing_text(figures) if figures.nan or figures.inf else "no NaN or Inf"
    return _in_a_line((f"{shown.size:,} value{'' if shown.size == 1 else 's'}", *told, missing))


def quantiles_text(shown: Distribution) -> str:
    """Give the quantiles in a line: `1 % −0.9   5 % −0.7   ...`; "" where no value is finite."""
    if not shown.histogram.finite:
        return ""
    return _in_a_line(f"{round(100 * share)} % {number_text(shown.quantile(share), 3)}" for share in QUANTILES)


def nothing_text(figures: Statistics, size: int) -> str:
    """Say why there is no histogram."""
    return (
        f"None of the {size:,} values is finite: {missing_text(figures)}." if size else "This tensor has no elements."
    )


def at_text(shown: AxisQuantiles, axis: Axis, point: int) -> str:
    """Give the quantiles at a point of the axis: `time 3:   min −1   5 % −0.7   ...`."""
    first, last = point * shown.step, min((point + 1) * shown.step, shown.size) - 1
    place = position_text((axis,), (first,)) + (f" to {last}" if last > first else "")
    column = (None if np.isnan(each) else float(each) for each in shown.quantiles[:, point])
    told = "   ".join(f"{name} {number_text(each)}" for name, each in zip(_NAMES, column, strict=True))
    missing = int(shown.missing[point])
    return f"{place}:   {told}" + (f"   {missing:,} NaN or Inf" if missing else "")


def along_text(shown: AxisQuantiles) -> str:
    """Say how exact the quantiles are, what stands together, and what was left out."""
    exact = (
        "The quantiles are exact."
        if shown.exact
        else "The smallest and the largest are exact, the others to 1/128 of their value."
    )
    together = f" Each point is of {shown.step:,} neighbours." if shown.step > 1 else ""
    missing = int(shown.missing.sum())
    return f"{exact}{together}" + (f" {missing:,} NaN or Inf are left out." if missing else "")


def _in_a_line(parts: Iterable[str]) -> str:
    """Put the parts side by side; none is broken where the line wraps."""
    return "   ".join(part.replace(" ", _FIXED) for part in parts)
