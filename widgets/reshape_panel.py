"""The panel in which a tensor is reshaped step by step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from superqt import QElidingLabel

from inspector.errors import InspectorError, StepError
from inspector.findings.finding import Finding
from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.pipeline import PipelineStep, ReshapePipeline
from inspector.reshape.steps import ReshapeStep
from inspector.tensor.axis import Axes, shape_of
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.labels import elided, plain_tip, quiet
from widgets.notice import Notice, Tone
from widgets.reshape_items import ReshapeItems
from widgets.reshape_line import ReshapeLine
from widgets.reshape_list import ReshapeList, StepDelegate
from widgets.step_states import axes_text
from widgets.theme import bold


class ReshapePanel(QWidget):
    """Shows a pipeline with torch's answers and emits the changed one; nothing changes until it is shown again."""

    pipeline_changed = Signal(ReshapePipeline)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items, self._delegate = ReshapeItems(self), StepDelegate(self)
        self._list = ReshapeList(self._items, self._delegate)
        self._line, self._notice, self._findings = ReshapeLine(), Notice(), Notice()
        self._source, self._result = elided("Source"), elided("Result", Qt.TextElideMode.ElideRight)
        self._result.setFont(bold(self.font()))
        self._undo = IconButton(Icon.UNDO, "Undo", "Undo the last change of the steps")
        self._redo = IconButton(Icon.REDO, "Redo", "Redo what was undone")
        self._up = IconButton(Icon.UP, "Move step up", "Move the step up (Ctrl+Up)")
        self._down = IconButton(Icon.DOWN, "Move step down", "Move the step down (Ctrl+Down)")
        self._remove = IconButton(Icon.REMOVE, "Remove step", "Remove the step (Del)")
        self._empty = quiet()
        self._lay_out()
        self._connect()
        self.show_undo(False, False)
        self.show_empty("Choose a tensor to reshape it.")

    def show_pipeline(self, source: Axes, pipeline: ReshapePipeline, outcomes: tuple[Outcome, ...]) -> None:
        """Show the steps on a tensor with these axes; `outcomes` are those of the active steps up to a refusal."""
        reached = [outcome for outcome in outcomes if isinstance(outcome, StepOutcome)]
        refused = next((outcome for outcome in outcomes if isinstance(outcome, StepFailure)), None)
        axes = reached[-1].axes if reached else source
        self._show_text(self._source, f"From  {axes_text(source)}")
        self._items.show_pipeline(pipeline, outcomes)
        self._line.show_shape(shape_of(axes))
        self._notice.clear()
        if refused is not None:
            self._notice.show_error(StepError(f"{refused.code}: {refused.error}"))
            self._show_text(self._result, "No result: a step was refused")
        elif len(reached) < len(pipeline.active):
            self._show_text(self._result, "Result  …")
        else:
            self._show_text(self._result, f"Result  {axes_text(axes)}")
        self._show_empty("")
        self._enable_buttons()

    def show_error(self, error: InspectorError) -> None:
        """Show why the steps could not be followed or carried out; they stay, to be changed or tried again."""
        self._notice.show_error(error)
        self._show_text(self._result, "No result")

    def show_empty(self, message: str) -> None:
        """Show, in place of the steps, why there are none."""
        self._items.show_pipeline(ReshapePipeline(), ())
        self._show_empty(message)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what is wrong with steps that torch accepts, beside them."""
        self._findings.show_text(Tone.WARNING, "\n".join(finding.text for finding in findings))

    def show_undo(self, can_undo: bool, can_redo: bool) -> None:
        """Tell whether there is something to undo and to redo."""
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def _show_empty(self, message: str) -> None:
        self._empty.setText(message)
        self._empty.setVisible(bool(message))
        self._content.setVisible(not message)

    def _show_text(self, label: QElidingLabel, text: str) -> None:
        label.setText(text)
        label.setToolTip(plain_tip(text))

    def _append(self, steps: tuple[ReshapeStep, ...]) -> None:
        added = tuple(PipelineStep(step) for step in steps)
        self.pipeline_changed.emit(ReshapePipeline((*self._items.pipeline.steps, *added)))

    def _remove_current(self) -> None:
        row = self._list.currentIndex().row()
        if row >= 0:
            self.pipeline_changed.emit(self._items.pipeline.removed(row))

    def _move_current(self, by: int) -> None:
        row, last = self._list.currentIndex().row(), self._items.rowCount() - 1
        if row >= 0 and 0 <= row + by <= last:
            self.pipeline_changed.emit(self._items.pipeline.moved(row, row + by))
            self._list.show_row(row + by)

    def _enable_buttons(self) -> None:
        row, last = self._list.currentIndex().row(), self._items.rowCount() - 1
        self._remove.setEnabled(row >= 0)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < last)

    def _connect(self) -> None:
        self._items.edited.connect(self.pipeline_changed)
        self._items.refused.connect(self._notice.show_error)
        self._delegate.refused.connect(self._notice.show_error)
        self._delegate.accepted.connect(self._notice.clear)
        self._line.steps_entered.connect(self._append)
        self._list.selectionModel().currentChanged.connect(self._enable_buttons)
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        for button, key, act in (
            (self._up, "Ctrl+Up", lambda: self._move_current(-1)),
            (self._down, "Ctrl+Down", lambda: self._move_current(1)),
            (self._remove, "Del", self._remove_current),
        ):
            action = QAction(button.accessibleName(), self._list)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            button.clicked.connect(action.trigger)
            self._list.addAction(action)

    def _lay_out(self) -> None:
        self._content = QWidget()
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._source, 1)
        for button in (self._up, self._down, self._remove):
            top.addWidget(button)
        top.addSpacing(8)
        top.addWidget(self._undo)
        top.addWidget(self._redo)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        for widget in (self._notice, self._findings, self._line, self._result):
            column.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._content, 1)
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
