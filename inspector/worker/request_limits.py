"""The limits of one request to a worker: time, and memory where that is for the client to see to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal

from ..errors import WorkerError, WorkerMemoryError, WorkerTimeoutError
from .memory_watch import MemoryWatch

Limit = Literal["time", "memory"]


@contextmanager
def limited(
    seconds: float | None, pid: int | None, ceiling: int | None, reached: Callable[[Limit], None]
) -> Iterator[None]:
    """Have `reached` told from another thread when the time is over, or when the process holds more than `ceiling`.

    Waiting with a limit would not do: one that floods the channel, or stops within a message, is never waited for.
    """
    limit = threading.TIMEOUT_MAX if seconds is None else min(seconds, threading.TIMEOUT_MAX)
    timer = threading.Timer(limit, reached, ("time",))
    timer.daemon = True
    if seconds is not None:
        timer.start()
    watch = None if pid is None or ceiling is None else MemoryWatch(pid, ceiling, partial(reached, "memory"))
    try:
        yield
    finally:
        if watch is not None:
            watch.end()
        timer.cancel()


def limit_error(verb: str, limit: Limit) -> WorkerError:
    """Say that a request was stopped at a limit."""
    match limit:
        case "time":
            hint = "Allow more time or make the input smaller."
            return WorkerTimeoutError(f"{verb} took too long and was stopped.", hint)
        case "memory":
            hint = "Make the input smaller or allow more memory."
            return WorkerMemoryError(f"{verb} took more memory than it may and was stopped.", hint)
