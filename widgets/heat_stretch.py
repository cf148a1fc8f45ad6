"""Stretching a scale of values with the mouse."""

from dataclasses import replace

from inspector.tensor.levels import Levels


def stretched(levels: Levels, began: float, moved: float) -> Levels:
    """Give the levels after a drag that began at a share of the bar, from its top, and went on by a share downwards.

    In the upper or the lower third it moves that end, in the middle both. Of a signed scale zero stays in the middle.
    """
    low, high = levels.low, levels.high
    by = min(max(moved, -0.9), 0.9) * (high - low)
    if levels.signed:
        reach = max(high + (by if began < 0.5 else -by), high / 100)
        return replace(levels, low=-reach, high=reach)
    least = (high - low) / 100
    low = low + by if began > 1 / 3 else low
    high = high + by if began < 2 / 3 else high
    return Levels(low, high, False) if high - low > least else levels
