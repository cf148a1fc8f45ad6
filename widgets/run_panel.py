"""The panel that says what the next run will do, starts it and tells what became of it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.findings.finding import Finding
from inspector.run.inferred_input import InferredInput
from inspector.run.request import RunRequest
from inspector.run.run import Run
from widgets.buttons import MainButton
from widgets.disclosure import Disclosure
from widgets.icons import Icon
from widgets.labels import quiet
from widgets.notice import Tone
from widgets.run_conditions import RunConditions
from widgets.run_inputs import RunInputs
from widgets.run_limits import RunLimits
from widgets.run_outcome import RunOutcome
from widgets.upright_area import UprightArea

_EMPTY = "Open a model; then choose its sample input here and run it."


class RunPanel(QWidget):
    """Shows a request and emits the changed one; every line that cannot be read blocks Run and says why.

    `run_action` and `cancel_action` carry F9 and Esc; a menu takes these same actions, as two actions with one
    shortcut would block each other.
    """

    request_changed = Signal(RunRequest)
    run_requested = Signal()
    cancel_requested = Signal()
    limits_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request: RunRequest | None = None
        self._running = False
        self._inputs, self._conditions, self._limits = RunInputs(), RunConditions(), RunLimits()
        self._outcome = RunOutcome()
        self.run_action = self._action("Run", "F9")
        self.cancel_action = self._action("Cancel", "Esc")
        self._run = MainButton(Icon.RUN, "Run", "Run the model on this input (F9)")
        self._lay_out()
        self._connect()
        self.show_request(None)

    def show_request(self, request: RunRequest | None) -> None:
        """Show what the next run will do; None: no model is open. Text that is being mended stays."""
        fresh = request is None or self._request is None or request.source != self._request.source
        self._request = request
        self._wishes.setVisible(request is not None)
        self._empty.setVisible(request is None)
        if request is not None:
            with QSignalBlocker(self._inputs):
                self._inputs.show_value(request.inputs, fresh)
            self._conditions.show_request(request, fresh)
        if fresh:
            self._outcome.clear()
        self._enable_actions()

    def show_inferred(self, inferred: tuple[InferredInput, ...]) -> None:
        """Tell why the inputs are what they are, and what else fits."""
        self._inputs.show_inferred(inferred)

    def show_input_error(self, argument: str, text: str) -> None:
        """Tell which input would stop the run, "" for the inputs as a whole; nothing is said of it twice."""
        self._inputs.show_error(argument, text)
        self._outcome.leave_out(text)

    def show_devices(self, names: tuple[str, ...]) -> None:
        """Offer these devices."""
        self._conditions.show_devices(names)

    def show_last_run(self, path: str) -> None:
        """Offer to carry on from the final state of the run in that file, "" for none."""
        self._conditions.show_last_run(path)

    def show_limits(self, memory_gb: float, timeout_s: float) -> None:
        """Show the limits of memory and time, 0 for none."""
        self._limits.show_limits(memory_gb, timeout_s)

    def show_running(self, running: bool) -> None:
        """Show that a run goes on, with Cancel, or that none does."""
        self._running = running
        self._outcome.show_running(running)
        self._enable_actions()

    def show_progress(self, stage: str, calls: int) -> None:
        """Tell how far the run is."""
        self._outcome.show_progress(stage, calls)

    def show_error(self, error: InspectorError) -> None:
        """Show why the run gave nothing."""
        self._outcome.show_error(error)

    def show_done(self, run: Run, findings: tuple[Finding, ...] = ()) -> None:
        """Tell what the run captured, and what is wrong with it."""
        self._outcome.show_done(run, findings)

    def show_agreement(self, differing: tuple[str, ...] | None, explained: str) -> None:
        """Tell whether the run on screen is as predicted, None if nothing was, and why it stopped."""
        self._outcome.show_agreement(differing, explained)

    def show_saved(self, name: str) -> None:
        """Tell under which name the run on screen was saved."""
        self._outcome.show_aside(Tone.SUCCESS, f"Saved as {name}.")

    def show_aside(self, error: InspectorError) -> None:
        """Show what failed after the run: saving it, counting its figures."""
        self._outcome.show_aside(Tone.ERROR, str(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Run with Enter in a line of text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.window().focusWidget(), QLineEdit):
            self.run_action.trigger()
        else:
            super().keyPressEvent(event)

    def _edited(self) -> None:
        self._enable_actions()
        if self._request is None:
            return
        request = self._conditions.applied_to(replace(self._request, inputs=self._inputs.value))
        if request != self._request:
            self._request = request
            self.request_changed.emit(request)

    def _enable_actions(self) -> None:
        readable = self._inputs.valid and self._conditions.valid
        self.run_action.setEnabled(self._request is not None and readable and not self._running)
        self.cancel_action.setEnabled(self._running)
        self._run.setEnabled(self.run_action.isEnabled())

    def _action(self, text: str, key: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self._inputs.edited.connect(self._edited)
        self._conditions.edited.connect(self._edited)
        self._limits.edited.connect(self.limits_changed)
        self._run.clicked.connect(self.run_action.trigger)
        self.run_action.triggered.connect(lambda: self.run_requested.emit())
        self._outcome.cancel_clicked.connect(self.cancel_action.trigger)
        self.cancel_action.triggered.connect(lambda: self.cancel_requested.emit())

    def _lay_out(self) -> None:
        advanced = _column(self._conditions.advanced, self._limits)
        self._wishes = _column(self._inputs, self._conditions, Disclosure("Advanced", advanced), spacing=8)
        self._empty = quiet(_EMPTY)
        content = _column(self._wishes, self._empty)
        content_layout = content.layout()
        assert isinstance(content_layout, QVBoxLayout)
        content_layout.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(UprightArea(content), 1)
        layout.addWidget(self._run)
        layout.addWidget(self._outcome)


def _column(*widgets: QWidget, spacing: int = 4) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return column
