"""The client's side of a worker process: start it, ask it, kill it. Knows no torch and no Qt."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import (
    CancelledError,
    DeviceError,
    WorkerDiedError,
    WorkerError,
)
from .conversation import BrokenChannelError, Progress, ask, greeting
from .memory_watch import ceiling_of
from .process import WorkerProcess, start_process
from .protocol import Role
from .request_limits import Limit, limit_error, limited


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How a worker is started: `folder` is the only place where a model worker may write.

    `memory_bytes` and `device` matter to a model worker alone.
    """

    role: Role
    folder: Path
    memory_bytes: int | None = None
    device: str = "cpu"


class Worker:
    """One worker process, started when first asked. `request` blocks; `kill` may be called from any thread."""

    def __init__(self, setup: WorkerSetup) -> None:
        self.setup = setup
        self.containment = ""
        self._running: WorkerProcess | None = None
        self._number = 0
        self._asking = threading.RLock()  # held by the one request that is being answered
        self._lock = threading.Lock()  # held for an instant, around what `kill` shares with a request
        self._kills = 0
        self._ticket = 0  # how often `kill` had been called when the present request was wished for
        self._doomed = False  # we have killed the process, which takes effect a little later ...
        self._limit: Limit | None = None  # ... because it reached this one
        self._ceiling: int | None = None  # bytes that it may hold, where that is for us to see to

    @property
    def ticket(self) -> int:
        """What a request made later must be given, so that a `kill` in between stops it too."""
        return self._kills

    def request(
        self,
        verb: str,
        args: Mapping[str, Any],
        progress: Progress = lambda _: None,
        timeout: float | None = None,
        ticket: int | None = None,
    ) -> dict[str, Any]:
        """Ask and wait for the answer; `timeout` is in seconds, counted from when the worker is ready.

        Raises what the worker raised, or CancelledError, WorkerTimeoutError or WorkerDiedError; after these three the
        next request starts a fresh process.
        """
        wished = self._kills if ticket is None else ticket
        with self._asking:
            self._ticket = wished
            if self._cancelled:
                raise _stopped()
            channel = self._started()
            with self._limited(timeout):
                try:
                    return ask(channel, self._number, verb, args, progress)
                except BrokenChannelError as error:
                    raise self._ended(verb, error) from error
                except DeviceError:
                    self._discard()  # each further call on the device would fail, too
                    raise

    def start(self) -> str:
        """Start the process if there is none, and give how it is contained. Raises what `request` raises."""
        with self._asking:
            self._ticket = self._kills
            self._started()
            return self.containment

    def kill(self) -> None:
        """End the process at once, whatever it does; a request in flight raises CancelledError."""
        with self._lock:
            self._kills += 1
            self._doom()

    def close(self) -> None:
        """Kill the process and wait until it is gone; where another thread's request is in flight, that one waits."""
        self.kill()
        if self._asking.acquire(blocking=False):
            try:
                self._discard()
            finally:
                self._asking.release()

    @property
    def pid(self) -> int | None:
        """The process number, or None while there is no process."""
        running = self._running
        return running.process.pid if running is not None else None

    def _started(self) -> "Connection[Any, Any]":
        with self._lock:
            running = None if self._doomed else self._running
        if running is not None and running.process.is_alive():
            return running.channel
        self._discard()
        setup = self.setup
        running = start_process(setup.role, str(setup.folder), setup.memory_bytes, setup.device)
        with self._lock:
            self._running, self._doomed, self._limit = running, False, None
            if self._cancelled:
                self._doom()
        try:
            self.containment = greeting(running.channel)
        except BrokenChannelError as error:
            raise self._ended("start", error) from error
        self._ceiling = ceiling_of(running.process.pid, setup.memory_bytes, setup.device)
        if self._ceiling is not None and setup.memory_bytes is not None:
            self.containment += f", {setup.memory_bytes / 1e9:.1f} GB of memory, watched"
        return running.channel

    @contextmanager
    def _limited(self, seconds: float | None) -> Iterator[None]:
        """Number the request and kill the process when it reaches a limit."""
        with self._lock:
            self._number += 1
        try:
            with limited(seconds, self.pid, self._ceiling, partial(self._reached, self._number)):
                yield
        finally:
            if self._doomed:
                self._discard()

    def _reached(self, number: int, limit: Limit) -> None:
        with self._lock:
            if number == self._number and not self._doomed:
                self._limit = limit
                self._doom()

    def _ended(self, verb: str, error: BrokenChannelError) -> WorkerError:
        """Tidy up after a process that is gone, or that talks nonsense, and say what happened."""
        running = self._running
        ending = str(error) if error.nonsense or running is None else running.ending()
        self._discard()
        if self._cancelled:
            return _stopped()
        if self._limit is not None:
            return limit_error(verb, self._limit)
        role = self.setup.role
        return WorkerDiedError(f"The {role} process {ending} during {verb}.", "The next one starts afresh.")

    @property
    def _cancelled(self) -> bool:
        return self._kills != self._ticket

    def _doom(self) -> None:
        """Kill the process if there is one; only with the lock held, so that it is not disposed of meanwhile."""
        if self._running is not None:
            self._doomed = True
            self._running.process.kill()

    def _discard(self) -> None:
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.dispose()


def _stopped() -> CancelledError:
    return CancelledError("Stopped.", "Nothing was changed; the next run starts afresh.")
