"""The first function of a worker process. By name only: the client must not import what its workers run."""

from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any


def launch(role: str, channel: "Connection[Any, Any]", folder: str, memory_bytes: int | None, device: str) -> None:
    """Import the worker's loop and run it until the client goes away."""
    import_module(f"{__package__}.serve").serve(role, channel, folder, memory_bytes, device)
