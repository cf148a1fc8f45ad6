"""How long the window keeps a person waiting: the longest gap of its event loop, while it is used in many ways.

Of each use the limit is the longest gap of the idle window in the same process, or 13.2 ms where that is more, because
nobody sees a gap of 33 ms: a use may take 2.5 times the limit. One process does all uses one after the other, so each
round starts one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from .benchmark import Benchmark, Contest, Target
from .measuring import Task

_ROOT = Path(__file__).resolve().parents[1]
_USES = ("start", "open_model", "run", "gates", "open_run", "count", "choose", "scrub", "save")
_UNSEEN = 0.033 / 2.5  # seconds
_PATIENCE = 600


def using(use: str) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare the gaps of a use with those of the idle window; the n-th samples of all uses are of one process."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        limit, peer = count(), count()
        yield Contest(
            _nth(tiny, count(), lambda gaps: gaps[use]),
            _nth(tiny, limit, lambda gaps: max(gaps["idle"], _UNSEEN)),
            {"idle window": _nth(tiny, peer, lambda gaps: gaps["idle"])},
        )

    return prepare


def _nth(tiny: bool, numbers: Iterator[int], seconds: Callable[[dict[str, float]], float]) -> Task:
    return lambda: seconds(_session(tiny, next(numbers)))


@cache
def _session(tiny: bool, _number: int) -> dict[str, float]:
    """Give the gaps of a process that does all uses. Raises RuntimeError if it fails."""
    command = [sys.executable, "-m", "benchmarks.gap_process", _folder(tiny).name]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=_ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE
    )
    if done.returncode:
        raise RuntimeError(f"The window was not used to the end:\n{done.stderr.decode(errors='replace')}")
    gaps: dict[str, float] = json.loads(done.stdout)
    return gaps


@cache
def _folder(tiny: bool) -> "TemporaryDirectory[str]":
    """Make the folder with the files that are opened; it is removed when Python ends."""
    from .gap_files import write_files  # with Qt, which not every benchmark needs

    folder = TemporaryDirectory(ignore_cleanup_errors=True)
    write_files(Path(folder.name), tiny)
    return folder


BENCHMARKS = tuple(Benchmark(f"gap_{use}", (Target("ratio_to_limit", 2.5),), 9, using(use)) for use in _USES)
