"""A question to a warm tensor worker: what three reshape steps make of a tensor."""

import json
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from inspector.engine.reshaping.trace import TensorLayout, trace
from inspector.reshape.reading.parse import parse_steps
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role
from inspector.worker.work_folder import WorkFolder

from .benchmark import Benchmark, Contest, Target
from .echo import echo
from .measuring import timed

_SHAPE, _STRIDE, _DTYPE = (8, 100, 256), (25600, 256, 1), "float32"
_CODES = (".view(8, 100, 2, 128)", ".permute(0, 2, 1, 3)", ".reshape(16, 12800)")


@contextmanager
def _prepare(_tiny: bool) -> Iterator[Contest]:
    """Compare with sending the same bytes to and fro, and with doing the work here, which the window must not."""
    question = {"shape": _SHAPE, "stride": _STRIDE, "dtype": _DTYPE, "codes": _CODES, "others": {}, "lengths": ()}
    with warm_worker() as worker, warm_echo(question, worker.request("trace", question)) as (channel, content):
        yield Contest(
            timed(lambda: worker.request("trace", question)),
            timed(lambda: ask(channel, content)),
            {"torch in this process": timed(trace_here)},
        )


@contextmanager
def warm_worker() -> Iterator[Worker]:
    """Give a tensor worker; it is started by its first question."""
    with WorkFolder() as folder:
        worker = Worker(WorkerSetup(Role.TENSOR, folder))
        try:
            yield worker
        finally:
            worker.close()


@contextmanager
def warm_echo(question: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[tuple["Connection[Any, Any]", bytes]]:
    """Give a channel to a process that answers everything with the bytes of the answer, and the question's bytes."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    content = json.dumps({"id": 1, "verb": "trace", "args": question}).encode()
    process = context.Process(target=echo, args=(theirs, json.dumps({"id": 1, "done": answer}).encode()), daemon=True)
    process.start()
    theirs.close()
    with ours:
        ask(ours, content)  # answered when the process is up
        yield ours, content
    process.join()


def ask(channel: "Connection[Any, Any]", content: bytes) -> bytes:
    """Send the bytes and wait for the answer's."""
    channel.send_bytes(content)
    return channel.recv_bytes()


def trace_here() -> list[dict[str, Any]]:
    """Do what the worker does, without the worker."""
    layout = TensorLayout(_SHAPE, _STRIDE, _DTYPE)
    return trace(layout, tuple(step for code in _CODES for step in parse_steps(code)))


BENCHMARK = Benchmark("worker_round_trip", (Target("ours", 0.016),), 101, _prepare)  # a picture takes 16 ms
