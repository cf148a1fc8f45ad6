"""The processes that count figures: a second reader and a second tensor worker, so that nobody waits for a count."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from inspector.reshape.selection import Selection
from inspector.run.run_file import RunFile
from inspector.run.timeline import timeline_of
from inspector.run.timeline_parts import Timeline
from inspector.tensor.statistics import Statistics
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report


class FileCounter(AskedProcess):
    """Counts the figures of a model file's tensors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.READER, folder))

    def count(self, path: Path, state_dict: str, each: Callable[[str, Statistics], None], failed: Failed) -> None:
        """Have the figures of every tensor of a model file computed, one after the other."""
        arguments = {"path": str(path), "state_dict": state_dict}

        def receive(told: Mapping[str, Any]) -> None:
            each(told["name"], Statistics(**told["statistics"]))

        def work(report: Report) -> Any:
            return self._worker.request("figures", arguments, report)

        self._thread.submit("figures", work, lambda _: None, failed, receive)

    def forget(self) -> None:
        """Compute no more figures."""
        self._give_up("figures")


class RunCounter(AskedProcess):
    """Counts the figures of a run's tensors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.TENSOR, folder))

    def count(
        self,
        run: Path,
        selections: tuple[Selection, ...],
        each: Callable[[Selection, Statistics], None],
        failed: Failed,
    ) -> None:
        """Have the figures of many tensors computed, one after the other."""
        known = {(selection.key.name, selection.part): selection for selection in selections}
        arguments = {"run": str(run), "selections": [list(pair) for pair in known]}

        def receive(told: Mapping[str, Any]) -> None:
            each(known[told["name"], told["part"]], Statistics(**told["statistics"]))

        def work(report: Report) -> Any:
            return self._worker.request("statistics", arguments, report)

        self._thread.submit("statistics", work, lambda _: None, failed, receive)

    def timeline(self, opened: RunFile, done: Callable[[Timeline], None], failed: Failed) -> None:
        """Find which call hands its state to which, before any figures are counted."""
        self._thread.submit("timeline", lambda _: timeline_of(opened), done, failed)

    def forget(self) -> None:
        """Compute no more of what was asked for."""
        self._give_up("statistics", "timeline")
