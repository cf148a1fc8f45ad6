"""One worker process and the channel to it: how it is started on each system, and how it ended."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import connection as waiting
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from ..errors import WorkerDiedError
from .launch import launch
from .protocol import Role

# Imported once; a server that has computed hangs its children. A dispatch mode needs torch._dynamo at its first use.
_PRELOADED = ["torch", "torch._dynamo", "safetensors.torch", "ml_dtypes"]
_GONE_WITHIN = 5.0  # seconds for a process that has closed its channel to end
_environment = threading.Lock()  # held by whoever changes the environment: it is the whole program's
_LOST = 255  # multiprocessing's exit code where the fork server cannot tell


@dataclass(frozen=True, slots=True, eq=False)
class WorkerProcess:
    """A process that was started, and our end of the channel to it."""

    process: BaseProcess
    channel: "Connection[Any, Any]"

    def ending(self) -> str:
        """Wait a little until the process is gone and say in words how it ended."""
        waiting.wait([self.process.sentinel], _GONE_WITHIN)
        return _ending(self.process.exitcode)

    def dispose(self) -> None:
        """Close the channel, kill the process and wait until it is gone."""
        self.channel.close()
        self.process.kill()
        self.process.join()


def start_process(role: Role, *arguments: Any) -> WorkerProcess:
    """Start a process that runs `launch` with the role, its end of the channel and the arguments.

    Waits until a fork server is up, not until the process is ready. Raises WorkerDiedError.
    """
    context = _context(role)
    ours, theirs = context.Pipe()
    process = context.Process(
        target=launch, args=(role.value, theirs, *arguments), daemon=True, name=f"lstmscope-{role}"
    )
    try:
        # A fork server is sheltered already, and waiting for it here must stay interruptible.
        with _sheltered() if context.get_start_method() == "spawn" else nullcontext():
            process.start()
    except (OSError, EOFError) as error:
        text = f"The {role} process could not be started ({error})."
        raise WorkerDiedError(text, "Try again; if that fails, close other programs.") from error
    finally:
        theirs.close()
        if process.pid is None:
            ours.close()
    return WorkerProcess(process, ours)


def _context(role: Role) -> Any:
    """Give forkserver with torch imported once where it exists; a reader needs no torch, so it is spawned."""
    if role is Role.READER or sys.platform in ("win32", "darwin"):
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # not on Windows

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    with _sheltered():
        forkserver.ensure_running()
    return context


@contextmanager
def _sheltered() -> Iterator[None]:
    """Shelter what is spawned here from the current folder and from Ctrl-C.

    A torch.py in the current folder must not be imported. Ctrl-C in a terminal reaches every process of the group, and
    one that is still importing would die of it with a traceback; it is for the client, which kills its workers.
    """
    with _environment:
        before = os.environ.get("PYTHONSAFEPATH")
        os.environ["PYTHONSAFEPATH"] = "1"
        try:
            with _interrupts_blocked():
                yield
        finally:
            if before is None:
                del os.environ["PYTHONSAFEPATH"]
            else:
                os.environ["PYTHONSAFEPATH"] = before


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # first, because its own start unblocks SIGINT
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(code: int | None) -> str:
    if code is None or code == _LOST:
        return "was lost"
    if code >= 0:
        return f"ended with exit code {code}"
    if -code == getattr(signal, "SIGKILL", 9):
        return "was killed (by hand, or by the system because memory ran out)"
    if -code == signal.SIGTERM:
        return "was told to end"
    return f"crashed with {_signal_name(-code)}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"signal {number}"
