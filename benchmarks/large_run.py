"""A run of 2.2 GB on screen: from the folder of the window's own files, and from somebody else's file.

The window is there and has shown the built-in run. Ours ends when the first heatmap has been painted. The limit is to
read the elements of the slice once. The peer is what one would do without maps or in fear of them: copying or reading
the whole file first. What opening adds to the resident memory that belongs to no file must stay below 100 MB.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from inspector.run.copied_run import copy_file
from inspector.run.key import parse_key
from inspector.run.run_file import open_run

from .benchmark import Benchmark, Contest, Target
from .long_run import write_long_run
from .measuring import Task, timed

_MEMORY = 100 << 20  # bytes that a run may take
_OUTPUT = parse_key("/0/output")


@contextmanager
def _own(tiny: bool) -> Iterator[Contest]:
    with _shown(tiny) as (shown, path):
        from .gap_timer import wait_until

        numbers = count()

        def ours() -> float:
            own = shown.workspace.workers.folder / f"run-{next(numbers)}-benchmark.safetensors"
            os.link(path, own)  # as if it had been made there
            return _seconds_to_show(shown, lambda: shown.workspace.show_run(open_run(own)), wait_until)

        yield _contest(ours, path)


@contextmanager
def _elsewhere(tiny: bool) -> Iterator[Contest]:
    with _shown(tiny) as (shown, path):
        from .gap_timer import wait_until

        yield _contest(lambda: _seconds_to_show(shown, lambda: shown.open_path(path), wait_until), path)


def _contest(ours: Task, path: Path) -> Contest:
    output = open_run(path).mapped(_OUTPUT)

    def whole() -> None:
        copy_file(path, path.with_name("copy")).unlink()

    return Contest(ours, timed(lambda: output[0].max()), {"copying it first": timed(whole)})


@contextmanager
def _shown(tiny: bool) -> Iterator[tuple[Any, Path]]:
    """Give the window, which has nothing more to do, and the run's file, which is in the system's cache."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from .gap_session import GapSession, window

    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_long_run(folder / "run.safetensors", *((2, 8, 16) if tiny else (64, 4096, 2048)))
        with window(folder) as shown:
            GapSession(shown, folder).start()
            yield shown, folder / "run.safetensors"


def _seconds_to_show(shown: Any, act: Callable[[], object], wait_until: Callable[[Callable[[], bool]], None]) -> float:
    """Show the run in place of the built-in one. Raises MemoryError where that takes more than it may."""
    from PySide6.QtWidgets import QApplication

    from widgets.application import open_sample

    workspace = shown.workspace
    open_sample(workspace)
    wait_until(lambda: workspace.session.run is not None and len(workspace.session.run.calls) > 1)
    wait_until(lambda: bool(workspace.runs.figures.found))
    former, memory = workspace.session.run, _memory()
    began = perf_counter()
    act()
    while workspace.session.run is former:
        QApplication.processEvents()
    QApplication.processEvents()  # which paints
    seconds = perf_counter() - began
    wait_until(lambda: bool(workspace.runs.figures.found))
    if (taken := _memory() - memory) > _MEMORY:
        raise MemoryError(f"The run took {taken >> 20} MB of memory.")
    return seconds


def _memory() -> int:
    """Give the bytes of resident memory that belong to no file; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) << 10


BENCHMARKS = (
    Benchmark("large_run_own", (Target("ours", 0.3),), 9, _own),
    Benchmark("large_run_elsewhere", (Target("ours", 0.5), Target("ratio_to_best_peer", 0.5)), 9, _elsewhere),
)
