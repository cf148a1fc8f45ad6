"""What passes between the window (or the command line) and a worker: length-capped JSON, never a pickle.

A request is {id, verb, args}; it is answered by any number of {id, progress} and then one {id, done} or
{id, error}. Tensors travel in files whose names the client chose.
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
    """Send one message. Raises OSError when the other side is gone."""
    connection.send_bytes(json.dumps(message).encode())


def receive(connection: "Connection[Any, Any]") -> dict[str, Any]:
    """Wait for one message. Raises EOFError when the other side is gone, ValueError for what is no message."""
    message = json.loads(connection.recv_bytes(MAX_MESSAGE))
    if not isinstance(message, dict):
        raise ValueError("a message is a JSON object")
    return message
