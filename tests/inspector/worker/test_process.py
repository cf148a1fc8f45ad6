"""How worker processes begin and end: with their client, whatever else happens around them. Linux shows it in /proc."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import hostile_models
import pytest
from hostile_models import request_for

from inspector.errors import CancelledError, WorkerDiedError
from inspector.worker import process
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
ROOT = Path(__file__).resolve().parents[3]
CLIENT = """
import sys
from pathlib import Path
import hostile_models
from inspector.worker import process
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role

process.launch = hostile_models.launch
folder, name = Path(sys.argv[1]), sys.argv[2]
worker = Worker(WorkerSetup(Role.MODEL, folder))
arguments = {"request": hostile_models.request_for(name), "path": str(folder / "run.safetensors")}
worker.request("run", arguments, lambda told: told["calls"] and print(worker.pid, flush=True))
"""


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if holds():
            return True
        pause.wait(0.02)
    return False


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(process, "launch", hostile_models.launch)
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path))) as started:
        yield started


def run(worker: Worker, name: str, **options: Any) -> None:
    path = worker.setup.folder / "run.safetensors"
    worker.request("run", {"request": request_for(name), "path": str(path)}, **options)


def kill_fork_server() -> None:
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: is_gone(pid))


@pytest.mark.parametrize("name", ["c-loop", "python-loop", "ignored-signals"])
def test_worker_dies_with_its_client(tmp_path: Path, name: str) -> None:
    # In the C loop no Python of the worker runs again: only the kernel can end it.
    places = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(tmp_path), name],
        env=os.environ | {"PYTHONPATH": places, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with client:
        assert client.stdout is not None
        pid = int(client.stdout.readline())
        assert not is_gone(pid)
        client.kill()
    assert wait_until(lambda: is_gone(pid))


def test_worker_starts_again_after_the_fork_server_was_killed(worker: Worker) -> None:
    run(worker, "good")
    worker.kill()
    kill_fork_server()
    run(worker, "good")


def test_kill_reaches_a_worker_whose_fork_server_is_gone(worker: Worker) -> None:
    pids: list[int] = []

    def progress(told: Any) -> None:
        if told["calls"]:
            assert worker.pid is not None
            pids.append(worker.pid)
            kill_fork_server()
            threading.Thread(target=worker.kill).start()

    with pytest.raises(CancelledError):
        run(worker, "c-loop", progress=progress)
    assert wait_until(lambda: is_gone(pids[0]))
    run(worker, "good")


def test_fork_server_that_dies_while_it_starts_is_told(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    run(worker, "good")
    worker.close()
    # The server is stopped, so that the request to it is made and never answered.
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    os.kill(pid, signal.SIGSTOP)
    started = threading.Event()
    send = forkserver.reduction.sendfds  # type: ignore[attr-defined]

    def send_and_lose(*arguments: Any) -> Any:
        sent = send(*arguments)
        started.set()
        return sent

    monkeypatch.setattr("multiprocessing.reduction.sendfds", send_and_lose)
    killer = threading.Thread(target=lambda: started.wait(10) and os.kill(pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(WorkerDiedError, match="The model process could not be started"):
        run(worker, "good")
    killer.join()
    assert wait_until(lambda: is_gone(pid))
    run(worker, "good")


@pytest.mark.parametrize("role", list(Role))
def test_ended_worker_leaves_no_zombie(tmp_path: Path, role: Role) -> None:
    with closing(Worker(WorkerSetup(role, tmp_path))) as worker:
        with pytest.raises(Exception, match="failed inside LSTMScope"):
            worker.request("fly", {})
        pid = worker.pid
        assert pid is not None
        worker.close()
    assert wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_start_leaves_the_environment_as_it_was(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", "1"):
        if value is None:
            monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
        else:
            monkeypatch.setenv("PYTHONSAFEPATH", value)
        run(worker, "good")
        worker.close()
        assert os.environ.get("PYTHONSAFEPATH") == value
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
