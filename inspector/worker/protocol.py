"""What passes between the window (or the command line) and a worker: length-capped JSON, never a pickle.

A worker first says {ready}, or {error} where it cannot start. A request is {id, verb, args}; it is answered by any
number of {id, progress} and then one {id, done} or {id, error}. Tensors travel in files whose names the client chose.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any

MAX_MESSAGE = 64 << 20  # bytes: the listing of a million tensors fits, a flood does not


class Role(StrEnum):
    """What a worker is for: reading files without torch, tensors of runs, or one user's model."""

    READER = "reader"
    TENSOR = "tensor"
    MODEL = "model"


def send(connection: "Connection[Any, Any]", message: Mapping[str, Any]) -> None:
    """Send one message. Raises OSError when the other side is gone, ValueError or TypeError for what is no message."""
    content = json.dumps(message).encode()
    if len(content) > MAX_MESSAGE:
        raise ValueError(f"a message of {len(content)} bytes is too long; {MAX_MESSAGE} are the most")
    connection.send_bytes(content)


def receive(connection: "Connection[Any, Any]") -> dict[str, Any]:
    """Wait for one message. Raises EOFError or OSError when the other side is gone, ValueError for what is no message.

    After a message that is too long the connection is of no more use.
    """
    try:
        message = json.loads(connection.recv_bytes(MAX_MESSAGE))
    except OSError as error:
        if error.errno is None:  # multiprocessing's own words about the length, not the system's
            raise ValueError(str(error)) from error
        raise
    except RecursionError as error:
        raise ValueError("a message is not that deep") from error
    if not isinstance(message, dict):
        raise ValueError("a message is a JSON object")
    return message
