"""The figures of a whole tensor of 50 million float32: min, max, mean, std, sum, abs_sum, NaN and Inf."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray

from inspector.tensor.statistics import statistics_of

from .benchmark import Benchmark, Contest, Target
from .measuring import timed


@contextmanager
def _prepare(tiny: bool) -> Iterator[Contest]:
    """Compare with one pass over the memory, and with numpy's functions one after the other."""
    array = np.random.default_rng(0).standard_normal(1000 if tiny else 50_000_000, np.float32)
    tensor = torch.from_numpy(array)
    yield Contest(
        timed(lambda: statistics_of(array)),
        timed(tensor.sum),
        {"numpy, figure by figure": timed(lambda: figure_by_figure(array))},
    )


def figure_by_figure(array: NDArray[np.float32]) -> tuple[object, ...]:
    """Give min, max, mean, std and the number of NaN, each in its own passes and in float32."""
    return array.min(), array.max(), array.mean(), array.std(), np.isnan(array).sum()


BENCHMARK = Benchmark("statistics", (Target("ratio_to_limit", 10),), 15, _prepare)
