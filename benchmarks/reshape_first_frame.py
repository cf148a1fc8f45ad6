"""The first picture of a reshaped tensor of 2 GB: nothing of the tensor is mapped before, and it ends in an image.

Everything counts that comes after a person's last keystroke: mapping, steps to primitives, reading the elements, their
figures and colours, and painting the whole heatmap. The file is in the system's cache, as it is when the program has
just written it; `_from_disk` has it dropped from there first, and then the disk is waited for.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from inspector.model.file_tensor import FileTensor
from inspector.tensor.slice import Slice

from .benchmark import Benchmark, Contest, Target
from .large_tensor import kept_file
from .measuring import Task, timed
from .reshape_preview import heads_view, merged_view, overview, seconds_of_whole
from .reshape_views import View

Picture = Callable[[Slice, View], object]
_FIRST = (Target("ours", 0.06),)


def first_frame(
    look: Callable[[bool], View], from_disk: bool = False
) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare with taking the same elements from a new mapping, and with making the whole tensor, without a picture."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        view = look(tiny)
        file, places = kept_file(view.shape), view.places()
        before: Callable[[Task], Task] = dropped(file) if from_disk else lambda task: task
        with heatmap() as picture:
            picture(view.read(file.mapped()), view)  # the window is open: its fonts and colours are there
            yield Contest(
                before(timed(lambda: picture(look(tiny).read(file.mapped()), view))),
                before(timed(lambda: file.mapped().reshape(-1).take(places))),
                {"whole tensor in numpy": lambda: seconds_of_whole(view)},
            )
            file.mapped().max()

    return prepare


def dropped(file: FileTensor) -> Callable[[Task], Task]:
    """Give what makes a task begin without the file in the system's cache; where that cannot be asked for, with it."""

    def before(task: Task) -> Task:
        def waiting() -> float:
            drop(file)
            return task()

        return waiting

    return before


def drop(file: FileTensor) -> None:
    """Ask the system to forget the file; it does so where nothing maps it and all of it is on the disk."""
    if sys.platform == "linux":
        descriptor = os.open(file.place.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


@contextmanager
def heatmap() -> Iterator[Picture]:
    """Give what shows a slice in the program's heatmap, painted offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import shiboken6
    from PySide6.QtWidgets import QApplication

    from widgets.tensor_heatmap import TensorHeatmap

    app = QApplication.instance() or QApplication([])
    widget = TensorHeatmap()
    widget.resize(600, 600)
    widget.show()

    def paint(part: Slice, view: View) -> object:
        widget.show_slice(part, view.axes)
        return widget.grab().toImage()

    try:
        yield paint
    finally:
        shiboken6.delete(widget)
        app.processEvents()


BENCHMARKS = (
    Benchmark("reshape_first_frame", _FIRST, 9, first_frame(heads_view)),
    Benchmark("reshape_first_frame_slice", _FIRST, 9, first_frame(merged_view)),
    Benchmark("reshape_first_frame_overview", _FIRST, 9, first_frame(overview)),
    Benchmark("reshape_first_frame_from_disk", _FIRST, 9, first_frame(heads_view, from_disk=True)),
    Benchmark("reshape_first_frame_slice_from_disk", _FIRST, 9, first_frame(merged_view, from_disk=True)),
)
