"""From the start of the process to the first painted window, with the built-in run being opened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter

from .benchmark import Benchmark, Contest, Target

_ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def _prepare(_tiny: bool) -> Iterator[Contest]:
    """Compare our window with an empty one, and with an empty one of a program that imports torch first."""
    with TemporaryDirectory() as settings:
        start = partial(partial, seconds_to_paint, settings)
        yield Contest(start("ours"), start("bare"), {"window that imports torch first": start("torch")})


def seconds_to_paint(settings: str, kind: str) -> float:
    """Start a process that shows a window and give the seconds until it says so. Raises RuntimeError if it does not."""
    command = [sys.executable, "-m", "benchmarks.first_paint", kind, settings]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with TemporaryFile() as complaints:
        began = perf_counter()
        with subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            seconds = perf_counter() - began
            # Ends when the workers have gone too: one that is still importing torch would disturb the next sample.
            process.stdout.read()
        if line.split() != [b"painted"] or process.returncode:
            complaints.seek(0)
            raise RuntimeError(f"The {kind} window was not painted:\n{complaints.read().decode(errors='replace')}")
    return seconds


BENCHMARK = Benchmark("window_first_paint", (Target("ratio_to_limit", 4),), 7, _prepare)
