"""Following the reshape steps of the selected tensor: what each does, the preview, and the code, executed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.export.torch_script import torch_script
from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.trace_request import outcomes_of, trace_arguments
from inspector.run.run_file import RunFile
from inspector.session import Session
from inspector.tensor.values import Values

from .shown_values import Preview, preview_of, selected_values
from .workers import RunLimits, Workers


class ReshapeWork(QObject):
    """The steps of one session after the other; `outcomes` and `preview` are those of the newest one."""

    traced = Signal()
    previewed = Signal()
    failed = Signal(object)  # InspectorError
    code_checked = Signal(str, object)  # the script, and what comparing its result gave
    code_refused = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._session = Session()
        self._opened: RunFile | None = None
        self.outcomes: tuple[Outcome, ...] = ()
        self.preview: Preview | None = None

    def follow(self, session: Session, opened: RunFile | None) -> None:
        """Ask what the steps of the session do; the part of a captured tensor that is selected comes before them."""
        self._session, self._opened = session, opened
        self.outcomes, self.preview = (), None
        self._workers.forget_applied()
        record, selection = session.record, session.selection
        if record is None or selection is None:
            self.traced.emit()
            return
        part, steps = selection.steps, (*selection.steps, *session.pipeline.active)

        def traced(answer: Mapping[str, Any]) -> None:
            outcomes = outcomes_of(record, steps, answer)
            self.outcomes = outcomes[len(part) :]
            self.traced.emit()
            if not any(isinstance(outcome, StepFailure) for outcome in outcomes):
                self._make_preview()

        self._workers.trace(trace_arguments(record, steps), traced, self.failed.emit)

    def source_values(self) -> Values | None:
        """Give the values of the selected tensor; reading a part of them costs that part only."""
        selection = self._session.selection
        return selected_values(self._opened, selection) if self._opened and selection else None

    def script(self) -> str:
        """Write the code from model to result; "" until torch has accepted every step, or if nothing is selected."""
        run, selection, steps = self._session.run, self._session.selection, self._session.pipeline.active
        accepted = sum(isinstance(outcome, StepOutcome) for outcome in self.outcomes)
        if run is None or selection is None or accepted < len(steps):
            return ""
        return torch_script(run, selection.key, (*selection.steps, *steps))

    def check_code(self, limits: RunLimits) -> None:
        """Execute the code from model to result and compare it with the captured tensor, reshaped."""
        run, selection, script = self._session.run, self._session.selection, self.script()
        if run is None or selection is None or not script:
            return
        code = selection.part + self._session.pipeline.text
        arguments = {"run": str(run.path), "name": selection.key.name, "code": code, "script": script}

        def checked(told: Mapping[str, Any]) -> None:
            self.code_checked.emit(script, told)

        self._workers.verify(arguments, limits, checked, self.code_refused.emit)

    def _make_preview(self) -> None:
        session, opened = self._session, self._opened
        if opened is None or session.record is None or session.selection is None:
            return
        steps = (*session.selection.steps, *session.pipeline.active)
        try:
            preview_of(opened, session.record, steps, self._workers, self._show, self.failed.emit)
        except InspectorError as error:
            self.failed.emit(error)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        self.previewed.emit()
