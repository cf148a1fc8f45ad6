"""Looking inside a recurrent layer in the background: first what is displayed, all samples on demand."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.gates.gate_file import GateFile
from inspector.gates.gate_request import GateRequest
from inspector.gates.layer_units import LayerUnits

from .model_process import ModelLimits
from .workers import Workers


class GatesWork(QObject):
    """What is displayed has a process of its own, so that it never waits for the count of all samples.

    `shown` and `whole` are the gates files that were asked for last, None until they are there.
    """

    read = Signal(object)  # GateFile, of what is displayed
    counted = Signal(object)  # tuple[LayerUnits, ...], of what is displayed
    traced = Signal(object)  # UnitTrace
    whole_read = Signal()
    whole_counted = Signal(object)  # tuple[LayerUnits, ...], of all samples
    failed = Signal(object)  # InspectorError, of what is displayed
    whole_failed = Signal(object)  # InspectorError
    kept = Signal(object)  # Path
    code_checked = Signal(str, object)  # the code, and what comparing its gates gave
    code_failed = Signal(object)  # InspectorError
    busy_changed = Signal(str)  # what is being done, "" for nothing

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._display, self._whole, self._model = workers.gates, workers.all_gates, workers.model
        self._busy: dict[object, str] = {}  # each process that is at work, and what it does
        self.shown: GateFile | None = None
        self.whole: GateFile | None = None

    def show(self, request: GateRequest) -> None:
        """Compute what is displayed, then count what its units do; an older wish is stale."""
        self.shown = None
        self._begin(self._display, "Computing the gates…")
        self._display.compute(request, self._take_shown, self._fail_shown, lambda *_: None)

    def trace(self, request: GateRequest) -> None:
        """Give all numbers of one unit of one sample."""
        self._display.trace(request, self.traced.emit, self._fail_shown)

    def compute_whole(self, request: GateRequest) -> None:
        """Compute the gates of every sample, layer and direction of the request's call, then count."""
        self._begin(self._whole, _share_text(0, 1))
        self._whole.compute(request, self._take_whole, self._fail_whole, self._report)

    def keep_whole(self, target: Path) -> None:
        """Put the gates of all samples where the person wants them, once they are there."""
        if self.whole is not None:
            self._whole.keep(self.whole, target, self.kept.emit, self.whole_failed.emit)

    def check_code(self, code: str, limits: ModelLimits) -> None:
        """Execute the code and compare its gates with those that are displayed, or with all where they are there."""
        process = self._whole if self.whole is not None else self._display
        self._begin(self._model, "Executing the code and comparing…")
        self._model.verify_gates(code, process.path, limits, partial(self._take_verdict, code), self._fail_code)

    def cancel(self) -> None:
        """Stop what is being done; what is displayed stays."""
        if self._model in self._busy:
            self._model.forget_gates()
            self._model.stop()
        for process in (self._display, self._whole):
            process.stop()
        for each in (self._display, self._whole, self._model):
            self._end(each)

    def forget(self) -> None:
        """Stop, and forget what was computed: it is of a call that is looked at no more."""
        self._model.forget_gates()
        for process in (self._display, self._whole):
            process.forget()
        for each in (self._display, self._whole, self._model):
            self._end(each)
        self.shown = self.whole = None

    def _take_shown(self, opened: GateFile) -> None:
        self._end(self._display)
        self.shown = opened
        self.read.emit(opened)
        self._display.count(opened, self.counted.emit, self.failed.emit)

    def _take_whole(self, opened: GateFile) -> None:
        self.whole = opened
        self.whole_read.emit()
        self._begin(self._whole, "Counting…")
        self._whole.count(opened, self._take_count, self._fail_whole)

    def _take_count(self, found: tuple[LayerUnits, ...]) -> None:
        self._end(self._whole)
        self.whole_counted.emit(found)

    def _fail_shown(self, error: InspectorError) -> None:
        self._end(self._display)
        self.failed.emit(error)

    def _fail_whole(self, error: InspectorError) -> None:
        self._end(self._whole)
        self.whole_failed.emit(error)

    def _take_verdict(self, code: str, told: Mapping[str, Any]) -> None:
        self._end(self._model)
        self.code_checked.emit(code, told)

    def _fail_code(self, error: InspectorError) -> None:
        self._end(self._model)
        self.code_failed.emit(error)

    def _report(self, done: int, of: int) -> None:
        self._begin(self._whole, _share_text(done, of))

    def _begin(self, process: object, text: str) -> None:
        self._busy[process] = text
        self.busy_changed.emit(self._text)

    def _end(self, process: object) -> None:
        if self._busy.pop(process, None) is not None:
            self.busy_changed.emit(self._text)

    @property
    def _text(self) -> str:
        """What is displayed comes first; it is there in a moment."""
        found = (self._busy.get(each, "") for each in (self._display, self._whole, self._model))
        return next(filter(None, found), "")


def _share_text(done: int, of: int) -> str:
    return f"Computing the gates of all samples: {done / max(of, 1):.0%}"
