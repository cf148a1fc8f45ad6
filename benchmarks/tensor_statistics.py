"""The figures of a whole tensor of 50 million float32: min, max, mean, std, sum, abs_sum, NaN and Inf.

With the distribution: also how many values there are of each size, which gives quantiles to 1/128 and any histogram.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray

from inspector.engine.count_values import histogram_of
from inspector.tensor.statistics import statistics_of

from .benchmark import Benchmark, Contest, Target
from .measuring import timed

_SHARES = (0.01, 0.5, 0.99)


@contextmanager
def _prepare(tiny: bool) -> Iterator[Contest]:
    """Compare with one pass over the memory, and with numpy's functions one after the other."""
    array = _drawn(tiny)
    yield Contest(
        timed(lambda: statistics_of(array)),
        timed(torch.from_numpy(array).sum),
        {"numpy, figure by figure": timed(lambda: figure_by_figure(array))},
    )


@contextmanager
def _prepare_distribution(tiny: bool) -> Iterator[Contest]:
    """Compare with one pass over the memory, and with numpy's quantiles and histogram beside its figures."""
    array = _drawn(tiny)

    def ours() -> tuple[object, ...]:
        counted = histogram_of(array)
        return statistics_of(array), *map(counted.quantile, _SHARES), counted.bars(-5, 5, 256)

    def in_numpy() -> tuple[object, ...]:
        return (
            *figure_by_figure(array),
            np.percentile(array, [100 * share for share in _SHARES]),
            np.histogram(array, 256),
        )

    yield Contest(timed(ours), timed(torch.from_numpy(array).sum), {"numpy, figure by figure": timed(in_numpy)})


def _drawn(tiny: bool) -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal(1000 if tiny else 50_000_000, np.float32)


def figure_by_figure(array: NDArray[np.float32]) -> tuple[object, ...]:
    """Give min, max, mean, std and the number of NaN, each in its own passes and in float32."""
    return array.min(), array.max(), array.mean(), array.std(), np.isnan(array).sum()


BENCHMARKS = (
    Benchmark("statistics", (Target("ratio_to_limit", 6),), 15, _prepare),
    Benchmark("distribution", (Target("ratio_to_limit", 16),), 9, _prepare_distribution),
)
