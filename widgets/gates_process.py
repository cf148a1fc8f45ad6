"""The process that looks inside recurrent layers, and what it is asked. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from inspector.gates.gate_file import GateFile, open_gates
from inspector.gates.gate_request import GateRequest
from inspector.gates.keep_gates import keep_gates
from inspector.gates.layer_units import LayerUnits, layer_units
from inspector.gates.unit_trace import UnitTrace
from inspector.gates.unit_trace_file import open_trace
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .work_files import WorkFiles

Progress = Callable[[int, int], None]  # time steps done, of how many


class GatesProcess(AskedProcess):
    """Computes gates of captured calls; of what it made, only the newest gates file is kept."""

    def __init__(self, files: WorkFiles) -> None:
        super().__init__(WorkerSetup(Role.TENSOR, files.folder))
        self._files = files
        self._made: list[Path] = []

    def compute(
        self, request: GateRequest, done: Callable[[GateFile], None], failed: Failed, progress: Progress
    ) -> None:
        """Compute the gates of a call, or a part of them; a newer request makes an older one stale."""
        self._thread.forget("units")  # those of the file before
        path = self._files.new_path("gates")
        self._made.append(path)
        arguments, ticket = {"request": request.to_json(), "path": str(path)}, self._worker.ticket

        def work(report: Report) -> GateFile:
            self._files.wait()
            self._worker.request("gates", arguments, report, ticket=ticket)
            return open_gates(path)

        def receive(opened: GateFile) -> None:
            self._remove_before(path)
            done(opened)

        def tell(told: Mapping[str, Any]) -> None:
            progress(told["done"], told["of"])

        self._thread.submit("gates", work, receive, failed, tell)

    def count(self, opened: GateFile, done: Callable[[tuple[LayerUnits, ...]], None], failed: Failed) -> None:
        """Look through a gates file for what its units do."""
        self._thread.submit("units", lambda _: layer_units(opened), done, failed)

    def trace(self, request: GateRequest, done: Callable[[UnitTrace], None], failed: Failed) -> None:
        """Give all numbers of one unit of one sample."""
        path = self._files.new_path("unit")
        arguments, ticket = {"request": request.to_json(), "path": str(path)}, self._worker.ticket

        def work(_: Report) -> UnitTrace:
            try:
                self._files.wait()
                self._worker.request("unit_trace", arguments, ticket=ticket)
                return open_trace(path)
            finally:
                path.unlink(missing_ok=True)

        self._thread.submit("trace", work, done, failed)

    def keep(self, opened: GateFile, target: Path, done: Callable[[Path], None], failed: Failed) -> None:
        """Put the newest gates, opened, where the person wants them."""
        made = self._made[-1]

        def work(_: Report) -> Path:
            keep_gates(opened, made, target)
            return target

        self._thread.submit(f"keep {target}", work, done, failed)

    @property
    def path(self) -> Path:
        """The newest gates file."""
        return self._made[-1]

    def stop(self) -> None:
        """Drop the answers that may still come, and end the process if it is at work."""
        self._give_up("gates", "units", "trace")

    def forget(self) -> None:
        """Do the same, and keep no gates file."""
        self.stop()
        self._remove_before(None)

    def _remove_before(self, kept: Path | None) -> None:
        """Remove what was made before the newest file: each request is answered after the ones before it."""
        for path in self._made[: None if kept is None else self._made.index(kept)]:
            with suppress(OSError):  # where it is still mapped, on Windows; it goes with the folder
                path.unlink(missing_ok=True)
            self._made.remove(path)
