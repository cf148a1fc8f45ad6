"""The loop of a worker process: take a request, do it, answer. Runs in the child; imports its role when it starts."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from multiprocessing import connection as waiting
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import (
    DeviceError,
    InspectorError,
    WorkerMemoryError,
    device_failed,
    error_to_json,
    ran_out_of_memory,
)
from .limits import Limits, apply_limits
from .protocol import Role, receive, send

Report = Callable[[Mapping[str, Any]], None]
Verb = Callable[[dict[str, Any], Report], Mapping[str, Any]]


def serve(role: str, channel: "Connection[Any, Any]", folder: str, memory_bytes: int | None, device: str) -> None:
    """Answer requests until the other side closes; who opens foreign files first locks itself into its limits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the client, which then kills this process
    with suppress(EOFError, OSError):  # the other side is gone
        try:
            _keep_stdout_clean()
            verbs: dict[str, Verb] = import_module(f"{__package__}.{role}_role").VERBS
            containment = "process only"
            if role in (Role.MODEL, Role.READER):
                containment = apply_limits(Limits(Path(folder), memory_bytes, device)).text
            _die_with_parent()
        except Exception as error:  # noqa: BLE001 - the edge of the process, as below
            send(channel, _failure(error, "The start"))
            return
        send(channel, {"ready": containment})
        while True:
            _answer(channel, receive(channel), verbs)


def _answer(channel: "Connection[Any, Any]", request: dict[str, Any], verbs: Mapping[str, Verb]) -> None:
    number, verb = {"id": request["id"]}, request["verb"]

    def report(progress: Mapping[str, Any]) -> None:
        send(channel, number | {"progress": progress})

    try:
        message: dict[str, Any] = {"done": verbs[verb](request["args"], report)}
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever it is, the client must hear of it
        message = _failure(error, verb)
    try:
        send(channel, number | message)
    except (TypeError, ValueError) as error:
        send(channel, number | _failure(error, verb))


def _failure(error: Exception, verb: str) -> dict[str, Any]:
    """Give the message that reports the error, which is being handled."""
    if isinstance(error, InspectorError):
        told = error
    elif ran_out_of_memory(error):
        told = WorkerMemoryError("The memory ran out.", "Make the input smaller or allow more memory.")
    elif device_failed(error):
        first = str(error).strip().splitlines()[0].rstrip(".")
        told = DeviceError(f"The device failed: {first}.", "Run it on cpu, where the error is told where it happens.")
    elif isinstance(error, ModuleNotFoundError):
        told = InspectorError(f"{error.name} is not installed.", "Set LSTMScope up with: python3 tools/dev.py run")
    else:
        told = InspectorError(f"{verb} failed inside LSTMScope: {type(error).__name__}: {error}", "This is a bug.")
    return {"error": error_to_json(told), "trace": traceback.format_exc()}


def _keep_stdout_clean() -> None:
    """Send what a model prints to stderr: it must not end up in the client's --json."""
    try:
        os.dup2(2, 1)
    except OSError:  # the program was started without stderr
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor in (1, 2):
            os.dup2(nowhere, descriptor)


def _die_with_parent() -> None:
    """See to it that this process ends when the client does. Not before the limits: Landlock binds later threads."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        # The thread below needs the interpreter's lock, which a model in an endless C loop never gives back.
        with suppress(OSError):
            _kill_when_closed(parent.sentinel)
    threading.Thread(target=_wait_for_end_of, args=(parent.sentinel,), daemon=True).start()


def _kill_when_closed(pipe: int) -> None:
    """Have the kernel send SIGKILL to this process when the other end of the pipe is closed."""
    import fcntl

    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)


def _wait_for_end_of(sentinel: int) -> None:
    waiting.wait([sentinel])
    os._exit(1)
