"""The client's side of a worker process: start it, ask it, kill it. Knows no torch and no Qt."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import connection as waiting
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import CancelledError, WorkerDiedError, WorkerTimeoutError, error_from_json
from .launch import launch
from .protocol import Role, receive, send

Progress = Callable[[Mapping[str, Any]], None]
_PRELOADED = ["torch", "safetensors.torch", "ml_dtypes"]  # imported once; a server that has computed hangs its children


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
        self._process: multiprocessing.process.BaseProcess | None = None
        self._channel: Connection[Any, Any] | None = None
        self._number = 0
        self._lock = threading.Lock()
        self._kills = 0
        self._ticket = 0  # how often `kill` had been called when the present request was wished for

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
        self._ticket = self._kills if ticket is None else ticket
        if self._cancelled:
            raise self._stopped()
        channel = self._started()
        self._number += 1
        try:
            send(channel, {"id": self._number, "verb": verb, "args": args})
            return self._answer(channel, progress, None if timeout is None else time.monotonic() + timeout, verb)
        except (EOFError, OSError, ValueError) as error:
            raise self._ended(verb) from error

    def kill(self) -> None:
        """End the process at once, whatever it does; a request in flight raises CancelledError."""
        with self._lock:
            self._kills += 1
            if self._process is not None and self._process.is_alive():
                self._process.kill()

    def close(self) -> None:
        """Kill the process and wait until it is gone."""
        self.kill()
        self._discard()

    @property
    def pid(self) -> int | None:
        """The process number, or None while there is no process."""
        return self._process.pid if self._process is not None else None

    def _started(self) -> "Connection[Any, Any]":
        with self._lock:
            alive = self._process is not None and self._process.is_alive()
        if alive and self._channel is not None:
            return self._channel
        self._discard()
        setup = self.setup
        context = _context(setup.role)
        ours: Connection[Any, Any]
        ours, theirs = context.Pipe()
        arguments = (setup.role.value, theirs, str(setup.folder), setup.memory_bytes, setup.device)
        process = context.Process(target=launch, args=arguments, daemon=True, name=f"lstmscope-{setup.role}")
        process.start()
        theirs.close()
        with self._lock:
            self._process, self._channel = process, ours
        if self._cancelled:
            process.kill()
        try:
            self.containment = str(receive(ours)["ready"])
        except (EOFError, OSError, ValueError, KeyError) as error:
            raise self._ended("start") from error
        return ours

    def _answer(
        self, channel: "Connection[Any, Any]", progress: Progress, deadline: float | None, verb: str
    ) -> dict[str, Any]:
        while True:
            remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not waiting.wait([channel], remaining):
                self._discard()
                raise WorkerTimeoutError(
                    f"{verb} took too long and was stopped.", "Allow more time or make the input smaller."
                )
            message = receive(channel)
            if message.get("id") != self._number:
                continue
            if "progress" in message:
                progress(message["progress"])
            elif "error" in message:
                error = error_from_json(message["error"])
                error.add_note(str(message.get("trace", "")))
                raise error
            else:
                return dict(message["done"])

    def _ended(self, verb: str) -> CancelledError | WorkerDiedError:
        """Tidy up after a process that is gone and say how it ended."""
        process = self._process
        code = None
        if process is not None:
            process.join(5)
            code = process.exitcode
        self._discard()
        if self._cancelled:
            return self._stopped()
        return WorkerDiedError(
            f"The {self.setup.role} process {_ending(code)} during {verb}.", "The next one starts afresh."
        )

    @property
    def _cancelled(self) -> bool:
        return self._kills != self._ticket

    @staticmethod
    def _stopped() -> CancelledError:
        return CancelledError("Stopped.", "Nothing was changed; the next run starts afresh.")

    def _discard(self) -> None:
        with self._lock:
            process, channel = self._process, self._channel
            self._process = self._channel = None
        if channel is not None:
            channel.close()
        if process is not None:
            process.kill()
            process.join()


def _ending(code: int | None) -> str:
    if code is None:
        return "was lost"
    if code >= 0:
        return f"ended with exit code {code}"
    if -code == getattr(signal, "SIGKILL", 9):
        return "was killed (by hand, or by the system because memory ran out)"
    return f"crashed with {signal.Signals(-code).name}"


def _context(role: Role) -> Any:
    """Give forkserver with torch imported once where it exists; a reader needs no torch, so it is spawned."""
    os.environ.setdefault("PYTHONSAFEPATH", "1")  # a torch.py in the current folder must not be imported
    if role is Role.READER or sys.platform in ("win32", "darwin"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
