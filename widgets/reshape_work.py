"""Following the reshape steps of the selected tensor: what each does, the preview, and the code, executed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from inspector.errors import InspectorError
from inspector.export.code_dialect import CodeDialect
from inspector.model.file_tensor import FileTensor
from inspector.model.foreign_bytes import ForeignBytes
from inspector.reshape.apply_request import ApplyRequest, apply_request
from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.trace_request import outcomes_of, trace_arguments
from inspector.session import Session
from inspector.tensor.values import Values

from .model_process import ModelLimits
from .shown_values import Others, Preview, ReshapeRequest, preview_of, selected_values
from .workers import Workers
from .written_code import is_watched, lines_check, why_unsaid, written_code


class ReshapeWork(QObject):
    """The steps of one session after the other; what is known of them is always that of the newest one.

    `failure` tells why there is no preview although torch took every step; None while that is not so.
    """

    traced = Signal()
    previewed = Signal()
    failed = Signal(object)  # InspectorError
    unreadable = Signal()  # the values of the selected tensor, from now on; `lost` tells why
    code_checked = Signal(str, object)  # the script, and what comparing its result gave
    code_unchecked = Signal(str)  # code that cannot be executed here
    code_refused = Signal(str, object)  # the script, and the InspectorError
    _losing = Signal(object)  # FileError, from whatever thread reads
    code_watched = Signal(str, object)  # lines that were executed while the steps are edited, and what became of them

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._session = Session()
        self._tensor: FileTensor | None = None
        self._others: Others = {}
        self._accepted = False  # torch took every step
        self._dialect = CodeDialect.TORCH
        self.outcomes: tuple[Outcome, ...] = ()
        self.preview: Preview | None = None
        self.failure: InspectorError | None = None
        self.lost: InspectorError | None = None
        self.lose = self._losing.emit
        # Not at once: somebody is reading. What they are about to show is replaced before it is painted.
        self._losing.connect(self._give_up, Qt.ConnectionType.QueuedConnection)

    def follow(self, session: Session, tensor: FileTensor | None, others: Others) -> None:
        """Ask what the steps of the session do; the part of a tensor that is selected comes before them.

        `tensor` is where the selected one lies in a file of ours; None where `take` will tell that later. `others` are
        those that the steps join.
        """
        self._session, self._tensor, self._others, self._accepted = session, tensor, others, False
        self.outcomes, self.preview, self.failure, self.lost = (), None, None, None
        self._workers.tensor.forget_steps()
        record, reshape = session.record, session.reshape
        if record is None or reshape is None:
            self.traced.emit()
            return
        steps, bindings = reshape.all_steps, reshape.bindings

        def traced(answer: Mapping[str, Any]) -> None:
            outcomes = outcomes_of(record, steps, answer, bindings)
            self.outcomes = outcomes[len(reshape.selection.steps) :]
            self._accepted = not any(isinstance(outcome, StepFailure) for outcome in outcomes)
            self.traced.emit()
            if self._accepted:
                self._make_preview()
                self._watch()

        self._workers.tensor.trace(trace_arguments(record, steps, bindings), traced, self._fail)

    def take(self, tensor: FileTensor, others: Others) -> None:
        """Take where the selected tensor lies now, which was still to be read or copied when it was selected."""
        self._tensor, self._others, self.lost = tensor, others, None
        if self._accepted:
            self.traced.emit()
            self._make_preview()
            self._watch()

    def source_values(self) -> Values | None:
        """Give the values of the selected tensor, None until they can be read; a part of them costs that part only."""
        selection = self._session.selection
        return selected_values(self._tensor, selection, self.lose) if self._tensor and selection else None

    def source_request(self) -> ApplyRequest | None:
        """Give where the selected tensor is stored and which part of it is selected; None until it can be read."""
        session, tensor = self._session, self._tensor
        if tensor is None or session.record is None or session.selection is None:
            return None
        return apply_request(tensor, session.record, session.selection.steps, Bindings())

    def preview_request(self) -> ApplyRequest | None:
        """Give what makes the reshaped tensor; None while there is no preview of one."""
        asked = self._request() if self.preview is not None else None
        return apply_request(asked.tensor, asked.record, asked.steps, asked.bindings) if asked else None

    def script(self) -> str:
        """Write the code in the dialect chosen; "" until torch has accepted every step, or if nothing is selected."""
        selection, steps = self._session.selection, self._session.pipeline.active
        accepted = sum(isinstance(outcome, StepOutcome) for outcome in self.outcomes)
        if self._tensor is None or selection is None or accepted < len(steps):
            return ""
        return written_code(self._session, selection.key, self._dialect)

    def write_in(self, dialect: CodeDialect) -> None:
        """Choose the dialect of the code."""
        self._dialect = dialect
        self._watch()

    def unsaid(self) -> str:
        """Say why there is no code although torch took every step, "" where there is some or the tensor is not read."""
        known = self._accepted and self._tensor is not None
        return why_unsaid(self._dialect) if known and not self.script() else ""

    def check_code(self, limits: ModelLimits) -> None:
        """Execute the code and compare its result with the tensor on screen, reshaped."""
        asked, script = self._request(), self.script()
        if asked is None or not script:
            return

        def checked(told: Mapping[str, Any]) -> None:
            self.code_checked.emit(script, told)

        def refused(error: InspectorError) -> None:
            self.code_refused.emit(script, error)

        def told_of_lines(told: Mapping[str, Any]) -> None:
            checked(told) if told["executed"] else self.code_unchecked.emit(script)

        if self._dialect is CodeDialect.TORCH:
            request = apply_request(asked.tensor, asked.record, asked.steps, asked.bindings)
            self._workers.model.verify(script, request, limits, checked, refused)
        else:
            self._workers.tensor.check_lines(lines_check(asked, self._dialect, script), told_of_lines, refused)

    def _watch(self) -> None:
        """Execute the lines on screen, where that takes a moment only."""
        asked, code = self._request(), self.script()
        if asked is None or not code or not is_watched(asked, self.outcomes, self._dialect):
            return

        def became(told: object) -> None:
            self.code_watched.emit(code, told)

        self._workers.tensor.watch_lines(lines_check(asked, self._dialect, code), became, became)

    def _request(self) -> ReshapeRequest | None:
        """Give what is to be done, None where there is no tensor to do it on."""
        record, reshape = self._session.record, self._session.reshape
        if self._tensor is None or record is None or reshape is None:
            return None
        return ReshapeRequest(self._tensor, record, reshape.all_steps, reshape.bindings, self._others)

    def _make_preview(self) -> None:
        request = self._request()
        if request is None:
            return
        try:
            preview_of(request, self._workers.tensor, self._show, self._fail, self.lose)
        except InspectorError as error:
            self._fail(error)

    def _give_up(self, error: InspectorError) -> None:
        if self._tensor is not None and isinstance(self._tensor.place, ForeignBytes):
            self._tensor, self.preview, self.lost = None, None, error
            self.unreadable.emit()
            self._fail(error)

    def _fail(self, error: InspectorError) -> None:
        self.failure = error
        self.failed.emit(error)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        self.previewed.emit()
