"""Memory that no limit of the system holds is watched from outside; tried with memory of the CPU."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hostile_models import launch, request_for

from inspector.errors import DeviceError, WorkerMemoryError
from inspector.run.run_file import open_run
from inspector.worker import process
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.memory_watch import MemoryWatch, resident_bytes
from inspector.worker.protocol import Role

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="resident memory is watched on Linux")

MB = 10**6


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker with the limits for CUDA. It needs no such device: the models here compute on the CPU."""
    monkeypatch.setattr(process, "launch", launch)
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path, 700 * MB, "cuda:0"))) as started:
        yield started


def run(worker: Worker, name: str):
    path = worker.setup.folder / "run.safetensors"
    path.unlink(missing_ok=True)
    worker.request("run", {"request": request_for(name), "path": str(path)}, timeout=120)
    return open_run(path).run


def test_memory_that_is_held_is_told():
    before = resident_bytes(os.getpid())
    held = bytearray(os.urandom(50 * MB))
    after = resident_bytes(os.getpid())
    assert before is not None
    assert after is not None
    assert after - before > 40 * MB
    assert held
    assert resident_bytes(2**22 + 1) is None


def test_too_much_is_said_once():
    said = threading.Event()
    with closing_watch(os.getpid(), 1, said.set):
        assert said.wait(10)


def test_less_is_never_said():
    said = threading.Event()
    with closing_watch(os.getpid(), 2**60, said.set):
        assert not said.wait(0.2)
    assert not said.is_set()


def test_a_process_that_is_gone_ends_the_watch():
    said = threading.Event()
    watch = MemoryWatch(2**22 + 1, 1, said.set)
    watch.end()
    assert not said.is_set()


def test_who_is_told_may_end_the_watch():
    watches: list[MemoryWatch] = []
    ready, ended = threading.Event(), threading.Event()

    def end() -> None:
        ready.wait(10)
        watches[0].end()
        ended.set()

    watches.append(MemoryWatch(os.getpid(), 1, end))
    ready.set()
    assert ended.wait(10)


class closing_watch:  # noqa: N801 - used as a function
    def __init__(self, *arguments) -> None:
        self._watch = MemoryWatch(*arguments)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._watch.end()


@pytest.mark.parametrize("name", ["slow-allocation", "python-allocation", "huge-product"])
def test_a_model_that_takes_too_much_is_stopped(worker: Worker, name: str):
    with pytest.raises(WorkerMemoryError, match="memory"):
        run(worker, name)
    assert run(worker, "good").stopped_at is None


def test_the_containment_says_that_memory_is_watched(worker: Worker):
    run(worker, "good")
    assert worker.containment.endswith(", 0.7 GB of memory, watched")


def test_the_cpu_is_left_to_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(process, "launch", launch)
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path, 3000 * MB))) as worker:
        run(worker, "good")
        assert worker.containment.endswith(", 3.0 GB of memory")


def test_a_device_that_failed_is_dropped_with_its_process(worker: Worker):
    run(worker, "good")
    before = worker.pid
    with pytest.raises(DeviceError) as caught:
        run(worker, "device-assert")
    assert str(caught.value) == (
        "The device failed: CUDA error: device-side assert triggered. "
        "Run it on cpu, where the error is told where it happens."
    )
    assert caught.value.exit_code == 5
    assert worker.pid is None
    assert run(worker, "good").stopped_at is None
    assert worker.pid not in (None, before)
