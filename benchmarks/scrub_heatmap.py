"""Scrubbing through a mapped tensor of 2 GB, along each of its axes, at 1000 x 800: a frame as a person sees it.

A frame is reading the slice, its figures and colours, and painting what changed of the window. The file is in the
system's cache. The tensors' own heatmap keeps every outlier and NaN in sight; those beside it do not. They are given
fixed levels, with which they are quickest. Only the processor's time counts, which is one thread's.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import find_spec
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.tensor.axis import named_axis
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import ResolvedSlice
from inspector.tensor.values import StoredValues

from .benchmark import Benchmark, Contest, Target
from .large_tensor import kept_file
from .measuring import Task, cpu_timed

Show = Callable[[int], object]  # shows the slice at a place along the axis
_NAMES = ("batch", "time", "hidden")
_LEVELS = (-4.0, 4.0)
_FRAMES = 8  # in a row
_STRIDE = 29  # places from a frame to the next: no two of them share what the processor kept


def scrubbing(axis: int) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare with copying the slice, and with other pictures of it."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        array = kept_file((8, 16, 16) if tiny else (64, 4096, 2048)).mapped()
        array.max()  # the pages are resident in this mapping, too
        target = np.empty_like(np.take(array, 0, axis))
        with ExitStack() as stack:
            ours = stack.enter_context(heatmap(array, axis))
            others = {name: stack.enter_context(made(array, axis)) for name, made in peers().items()}
            size = array.shape[axis]
            yield Contest(
                frames(ours, size),
                frames(lambda place: np.copyto(target, slice_at(array, axis, place)), size),
                {name: frames(show, size) for name, show in others.items()},
            )

    return prepare


def frames(show: Show, size: int) -> Task:
    """Make a task that shows other places each time, one after the other as a person does; it gives one's seconds."""
    places = count()
    scrub = cpu_timed(lambda: [show(next(places) * _STRIDE % size) for _ in range(_FRAMES)])
    return lambda: scrub() / _FRAMES


def slice_at(array: NDArray[Any], axis: int, place: int) -> NDArray[Any]:
    """Give the slice as a view."""
    view: NDArray[Any] = array[(slice(None),) * axis + (place,)]
    return view


@contextmanager
def heatmap(array: NDArray[Any], axis: int) -> Iterator[Show]:
    """Show slices in the program's own heatmap."""
    from widgets.tensor_heatmap import TensorHeatmap

    values = StoredValues(array)
    axes = tuple(named_axis((name, size)) for name, size in zip(_NAMES, array.shape, strict=True))
    row, column = (at for at in range(3) if at != axis)
    with on_screen(TensorHeatmap) as (widget, painted):

        def show(place: int) -> None:
            resolved = ResolvedSlice(row, column, tuple(place if at == axis else 0 for at in range(3)))
            widget.show_slice(read_slice(values, resolved, *widget.room), axes)
            painted()

        show(0)
        yield show


@contextmanager
def plain_pyqtgraph(array: NDArray[Any], axis: int) -> Iterator[Show]:
    """Show slices in pyqtgraph's own image with axes, with the settings that are its quickest."""
    import pyqtgraph as pg

    with on_screen(pg.GraphicsLayoutWidget) as (widget, painted):
        image = pg.ImageItem(axisOrder="row-major")
        widget.addPlot().addItem(image)
        table = pg.colormap.get("cividis").getLookupTable(nPts=256)

        def show(place: int) -> None:
            image.setImage(slice_at(array, axis, place), levels=_LEVELS, lut=table)
            painted()

        show(0)
        yield show


@contextmanager
def plain_matplotlib(array: NDArray[Any], axis: int) -> Iterator[Show]:
    """Show slices in matplotlib's own image with axes."""
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg  # type: ignore[import-not-found]  # no dependency
    from matplotlib.figure import Figure  # type: ignore[import-not-found]  # of ours: measured where it is

    with on_screen(lambda: FigureCanvasQTAgg(Figure())) as (widget, painted):
        drawn = widget.figure.subplots().imshow(
            slice_at(array, axis, 0), vmin=_LEVELS[0], vmax=_LEVELS[1], aspect="auto", interpolation="nearest"
        )

        def show(place: int) -> None:
            drawn.set_data(slice_at(array, axis, place))
            widget.draw()
            painted()

        show(0)
        yield show


def peers() -> Mapping[str, Callable[[NDArray[Any], int], AbstractContextManager[Show]]]:
    """Give the other pictures that can be had here."""
    there = {"pyqtgraph": plain_pyqtgraph, "matplotlib": plain_matplotlib}
    return {name: made for name, made in there.items() if find_spec(name)}


@contextmanager
def on_screen(make: Callable[[], Any]) -> Iterator[tuple[Any, Callable[[], object]]]:
    """Give a window of 1000 x 800, and what has it painted as far as it changed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import shiboken6
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    widget = make()
    widget.resize(1000, 800)
    widget.show()
    app.processEvents()
    try:
        yield widget, app.processEvents
    finally:
        shiboken6.delete(widget)
        app.processEvents()


_QUICKER = (Target("ratio_to_best_peer", 0.67),)
BENCHMARKS = (
    Benchmark(
        "scrub_axis_0",
        (Target("ours", 0.02), Target("ratio_to_limit", 8), Target("ratio_to_best_peer", 1.5)),
        25,
        scrubbing(0),
    ),
    Benchmark("scrub_axis_1", _QUICKER, 25, scrubbing(1)),
    Benchmark("scrub_axis_2", _QUICKER, 25, scrubbing(2)),
)
