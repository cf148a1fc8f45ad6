"""Following the reshape steps of the selected tensor: what each does, the preview, and the code, executed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.export.code_dialect import CodeDialect, array_lines
from inspector.export.file_script import file_script
from inspector.export.torch_script import torch_script
from inspector.model.file_tensor import FileTensor
from inspector.model.source import FileSource
from inspector.reshape.apply_request import apply_request
from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.steps import ReshapeStep
from inspector.reshape.trace_request import outcomes_of, trace_arguments
from inspector.run.key import FILE, TensorKey
from inspector.session import Session
from inspector.tensor.values import Values

from .model_process import ModelLimits
from .shown_values import Others, Preview, ReshapeRequest, preview_of, selected_values
from .workers import Workers


class ReshapeWork(QObject):
    """The steps of one session after the other; what is known of them is always that of the newest one.

    `failure` tells why there is no preview although torch took every step; None while that is not so.
    """

    traced = Signal()
    previewed = Signal()
    failed = Signal(object)  # InspectorError
    code_checked = Signal(str, object)  # the script, and what comparing its result gave
    code_unchecked = Signal(str)  # code that cannot be executed here
    code_refused = Signal(str, object)  # the script, and the InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._session = Session()
        self._tensor: FileTensor | None = None
        self._others: Others = {}
        self._accepted = False  # torch took every step
        self.dialect = CodeDialect.TORCH
        self.outcomes: tuple[Outcome, ...] = ()
        self.preview: Preview | None = None
        self.failure: InspectorError | None = None

    def follow(self, session: Session, tensor: FileTensor | None, others: Others) -> None:
        """Ask what the steps of the session do; the part of a tensor that is selected comes before them.

        `tensor` is where the selected one lies in a file of ours; None where `take` will tell that later. `others` are
        those that the steps join.
        """
        self._session, self._tensor, self._others, self._accepted = session, tensor, others, False
        self.outcomes, self.preview, self.failure = (), None, None
        self._workers.tensor.forget_steps()
        record, selection = session.record, session.selection
        if record is None or selection is None:
            self.traced.emit()
            return
        steps, bindings = session.steps, session.bindings

        def traced(answer: Mapping[str, Any]) -> None:
            outcomes = outcomes_of(record, steps, answer, bindings)
            self.outcomes = outcomes[len(selection.steps) :]
            self._accepted = not any(isinstance(outcome, StepFailure) for outcome in outcomes)
            self.traced.emit()
            if self._accepted:
                self._make_preview()

        self._workers.tensor.trace(trace_arguments(record, steps, bindings), traced, self._fail)

    def take(self, tensor: FileTensor) -> None:
        """Take the place of the selected tensor, which was still to be read when it was selected."""
        self._tensor = tensor
        if self._accepted:
            self.traced.emit()
            self._make_preview()

    def source_values(self) -> Values | None:
        """Give the values of the selected tensor, None until they can be read; a part of them costs that part only."""
        selection = self._session.selection
        return selected_values(self._tensor, selection) if self._tensor and selection else None

    def script(self) -> str:
        """Write the code in the dialect chosen; "" until torch has accepted every step, or if nothing is selected."""
        selection, steps = self._session.selection, self._session.pipeline.active
        accepted = sum(isinstance(outcome, StepOutcome) for outcome in self.outcomes)
        if self._tensor is None or selection is None or accepted < len(steps):
            return ""
        return _script(self._session, selection.key, self._session.steps, self.dialect)

    def check_code(self, limits: ModelLimits) -> None:
        """Execute the code and compare its result with the tensor on screen, reshaped."""
        asked, script = self._request(), self.script()
        if asked is None or not script:
            return
        request = apply_request(asked.tensor, asked.record, asked.steps, asked.bindings)

        def checked(told: Mapping[str, Any]) -> None:
            self.code_checked.emit(script, told)

        def refused(error: InspectorError) -> None:
            self.code_refused.emit(script, error)

        match self.dialect:
            case CodeDialect.TORCH:
                self._workers.model.verify(script, request, limits, checked, refused)
            case CodeDialect.NUMPY:
                self._workers.tensor.check_numpy(request, checked, refused)
            case CodeDialect.TENSORFLOW:
                self.code_unchecked.emit(script)

    def _request(self) -> ReshapeRequest | None:
        """Give what is to be done, None where there is no tensor to do it on."""
        session = self._session
        if self._tensor is None or session.record is None:
            return None
        return ReshapeRequest(self._tensor, session.record, session.steps, session.bindings, self._others)

    def _make_preview(self) -> None:
        request = self._request()
        if request is None:
            return
        try:
            preview_of(request, self._workers.tensor, self._show, self._fail)
        except InspectorError as error:
            self._fail(error)

    def _fail(self, error: InspectorError) -> None:
        self.failure = error
        self.failed.emit(error)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        self.previewed.emit()


def _script(session: Session, key: TensorKey, steps: tuple[ReshapeStep, ...], dialect: CodeDialect) -> str:
    """Write the code for the tensor; "" for one whose file no code can read without executing what it brings along."""
    if dialect is not CodeDialect.TORCH:
        return array_lines(dialect, session.record.axes, steps) if session.record else ""
    if key.call != FILE:
        return torch_script(session.run, key, steps) if session.run else ""
    origin = session.summary.origin if session.summary else None
    record, source = session.record, session.source
    if origin is None or record is None or not isinstance(source, FileSource):
        return ""
    return file_script(source.path, origin, record, steps)
