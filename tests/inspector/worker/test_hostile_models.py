"""Whatever a model does while it runs costs a message: the client lives, and the next run works."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hostile_models import launch, request_for

from inspector.errors import (
    CancelledError,
    WorkerDiedError,
    WorkerMemoryError,
    WorkerTimeoutError,
)
from inspector.run.run import Run
from inspector.run.run_file import open_run
from inspector.worker import process
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role

GB = 10**9
HANGS = ["python-loop", "c-loop", "torch-loop", "sleep", "deadlock", "ignored-signals", "call-flood"]


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(process, "launch", launch)
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path, 3 * GB // 2))) as started:
        yield started


def run(worker: Worker, name: str, **options: Any) -> Run:
    path = worker.setup.folder / "run.safetensors"
    path.unlink(missing_ok=True)
    worker.request("run", {"request": request_for(name), "path": str(path)}, **options)
    return open_run(path).run


def assert_works(worker: Worker) -> None:
    good = run(worker, "good")
    assert good.stopped_at is None
    assert [tensor.shape for tensor in good.result] == [(5, 2, 4)]


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("exit", "ended with exit code 7"),
        ("abort", "crashed with SIGABRT"),
        ("segfault", "crashed with SIGSEGV"),
        ("bottomless-recursion", "crashed with SIGSEGV"),
        ("unnamed-signal", "crashed with signal "),
    ],
)
def test_crash_is_told_and_the_next_run_works(worker: Worker, name: str, ending: str) -> None:
    began = time.monotonic()
    with pytest.raises(WorkerDiedError) as caught:
        run(worker, name)
    assert caught.value.message.startswith(f"The model process {ending}")
    assert caught.value.message.endswith("during run.")
    assert time.monotonic() - began < 10
    assert worker.pid is None
    assert_works(worker)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("raise", "ValueError: no such thing"),
        ("keyboard-interrupt", "KeyboardInterrupt"),
        ("system-exit", "SystemExit: 7"),
        ("recursion", "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_failing_forward_leaves_what_was_captured_and_the_process(worker: Worker, name: str, error: str) -> None:
    stopped = run(worker, name)
    assert stopped.stopped_at is not None
    assert stopped.stopped_at.error == error
    assert [call.module for call in stopped.calls] == ["lstm"]
    before = worker.pid
    assert_works(worker)
    assert worker.pid == before


@pytest.mark.parametrize("name", ["one-allocation", "huge-product", "slow-allocation", "python-allocation"])
def test_lack_of_memory_is_told_and_the_next_run_works(worker: Worker, name: str) -> None:
    with pytest.raises(WorkerMemoryError, match="ran out of memory"):
        run(worker, name)
    assert_works(worker)


@pytest.mark.parametrize("name", ["c-loop", "torch-loop", "ignored-signals", "call-flood"])
def test_run_ends_within_its_time(worker: Worker, name: str) -> None:
    assert_works(worker)
    began = time.monotonic()
    with pytest.raises(WorkerTimeoutError, match=r"run took too long and was stopped\."):
        run(worker, name, timeout=0.3)
    assert time.monotonic() - began < 1.3
    assert_works(worker)


@pytest.mark.parametrize("name", HANGS)
def test_kill_from_another_thread_ends_the_run(worker: Worker, name: str) -> None:
    killed: list[float] = []

    def kill() -> None:
        killed.append(time.monotonic())
        worker.kill()

    def progress(told: Any) -> None:
        if told == {"stage": "running", "calls": 1}:
            threading.Thread(target=kill).start()

    with pytest.raises(CancelledError, match="Stopped"):
        run(worker, name, progress=progress)
    assert time.monotonic() - killed[0] < 1
    assert worker.pid is None
    assert_works(worker)


def test_thread_bomb_ends_at_the_limit_of_memory(worker: Worker) -> None:
    # Whether Python, torch or the C library notices first is chance. A thread whose first line finds no memory leaves
    # the one that started it waiting for ever: then it is the time that ends.
    with suppress(WorkerMemoryError, WorkerDiedError, WorkerTimeoutError):
        assert run(worker, "thread-bomb", timeout=20).stopped_at is not None
    worker.kill()
    assert_works(worker)


def test_closed_channel_is_a_lost_process(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_GONE_WITHIN", 0.2)  # it lives on, so how it ends is not known; it is killed
    with pytest.raises(WorkerDiedError, match="The model process was lost during run"):
        run(worker, "closed-channel")
    assert_works(worker)


def test_odd_result_and_odd_words_cross_as_plain_data(worker: Worker) -> None:
    assert run(worker, "odd-result").result == ()
    stopped = run(worker, "raise-odd-text").stopped_at
    assert stopped is not None
    assert stopped.error.startswith("ValueError: line one")


def test_what_a_model_prints_does_not_reach_our_stdout(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(worker, "print").stopped_at is None
    worker.close()
    assert capfd.readouterr().out == ""


def test_flood_of_printing_is_stopped_too(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkerTimeoutError):
        run(worker, "print-flood", timeout=0.3)
    assert capfd.readouterr().out == ""
