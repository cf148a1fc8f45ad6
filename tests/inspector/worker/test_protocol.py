"""Nothing that a worker sends harms its client: it is read as JSON of limited length, or refused."""

import json
import os
import pickle
import random
import resource
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest

from inspector.errors import FieldError, InspectorError, error_to_json
from inspector.worker.conversation import BrokenChannelError, ask, greeting
from inspector.worker.protocol import MAX_MESSAGE, receive, send

MESSAGES = 2_000


class Bomb:
    def __reduce__(self) -> Any:
        return os._exit, (1,)


@contextmanager
def heard(*contents: bytes) -> Iterator["Connection[Any, Any]"]:
    """Give the receiving end of a channel on which these bytes arrive and nothing after them."""
    ours, theirs = Pipe()

    def write() -> None:
        with socket.socket(fileno=os.dup(theirs.fileno())) as channel, suppress(OSError):
            channel.sendall(b"".join(contents))
            channel.shutdown(socket.SHUT_WR)

    writer = threading.Thread(target=write)
    writer.start()
    with closing(theirs):
        with closing(ours):
            yield ours
        writer.join()


def framed(content: bytes) -> bytes:
    return struct.pack("!i", len(content)) + content


def hostile_bytes(draw: random.Random) -> bytes:
    content = draw.randbytes(draw.randrange(300))
    kinds = (
        lambda: content,
        lambda: framed(content),
        lambda: framed(json.dumps(draw.choice([None, 5, [], "{}", [{}], float("nan")])).encode()),
        lambda: framed(b"[" * draw.randrange(1, 100_000)),
        lambda: framed(b'{"a":' * draw.randrange(1, 100_000)),
        lambda: framed(pickle.dumps(Bomb())),
        lambda: framed(b"9" * draw.randrange(1, 10_000)),
        lambda: struct.pack("!i", draw.randrange(MAX_MESSAGE + 1, 2**31)) + content,
        lambda: struct.pack("!i", draw.randrange(-(2**31), 0)) + content,
        lambda: struct.pack("!iQ", -1, draw.randrange(MAX_MESSAGE + 1, 2**64)) + content,
        lambda: struct.pack("!i", MAX_MESSAGE) + content,
    )
    return draw.choice(kinds)()


def test_hostile_bytes_are_refused_in_little_memory() -> None:
    draw = random.Random(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(MESSAGES):
        with heard(hostile_bytes(draw)) as channel, pytest.raises((EOFError, OSError, ValueError)):
            receive(channel)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000  # kB


def test_messages_cross_in_order() -> None:
    ours, theirs = Pipe()
    messages = [{"id": 1, "args": {"path": "a\ud800\n\x00"}}, {}, {"done": {"π": [1.5, None, True]}}]
    with closing(ours), closing(theirs):
        for message in messages:
            send(theirs, message)
        assert [receive(ours) for _ in messages] == messages


def test_too_long_a_message_is_not_sent() -> None:
    ours, theirs = Pipe()
    with closing(ours), closing(theirs):
        with pytest.raises(ValueError, match="is too long"):
            send(theirs, {"done": "x" * MAX_MESSAGE})
        send(theirs, {"done": {}})
        assert receive(ours) == {"done": {}}


@pytest.mark.parametrize("message", [5, [], "ready", None, {}, {"ready": 5}, {"error": "none"}, {"done": {}}])
def test_odd_greeting_is_nonsense(message: Any) -> None:
    with heard(framed(json.dumps(message).encode())) as channel:
        with pytest.raises(BrokenChannelError) as caught:
            greeting(channel)
        assert caught.value.nonsense


@pytest.mark.parametrize(
    "message",
    [
        [],
        {"id": 7},
        {"id": 7, "done": 5},
        {"id": 7, "done": None},
        {"id": 7, "progress": []},
        {"id": 7, "error": {}},
        {"id": 7, "error": {"kind": [], "message": "", "hint": "", "field": ""}},
        {"id": 7, "error": {"kind": "InputError", "message": 5, "hint": "", "field": ""}},
    ],
)
def test_odd_answer_is_nonsense(message: Any) -> None:
    with heard(framed(json.dumps(message).encode())) as channel:
        with pytest.raises(BrokenChannelError) as caught:
            ask(channel, 7, "run", {}, lambda _: None)
        assert caught.value.nonsense


def test_end_of_the_other_side_is_no_nonsense() -> None:
    with heard() as channel:
        with pytest.raises(BrokenChannelError) as caught:
            ask(channel, 7, "run", {}, lambda _: None)
        assert not caught.value.nonsense


def test_answer_to_an_earlier_request_is_skipped() -> None:
    told: list[Any] = []
    messages = [
        {"id": 6, "progress": {"calls": 9}},
        {"id": 6, "done": {"from": "six"}},
        {"id": 7, "progress": {"calls": 1}},
        {"id": 7, "done": {"from": "seven"}},
    ]
    with heard(*(framed(json.dumps(message).encode()) for message in messages)) as channel:
        assert ask(channel, 7, "run", {}, told.append) == {"from": "seven"}
    assert told == [{"calls": 1}]


def test_error_crosses_with_its_kind_hint_field_and_trace() -> None:
    error = FieldError("Too wide.", "Make it narrower.", "proj_size")
    message = {"id": 7, "error": error_to_json(error), "trace": "line 5"}
    with heard(framed(json.dumps(message).encode())) as channel, pytest.raises(FieldError) as caught:
        ask(channel, 7, "run", {}, lambda _: None)
    found = caught.value
    assert (found.message, found.hint, found.field) == ("Too wide.", "Make it narrower.", "proj_size")
    assert found.__notes__ == ["line 5"]


def test_error_of_unknown_kind_is_a_plain_one() -> None:
    message = {"id": 7, "error": {"kind": "SystemExit", "message": "no", "hint": "", "field": ""}}
    with heard(framed(json.dumps(message).encode())) as channel, pytest.raises(InspectorError) as caught:
        ask(channel, 7, "run", {}, lambda _: None)
    assert type(caught.value) is InspectorError
