"""Which values a colour scale spans: a choice that stays from tensor to tensor, and the levels that it gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .figures import Figures
from .levels import Levels, levels_between
from .statistics import Statistics


@dataclass(frozen=True, slots=True)
class SliceScale:
    """From the smallest to the largest value of the slice."""


@dataclass(frozen=True, slots=True)
class TensorScale:
    """From the smallest to the largest value of the whole tensor, so that its slices can be compared."""


@dataclass(frozen=True, slots=True)
class RobustScale:
    """Between two quantiles of the slice: a few extreme values leave the colours to the others."""

    low: float = 0.01
    high: float = 0.99


@dataclass(frozen=True, slots=True)
class SymmetricScale:
    """As far below zero as above: what is farthest from zero in the slice decides."""


@dataclass(frozen=True, slots=True)
class FixedScale:
    """Between two given values, `low` < `high`, for every tensor alike."""

    low: float
    high: float


ScaleChoice = SliceScale | TensorScale | RobustScale | SymmetricScale | FixedScale


def scaled(choice: ScaleChoice, figures: Figures, sample: NDArray[np.float32], whole: Statistics | None) -> Levels:
    """Give the levels for a slice with these figures and this sample of finite values.

    `whole` are the figures of the whole tensor; until they are counted, those of the slice take their place.
    """
    match choice:
        case SliceScale():
            return levels_between(figures.low, figures.high)
        case TensorScale():
            return levels_between(whole.min, whole.max) if whole else levels_between(figures.low, figures.high)
        case RobustScale(low, high):
            ends = np.quantile(sample, (low, high)) if sample.size else (None, None)
            return levels_between(*(None if end is None else float(end) for end in ends))
        case SymmetricScale():
            reach = max(abs(figures.low or 0.0), abs(figures.high or 0.0)) or 1.0
            return Levels(-reach, reach, signed=True)
        case FixedScale(low, high):
            return Levels(low, high, signed=low == -high)
