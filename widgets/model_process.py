"""The process where models and handed-out code run, and what it is asked. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.reshape.apply_request import ApplyRequest
from inspector.run.request import RunRequest
from inspector.run.run_file import RunFile, open_run
from inspector.run.run_json import request_to_json
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.limits import default_memory_bytes
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .work_files import WorkFiles


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """What a model may take while it runs; None bytes and 0 seconds mean no limit."""

    memory_bytes: int | None
    seconds: float = 0.0


def default_limits() -> ModelLimits:
    """Give three quarters of the machine's memory and all the time there is."""
    return ModelLimits(default_memory_bytes())


class ModelProcess(AskedProcess):
    """Runs one model, or executes one script, after the other; other limits or another device mean a new process."""

    def __init__(self, files: WorkFiles) -> None:
        super().__init__(WorkerSetup(Role.MODEL, files.folder, default_memory_bytes()))
        self._files = files

    @property
    def containment(self) -> str:
        """How the process is contained, in words; "" before it was first started."""
        return self._worker.containment

    def start(self, limits: ModelLimits, device: str, done: Callable[[str], None], failed: Failed) -> None:
        """Start the process that a run would take, and tell how it is contained, in words."""
        worker = self._within(limits, device)
        self._thread.submit("start", lambda _: worker.start(), done, failed)

    def run(
        self,
        request: RunRequest,
        limits: ModelLimits,
        done: Callable[[RunFile], None],
        failed: Failed,
        progress: Report,
    ) -> None:
        """Run the model in a process that is limited to `limits`."""
        path = self._files.new_path("run")
        arguments = {"request": request_to_json(request), "path": str(path)}
        worker = self._within(limits, request.device)
        ticket = worker.ticket

        def work(report: Report) -> RunFile:
            self._files.wait()  # its state may be that of the run which is being copied
            worker.request("run", arguments, report, limits.seconds or None, ticket)
            return open_run(path)

        self._thread.submit("run", work, done, failed, progress)

    def verify(
        self,
        script: str,
        request: ApplyRequest,
        limits: ModelLimits,
        done: Callable[[Mapping[str, Any]], None],
        failed: Failed,
    ) -> None:
        """Execute a script where models run, and compare what it gives with what the steps make of the tensor."""
        worker = self._within(limits, "cpu")
        arguments = {"script": script, "request": request.to_json()}
        self._thread.submit(
            "verify", lambda _: worker.request("verify", arguments, timeout=limits.seconds or None), done, failed
        )

    def verify_gates(
        self, script: str, path: Path, limits: ModelLimits, done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        """Execute code that computes gates, and compare them with those in the gates file."""
        worker, arguments = self._within(limits, "cpu"), {"script": script, "path": str(path)}
        ticket, seconds = worker.ticket, limits.seconds or None

        def work(_: Report) -> Mapping[str, Any]:
            return worker.request("verify_gates", arguments, timeout=seconds, ticket=ticket)

        self._thread.submit("verify_gates", work, done, failed)

    def forget_gates(self) -> None:
        """Drop the answer of a `verify_gates` that may still come."""
        self._thread.forget("verify_gates")

    def stop(self) -> None:
        """End whatever the process does, at once."""
        self._worker.kill()

    def forget(self) -> None:
        """Drop the run that is being made and the code that is being executed, and end the process that does it."""
        self._give_up("start", "run", "verify")

    def _within(self, limits: ModelLimits, device: str) -> Worker:
        return self._worker_for(WorkerSetup(Role.MODEL, self._files.folder, limits.memory_bytes, device))
