"""Running the model, keeping runs and counting their figures, in the background."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.reshape.selection import Selection
from inspector.run.request import RunRequest
from inspector.run.run import Run
from inspector.run.run_file import RunFile

from .counting_order import CountingOrder
from .figures import Figures
from .model_process import ModelLimits, default_limits
from .workers import Workers


class RunWork(QObject):
    """One run at a time, under limits, and the figures of the tensors of the last one."""

    running_changed = Signal(bool)
    progressed = Signal(str, int)  # stage, calls seen so far
    finished = Signal(object)  # RunFile
    failed = Signal(object)  # InspectorError
    timeline_read = Signal(object)  # Timeline
    statistics_failed = Signal(object)  # InspectorError
    saved = Signal(object)  # Path
    save_failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self.limits: ModelLimits = default_limits()
        self.running = False
        self.figures = Figures(self)
        self._order = CountingOrder[Selection]({})

    def run(self, request: RunRequest) -> None:
        """Run the model; only one run goes on at a time."""
        if not self.running:
            self._set_running(True)
            self._workers.model.run(request, self.limits, self._done, self._fail, self._report)

    def cancel(self) -> None:
        """Stop the run at once, whatever it does."""
        if self.running:
            self.stop()

    def stop(self) -> None:
        """Stop what the model process does: the run, or the code that it executes."""
        self._workers.model.stop()

    def forget(self) -> None:
        """Stop the run and the counting, and tell nobody how they ended: something else takes their place."""
        self._workers.model.forget()
        self._workers.run_counter.forget()
        if self.running:
            self._set_running(False)

    def look_into(self, opened: RunFile, sizes: Mapping[Selection, int]) -> None:
        """Find which call's final state begins which other call, then the figures of these tensors and parts.

        `sizes` are their numbers of elements.
        """
        self.figures.clear()
        counter = self._workers.run_counter
        counter.forget()
        counter.timeline(opened, self.timeline_read.emit, self.statistics_failed.emit)
        self._order = CountingOrder(sizes)
        counter.count(opened.run.path, self._order, self.figures.keep, self.statistics_failed.emit)

    def count_first(self, selections: Iterable[Selection]) -> None:
        """Count these before the others."""
        self._order.prefer(selections)

    def save(self, run: Run, target: Path) -> None:
        """Write a run to a file."""
        self._workers.reader.save_copy(run.path, target, self.saved.emit, self.save_failed.emit)

    def _done(self, opened: RunFile) -> None:
        self._set_running(False)
        self.finished.emit(opened)

    def _fail(self, error: InspectorError) -> None:
        self._set_running(False)
        self.failed.emit(error)

    def _report(self, progress: Mapping[str, Any]) -> None:
        self.progressed.emit(progress["stage"], progress["calls"])

    def _set_running(self, running: bool) -> None:
        self.running = running
        self.running_changed.emit(running)
