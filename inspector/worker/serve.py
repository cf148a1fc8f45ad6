"""The loop of a worker process: take a request, do it, answer. Runs in the child; imports its role when it starts."""

import os
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing import connection as waiting
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import InspectorError, WorkerMemoryError, error_to_json
from .limits import Limits, apply_limits
from .protocol import Role, receive, send

Report = Callable[[Mapping[str, Any]], None]
Verb = Callable[[dict[str, Any], Report], Mapping[str, Any]]


def serve(role: str, channel: "Connection[Any, Any]", folder: str, memory_bytes: int | None, device: str) -> None:
    """Answer requests until the other side closes; the model role first locks itself into its limits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the client, which then kills this process
    os.dup2(2, 1)  # what a model prints must not end up in the client's --json
    verbs: dict[str, Verb] = import_module(f"{__package__}.{role}_role").VERBS
    containment = "process only"
    if role == Role.MODEL:
        containment = apply_limits(Limits(Path(folder), memory_bytes, device)).text
    # Not before the limits: Landlock binds the threads that are started afterwards.
    threading.Thread(target=_die_with_parent, daemon=True).start()
    send(channel, {"ready": containment})
    while True:
        try:
            request = receive(channel)
        except (EOFError, OSError):
            return
        _answer(channel, request, verbs)


def _answer(channel: "Connection[Any, Any]", request: dict[str, Any], verbs: Mapping[str, Verb]) -> None:
    number = request["id"]

    def report(progress: Mapping[str, Any]) -> None:
        send(channel, {"id": number, "progress": progress})

    try:
        send(channel, {"id": number, "done": verbs[request["verb"]](request["args"], report)})
    except InspectorError as error:
        send(channel, {"id": number, "error": error_to_json(error), "trace": traceback.format_exc()})
    except MemoryError:
        exhausted = WorkerMemoryError("The memory ran out.", "Make the input smaller or allow more memory.")
        send(channel, {"id": number, "error": error_to_json(exhausted), "trace": ""})
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever it is, the client must hear of it
        text = f"{request['verb']} failed inside LSTMScope: {type(error).__name__}: {error}"
        bug = InspectorError(text, "This is a bug.")
        send(channel, {"id": number, "error": error_to_json(bug), "trace": traceback.format_exc()})


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        waiting.wait([parent.sentinel])
        os._exit(1)
