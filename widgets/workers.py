"""The worker processes of a window and the questions that it asks them. Every answer comes in the GUI thread."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from inspector.errors import FileError
from inspector.model.class_signature import SourceClass, source_class_from_json
from inspector.model.config import RecurrentConfig
from inspector.model.summary import FileSummary, summary_from_json
from inspector.reshape.selection import Selection
from inspector.run.request import RunRequest
from inspector.run.run_file import RunFile, open_run
from inspector.run.run_json import request_to_json
from inspector.tensor.statistics import Statistics
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.limits import default_memory_bytes
from inspector.worker.protocol import Role
from inspector.worker.work_folder import WorkFolder

from .background import Background, Failed, Report


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What a run may take; None bytes and 0 seconds mean no limit."""

    memory_bytes: int | None
    seconds: float = 0.0


def default_limits() -> RunLimits:
    """Give three quarters of the machine's memory and all the time there is."""
    return RunLimits(default_memory_bytes())


class Workers(QObject):
    """Five processes, each with a thread that waits for it, and the folder where their files lie."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = WorkFolder()
        self.folder = self._home.path
        self._names = count(1)
        self._reader = Worker(WorkerSetup(Role.READER, self.folder))
        self._surveyor = Worker(WorkerSetup(Role.READER, self.folder))
        self._tensor = Worker(WorkerSetup(Role.TENSOR, self.folder))
        self._figures = Worker(WorkerSetup(Role.TENSOR, self.folder))
        self._model = Worker(WorkerSetup(Role.MODEL, self.folder, default_memory_bytes()))
        self._reading, self._asking, self._counting, self._running = (Background(self) for _ in range(4))
        self._surveying = Background(self)

    def close(self) -> None:
        """Stop every process and wait for the threads; the folder goes."""
        workers = (self._reader, self._surveyor, self._tensor, self._figures, self._model)
        threads = (self._reading, self._surveying, self._asking, self._counting, self._running)
        for thread, worker in zip(threads, workers, strict=True):
            thread.finish(worker.kill)
            worker.close()
        self._home.cleanup()

    def new_path(self, stem: str) -> Path:
        """Give the path of a file that does not exist yet, in the folder."""
        return self.folder / f"{stem}-{next(self._names)}.safetensors"

    @property
    def containment(self) -> str:
        """How the model process is contained, in words; "" before it was first started."""
        return self._model.containment

    @property
    def model_pid(self) -> int | None:
        """The number of the model process, None while there is none."""
        return self._model.pid

    @property
    def tensor_pid(self) -> int | None:
        """The number of the process that traces reshape steps, None while there is none."""
        return self._tensor.pid

    def inspect(self, path: Path, state_dict: str, done: Callable[[FileSummary], None], failed: Failed) -> None:
        """Ask what is in a model file."""
        arguments = {"path": str(path), "state_dict": state_dict}
        self._reading.submit(
            "open", lambda _: summary_from_json(self._reader.request("inspect", arguments)), done, failed
        )

    def classes(self, path: Path, done: Callable[[tuple[SourceClass, ...]], None], failed: Failed) -> None:
        """Ask which classes of a Python file look like modules; nothing of it is executed."""

        def told(answer: Mapping[str, Any]) -> None:
            done(tuple(source_class_from_json(found) for found in answer["classes"]))

        self._reading.submit("open", lambda _: self._reader.request("classes", {"path": str(path)}), told, failed)

    def open_saved(self, path: Path, done: Callable[[RunFile], None], failed: Failed) -> None:
        """Copy a saved run into the folder, where nobody can shorten it while it is mapped, and open it."""
        target = self.new_path("opened")
        self._reading.submit("open", lambda _: _opened_copy(path, target), done, failed)

    def forget_opening(self) -> None:
        """Drop the answer of an `inspect` or `open_saved` that may still come."""
        self._reading.forget("open")

    def extract(self, path: Path, state_dict: str, name: str, done: Callable[[Path], None], failed: Failed) -> None:
        """Have one tensor of a model file copied into the folder, where it can be mapped; the answer is the copy."""
        out = self.new_path("tensor")
        arguments = {"path": str(path), "state_dict": state_dict, "name": name, "out": str(out)}
        self._reading.submit(
            "extract", lambda _: self._reader.request("extract", arguments), lambda _: done(out), failed
        )

    def forget_extracted(self) -> None:
        """Drop the answer of an `extract` that may still come."""
        self._reading.forget("extract")

    def file_figures(
        self, path: Path, state_dict: str, each: Callable[[str, Statistics], None], failed: Failed
    ) -> None:
        """Have the figures of every tensor of a model file computed, one after the other."""
        arguments = {"path": str(path), "state_dict": state_dict}

        def receive(told: Mapping[str, Any]) -> None:
            each(told["name"], Statistics(**told["statistics"]))

        def work(report: Report) -> Any:
            return self._surveyor.request("figures", arguments, report)

        self._surveying.submit("figures", work, lambda _: None, failed, receive)

    def forget_file(self) -> None:
        """Read no more of a model file, and compute no more of its figures."""
        self.forget_extracted()
        self._surveying.forget("figures")
        if self._surveying.busy:
            self._surveyor.kill()

    def save_copy(self, source: Path, target: Path, done: Callable[[Path], None], failed: Failed) -> None:
        """Write a copy of a file: a reader sees the old one or the whole new one."""
        self._reading.submit(f"save {target}", lambda _: _saved_copy(source, target), done, failed)

    def check_layer(self, config: RecurrentConfig, done: Callable[[int], None], failed: Failed) -> None:
        """Have torch itself check a layer's arguments; the answer is the number of parameters."""
        self._ask("check", "check_layer", {"config": config.to_json()}, lambda told: done(told["parameters"]), failed)

    def devices(self, done: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        """Ask which devices torch finds."""
        self._ask("devices", "devices", {}, lambda told: done(tuple(told["devices"])), failed)

    def trace(self, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed) -> None:
        """Have torch follow reshape steps on a meta tensor."""
        self._ask("trace", "trace", arguments, done, failed)

    def apply(self, tensor: Mapping[str, Any], code: str, done: Callable[[Path], None], failed: Failed) -> None:
        """Have the steps carried out on the tensor {file, name, stride}; the answer is the file with the result."""
        path = self.new_path("reduced")
        arguments = {**tensor, "code": code, "path": str(path)}
        self._ask("apply", "apply", arguments, lambda _: done(path), failed)

    def check_numpy(
        self, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        """Have the numpy lines of the steps executed on the tensor and compared."""
        self._ask("check_numpy", "check_numpy", arguments, done, failed)

    def forget_steps(self) -> None:
        """Drop the answers of a `trace` and an `apply` that may still come."""
        self._asking.forget("trace")
        self._asking.forget("apply")

    def statistics(
        self,
        run: Path,
        selections: tuple[Selection, ...],
        each: Callable[[Selection, Statistics], None],
        failed: Failed,
    ) -> None:
        """Have the figures of many tensors computed, one after the other; those asked for before are given up."""
        self.forget_statistics()
        known = {(selection.key.name, selection.part): selection for selection in selections}
        arguments = {"run": str(run), "selections": [list(pair) for pair in known]}

        def receive(told: Mapping[str, Any]) -> None:
            each(known[told["name"], told["part"]], Statistics(**told["statistics"]))

        def work(report: Report) -> Any:
            return self._figures.request("statistics", arguments, report)

        self._counting.submit("statistics", work, lambda _: None, failed, receive)

    def forget_statistics(self) -> None:
        """Compute no more figures."""
        self._counting.forget("statistics")
        if self._counting.busy:
            self._figures.kill()

    def run(
        self, request: RunRequest, limits: RunLimits, done: Callable[[RunFile], None], failed: Failed, progress: Report
    ) -> None:
        """Run the model in a process that is limited to `limits`."""
        path = self.new_path("run")
        arguments = {"request": request_to_json(request), "path": str(path)}
        worker = self._model_worker(limits, request.device)
        ticket = worker.ticket

        def work(report: Report) -> RunFile:
            worker.request("run", arguments, report, limits.seconds or None, ticket)
            return open_run(path)

        self._running.submit("run", work, done, failed, progress)

    def verify(
        self, arguments: Mapping[str, Any], limits: RunLimits, done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        """Execute a script where models run, and compare what it gives."""
        worker = self._model_worker(limits, "cpu")
        self._running.submit(
            "verify", lambda _: worker.request("verify", arguments, timeout=limits.seconds or None), done, failed
        )

    def stop_model(self) -> None:
        """End whatever the model process does, at once."""
        self._model.kill()

    def forget_run(self) -> None:
        """Drop the run that is being made and the code that is being executed, and end the process that does it."""
        self._running.forget("run")
        self._running.forget("verify")
        if self._running.busy:
            self._model.kill()

    def _ask(
        self,
        kind: str,
        verb: str,
        arguments: Mapping[str, Any],
        done: Callable[[Mapping[str, Any]], None],
        failed: Failed,
    ) -> None:
        self._asking.submit(kind, lambda _: self._tensor.request(verb, arguments), done, failed)

    def _model_worker(self, limits: RunLimits, device: str) -> Worker:
        setup = WorkerSetup(Role.MODEL, self.folder, limits.memory_bytes, device)
        if setup != self._model.setup:
            self._model.close()
            self._model = Worker(setup)
        return self._model


def _opened_copy(path: Path, target: Path) -> RunFile:
    open_run(path)  # say what is wrong with it before anything is copied
    return open_run(_saved_copy(path, target))


def _saved_copy(source: Path, target: Path) -> Path:
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise FileError(f"{target.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    return target
