"""What a client says to a worker and hears from it, message by message. Whatever comes is checked: it is foreign."""

from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from ..errors import InspectorError, error_from_json
from .protocol import receive, send

Progress = Callable[[Mapping[str, Any]], None]


class BrokenChannelError(Exception):
    """The other side is gone, or `nonsense`: it sent something that is no message."""

    def __init__(self, nonsense: bool) -> None:
        super().__init__("sent something that is no answer" if nonsense else "is gone")
        self.nonsense = nonsense


def greeting(channel: "Connection[Any, Any]") -> str:
    """Wait for the worker to be ready; give how it is contained. Raises what the worker raised."""
    match _heard(channel):
        case {"ready": str(containment)}:
            return containment
        case message:
            raise _told(message)


def ask(
    channel: "Connection[Any, Any]", number: int, verb: str, args: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Make a request and wait for its answer; answers to earlier requests are skipped.

    Raises what the worker raised, and BrokenChannelError.
    """
    try:
        send(channel, {"id": number, "verb": verb, "args": args})
    except OSError as error:
        raise BrokenChannelError(nonsense=False) from error
    while True:
        match _heard(channel):
            case {"id": int(other)} if other != number:
                continue
            case {"progress": dict(told)}:
                progress(told)
            case {"done": dict(answer)}:
                return answer
            case message:
                raise _told(message)


def _heard(channel: "Connection[Any, Any]") -> dict[str, Any]:
    try:
        return receive(channel)
    except (EOFError, OSError, ValueError) as error:
        raise BrokenChannelError(nonsense=isinstance(error, ValueError)) from error


def _told(message: dict[str, Any]) -> InspectorError:
    """Give the error that the worker reports."""
    match message:
        case {"error": {"kind": str(), "message": str(), "hint": str(), "field": str()}}:
            error = error_from_json(message["error"])
            error.add_note(str(message.get("trace", "")))
            return error
    raise BrokenChannelError(nonsense=True)
