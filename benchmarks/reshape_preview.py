"""512 x 512 elements of what reshape steps make of a tensor of 2 GB: the time to read them, and its growth.

Three views: a window of permute, reshape, slice; a window of split, permute, reshape; and the overview of all of that,
evenly spaced elements, which the program shows first.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .benchmark import Benchmark, Contest, Target
from .large_tensor import kept_file, tensor_file
from .measuring import timed
from .reshape_views import Shape, View, heads_overview, heads_window, merged_window, whole

_SIDE, _TINY_SIDE = 512, 4
_LARGE, _TINY = (64, 4096, 2048), (4, 8, 16)  # batch, time, hidden: 2 GB of float32
_HEADS, _TINY_HEADS = 16, 4
_READ = (Target("ours", 0.016), Target("ratio_to_best_peer", 0.01))
_GROWTH = (Target("ratio_to_limit", 4),)

Prepare = Callable[[bool], AbstractContextManager[Contest]]


def merged_view(tiny: bool) -> View:
    """A window of permute, reshape, slice."""
    return merged_window(_TINY, _TINY_SIDE) if tiny else merged_window(_LARGE, _SIDE)


def heads_view(tiny: bool) -> View:
    """A window of split, permute, reshape."""
    return heads_window(_TINY, _TINY_HEADS, _TINY_SIDE) if tiny else heads_window(_LARGE, _HEADS, _SIDE)


def overview(tiny: bool) -> View:
    """Evenly spaced elements of split, permute, reshape."""
    return heads_overview(_TINY, _TINY_HEADS, _TINY_SIDE) if tiny else heads_overview(_LARGE, _HEADS, _SIDE)


def read(look: Callable[[bool], View]) -> Prepare:
    """Compare with taking the same elements by their places in the file, and with making the whole tensor first.

    The whole tensor takes seconds and 2 GB of memory: `seconds_of_whole` measures it once.
    """

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        view = look(tiny)
        array, places = resident(view.shape), view.places()
        yield Contest(
            timed(lambda: view.read(array)),
            timed(lambda: array.reshape(-1).take(places)),
            {"whole tensor in numpy": lambda: seconds_of_whole(view)},
        )

    return prepare


def growth(look: Callable[[bool], View], small: Callable[[bool], View]) -> Prepare:
    """Compare with as many elements of what the same steps make of a tensor of 2 MB."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        view, small_view = look(tiny), small(tiny)
        array, places = resident(view.shape), view.places()
        with tensor_file(small_view.shape) as file:
            few = file.mapped()
            yield Contest(
                timed(lambda: view.read(array)),
                timed(lambda: small_view.read(few)),
                {"take from 2 GB": timed(lambda: array.reshape(-1).take(places))},
            )

    return prepare


def small_merged(tiny: bool) -> View:
    """The window of permute, reshape, slice over 2 MB: (1024, 512) of batch x hidden and time."""
    return merged_view(tiny) if tiny else merged_window((8, 512, 128), _SIDE)


def small_heads(tiny: bool) -> View:
    """The window of split, permute, reshape over 2 MB: (1024, 512) of batch x head and time x feature."""
    return heads_view(tiny) if tiny else heads_window((64, 16, 512), _HEADS, _SIDE)


@cache
def seconds_of_whole(view: View) -> float:
    """Measure how long the whole tensor takes: once, and then the same is given again."""
    array = resident(view.shape)
    return timed(lambda: whole(array, view))()


def resident(shape: Shape) -> NDArray[np.float32]:
    """Map the tensor and touch every page, so that reading it waits for nothing but memory."""
    array = kept_file(shape).mapped()
    array.max()
    return array


BENCHMARKS = (
    Benchmark("reshape_preview", _READ, 15, read(heads_view)),
    Benchmark("reshape_preview_slice", _READ, 15, read(merged_view)),
    Benchmark("reshape_preview_overview", _READ[:1], 15, read(overview)),
    Benchmark("reshape_growth", _GROWTH, 15, growth(heads_view, small_heads)),
    Benchmark("reshape_growth_slice", _GROWTH, 15, growth(merged_view, small_merged)),
)
