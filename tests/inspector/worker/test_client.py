"""A worker process from its client's side: asked, refused, killed, crashed, and always started afresh."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import hostile_models
import pytest
from hostile_models import request_for

from inspector.errors import CancelledError, FieldError, FileError, InspectorError, WorkerDiedError, WorkerTimeoutError
from inspector.model.config import Kind, RecurrentConfig
from inspector.worker import process
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role

LAYER = RecurrentConfig(Kind.LSTM, 3, 4, batch_first=False, dropout=0.0).to_json()
on_linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")


@pytest.fixture
def tensor_worker(tmp_path: Path) -> Iterator[Worker]:
    with closing(Worker(WorkerSetup(Role.TENSOR, tmp_path))) as worker:
        yield worker


@pytest.fixture
def model_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(process, "launch", hostile_models.launch)
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path))) as worker:
        yield worker


@pytest.fixture
def babbler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(process, "launch", hostile_models.babble)
    with closing(Worker(WorkerSetup(Role.TENSOR, tmp_path))) as worker:
        yield worker


def check(worker: Worker, **changes: Any) -> int:
    # 4 gates x 4 hidden x (3 input + 4 hidden + 2 biases)
    parameters = worker.request("check_layer", {"config": LAYER | changes})["parameters"]
    assert isinstance(parameters, int)
    return parameters


def run(worker: Worker, name: str, **options: Any) -> None:
    path = worker.setup.folder / "run.safetensors"
    worker.request("run", {"request": request_for(name), "path": str(path)}, **options)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_process_starts_when_first_asked_and_stays(tensor_worker: Worker) -> None:
    assert tensor_worker.pid is None
    assert check(tensor_worker) == 144
    first = tensor_worker.pid
    assert check(tensor_worker, hidden_size=5) == 200
    assert tensor_worker.pid == first is not None
    assert tensor_worker.containment == "process only"


def test_model_worker_says_how_it_is_contained(model_worker: Worker) -> None:
    run(model_worker, "good")
    assert model_worker.containment


def test_error_crosses_with_kind_hint_and_field(tensor_worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(FieldError) as field:
        check(tensor_worker, proj_size=4)
    assert field.value.field == "proj_size"
    assert "smaller than hidden_size" in field.value.message
    with closing(Worker(WorkerSetup(Role.READER, tmp_path))) as reader, pytest.raises(FileError) as file:
        reader.request("inspect", {"path": str(tmp_path / "absent.pt"), "state_dict": ""})
    assert "absent.pt" in file.value.message
    assert any("Traceback" in note for note in file.value.__notes__)


def test_error_leaves_the_process_as_it_was(tensor_worker: Worker) -> None:
    with pytest.raises(FieldError):
        check(tensor_worker, hidden_size=0)
    before = tensor_worker.pid
    assert check(tensor_worker) == 144
    assert tensor_worker.pid == before


def test_unknown_verb_is_a_bug(tensor_worker: Worker) -> None:
    with pytest.raises(InspectorError, match="failed inside LSTMScope: KeyError") as caught:
        tensor_worker.request("fly", {})
    assert caught.value.exit_code == 1


def test_progress_comes_before_the_answer(model_worker: Worker) -> None:
    told: list[Any] = []
    run(model_worker, "good", progress=told.append)
    stages = [(step["stage"], step["calls"]) for step in told]
    assert stages == [("loading", 0), ("running", 0), ("running", 1), ("writing", 1)]


def test_failing_listener_does_not_confuse_the_next_request(model_worker: Worker) -> None:
    def fail(_: Any) -> None:
        raise ValueError("the listener's own")

    with pytest.raises(ValueError, match="the listener's own"):
        run(model_worker, "good", progress=fail)
    told: list[Any] = []
    run(model_worker, "good", progress=told.append)
    assert [step["stage"] for step in told].count("loading") == 1


def test_sigkill_from_outside_is_told_and_the_next_run_works(model_worker: Worker) -> None:
    def shoot(told: Any) -> None:
        if told["calls"]:
            assert model_worker.pid is not None
            os.kill(model_worker.pid, signal.SIGKILL)

    with pytest.raises(WorkerDiedError, match=r"The model process was killed .* during run\. The next one starts"):
        run(model_worker, "sleep", progress=shoot)
    run(model_worker, "good")


def test_death_between_requests_goes_unnoticed(tensor_worker: Worker) -> None:
    check(tensor_worker)
    before = tensor_worker.pid
    running = tensor_worker._running
    assert before is not None and running is not None
    os.kill(before, signal.SIGKILL)
    running.process.join(10)
    assert check(tensor_worker) == 144
    assert tensor_worker.pid != before


def test_request_right_after_kill_gets_a_fresh_process(tensor_worker: Worker) -> None:
    for _ in range(5):
        check(tensor_worker)
        before = tensor_worker.pid
        tensor_worker.kill()
        assert check(tensor_worker) == 144
        assert tensor_worker.pid != before


def test_ticket_from_before_a_kill_stops_the_request(tensor_worker: Worker) -> None:
    ticket = tensor_worker.ticket
    tensor_worker.kill()
    with pytest.raises(CancelledError):
        tensor_worker.request("check_layer", {"config": LAYER}, ticket=ticket)
    assert tensor_worker.pid is None
    assert tensor_worker.request("check_layer", {"config": LAYER}, ticket=tensor_worker.ticket) == {"parameters": 144}


def test_kill_before_the_process_is_up_stops_the_request(
    tensor_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids: list[int | None] = []
    start = process.start_process

    def start_and_be_killed(role: Role, *arguments: Any) -> process.WorkerProcess:
        tensor_worker.kill()
        started = start(role, *arguments)
        pids.append(started.process.pid)
        return started

    monkeypatch.setattr("inspector.worker.client.start_process", start_and_be_killed)
    with pytest.raises(CancelledError):
        check(tensor_worker)
    assert pids[0] is not None
    assert not is_running(pids[0])
    monkeypatch.undo()
    assert check(tensor_worker) == 144


def test_closed_worker_is_gone_and_can_be_asked_again(tensor_worker: Worker) -> None:
    check(tensor_worker)
    before = tensor_worker.pid
    assert before is not None
    tensor_worker.close()
    tensor_worker.close()
    assert not is_running(before)
    assert check(tensor_worker) == 144


def test_close_from_another_thread_ends_the_request(model_worker: Worker) -> None:
    pids: list[int | None] = []

    def close(told: Any) -> None:
        if told["calls"]:
            pids.append(model_worker.pid)
            threading.Thread(target=model_worker.close).start()

    with pytest.raises(CancelledError):
        run(model_worker, "c-loop", progress=close)
    assert pids[0] is not None
    assert not is_running(pids[0])


def test_close_while_being_told_ends_the_request(model_worker: Worker) -> None:
    with pytest.raises(CancelledError):
        run(model_worker, "sleep", progress=lambda _: model_worker.close())
    assert model_worker.pid is None


def test_requests_of_two_threads_wait_for_each_other(tensor_worker: Worker) -> None:
    sizes = range(1, 41)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda size: check(tensor_worker, hidden_size=size), sizes))
    assert found == [4 * size * (3 + size + 2) for size in sizes]


def test_time_that_suffices_leaves_the_process(tensor_worker: Worker) -> None:
    for seconds in (60, 1e300, float("inf")):
        assert tensor_worker.request("check_layer", {"config": LAYER}, timeout=seconds) == {"parameters": 144}
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    for timer in timers:
        timer.join(5)
        assert not timer.is_alive()


@pytest.mark.parametrize("verb", ["no-json", "wrong-shape", "wrong-error", "oversize"])
def test_nonsense_ends_the_process_at_once(babbler: Worker, verb: str) -> None:
    began = time.monotonic()
    with pytest.raises(WorkerDiedError, match=f"sent something that is no answer during {verb}"):
        babbler.request(verb, {})
    assert time.monotonic() - began < 2
    assert babbler.request("good", {}) == {"fine": True}


def test_noise_ends_the_process(babbler: Worker) -> None:
    # Random bytes may announce a long message, so only the limit of time is sure to end it.
    with pytest.raises((WorkerDiedError, WorkerTimeoutError)):
        babbler.request("noise", {}, timeout=0.5)
    assert babbler.request("good", {}) == {"fine": True}


@pytest.mark.parametrize("verb", ["half", "flood", "stale"])
def test_time_is_kept_against_one_who_will_not_be_waited_for(babbler: Worker, verb: str) -> None:
    began = time.monotonic()
    with pytest.raises(WorkerTimeoutError):
        babbler.request(verb, {}, timeout=0.3)
    assert time.monotonic() - began < 1.3
    assert babbler.request("good", {}) == {"fine": True}


def test_process_that_ends_while_starting_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "launch", hostile_models.refuse_to_start)
    expected = pytest.raises(WorkerDiedError, match="The tensor process ended with exit code 3 during start")
    with closing(Worker(WorkerSetup(Role.TENSOR, tmp_path))) as worker, expected:
        worker.request("devices", {})


def test_refused_start_crosses_as_its_own_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    expected = pytest.raises(FileError, match="does not exist")
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path / "absent"))) as worker, expected:
        run(worker, "good")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("error", [EOFError("unexpected EOF"), ConnectionRefusedError(111, "Connection refused")])
def test_start_that_the_system_refuses_is_told(
    tensor_worker: Worker, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_process: Any) -> None:
        raise error

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    with pytest.raises(WorkerDiedError, match=r"The tensor process could not be started \("):
        check(tensor_worker)
    monkeypatch.undo()
    assert check(tensor_worker) == 144


@on_linux
@pytest.mark.parametrize("role", [Role.READER, Role.TENSOR])
def test_starts_and_ends_leave_nothing_open(tmp_path: Path, role: Role) -> None:
    with closing(Worker(WorkerSetup(role, tmp_path))) as worker:

        def start_and_end() -> int:
            with pytest.raises(InspectorError):
                worker.request("fly", {})
            pid = worker.pid
            worker.close()
            assert pid is not None
            assert not is_running(pid)
            return len(list(Path("/proc/self/fd").iterdir()))

        start_and_end()
        counts = [start_and_end() for _ in range(8)]
    assert len(set(counts)) == 1, counts


def test_many_workers_start_at_the_same_time(tmp_path: Path) -> None:
    workers = [Worker(WorkerSetup(role, tmp_path)) for role in (Role.TENSOR, Role.MODEL, Role.READER, Role.TENSOR)]
    ready = threading.Barrier(len(workers))

    def ask(worker: Worker) -> str:
        ready.wait(10)
        with closing(worker), pytest.raises(InspectorError) as caught:
            worker.request("fly", {})
        return caught.value.message

    with ThreadPoolExecutor(len(workers)) as pool:
        assert set(pool.map(ask, workers)) == {"fly failed inside LSTMScope: KeyError: 'fly'"}
