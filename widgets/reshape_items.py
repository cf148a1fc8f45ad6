"""The reshape steps as rows for a Qt view: code, resulting shape, view or copy."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from inspector.errors import StepError
from inspector.reshape.outcome import Outcome
from inspector.reshape.parse import parse_steps
from inspector.reshape.pipeline import PipelineStep, ReshapePipeline
from widgets.labels import plain_tip
from widgets.step_states import Awaited, NotReached, Reached, Refused, StepState, SwitchedOff, axes_text, step_states

CODE, RESULT, MEMORY = range(3)
HEADINGS = ("Step", "Result", "Memory")
STATE_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_VIEW_TIP = "A view: no element is copied, the result shares its memory with the step's input"
_COPY_TIP = "A copy: the elements are written to new memory"


class ReshapeItems(QAbstractTableModel):
    """One row for each step. Edits do not change the rows: they are emitted, and come back by `show_pipeline`."""

    edited = Signal(ReshapePipeline)
    refused = Signal(StepError)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipeline = ReshapePipeline()
        self._states: tuple[StepState, ...] = ()

    @property
    def pipeline(self) -> ReshapePipeline:
        """The pipeline that is shown."""
        return self._pipeline

    def show_pipeline(self, pipeline: ReshapePipeline, outcomes: tuple[Outcome, ...]) -> None:
        """Show these steps and what torch says of them; rows stay rows, so a selection stays where it is."""
        before, after = len(self._pipeline.steps), len(pipeline.steps)
        if after > before:
            self.beginInsertRows(_ROOT, before, after - 1)
        elif after < before:
            self.beginRemoveRows(_ROOT, after, before - 1)
        self._pipeline, self._states = pipeline, step_states(pipeline, outcomes)
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        if pipeline.steps:
            self.dataChanged.emit(self.index(0, CODE), self.index(after - 1, MEMORY))

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802  # Qt's name
        """Give the number of steps."""
        return 0 if parent.isValid() else len(self._pipeline.steps)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802  # Qt's name
        """Give the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802  # Qt's name
        """Give the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Give what can be done with a cell; the code can be edited and switched off."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == CODE:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        if not index.isValid():
            return None
        item, state = self._pipeline.steps[index.row()], self._states[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (item.step.code, _result_text(state), _memory_text(state))[index.column()]
            case Qt.ItemDataRole.EditRole:
                return item.step.code if index.column() == CODE else None
            case Qt.ItemDataRole.CheckStateRole if index.column() == CODE:
                return Qt.CheckState.Checked if item.enabled else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip((item.step.code, _result_text(state), _memory_tip(state))[index.column()])
            case Qt.ItemDataRole.AccessibleTextRole:
                return _accessible_text(item, state) if index.column() == CODE else None
            case _ if role == STATE_ROLE:
                return state
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Emit the pipeline with this step's code or switch changed; False for code that cannot be read."""
        if not index.isValid() or index.column() != CODE:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self.edited.emit(self._pipeline.toggled(index.row()))
            return True
        if role != Qt.ItemDataRole.EditRole:
            return False
        try:
            changed = rewritten(self._pipeline, index.row(), str(value))
        except StepError as error:
            self.refused.emit(error)
            return False
        if changed != self._pipeline:
            self.edited.emit(changed)
        return True


def rewritten(pipeline: ReshapePipeline, row: int, code: str) -> ReshapePipeline:
    """Give the pipeline with the code in place of the step in this row: no step, one or several. Raises StepError."""
    enabled = pipeline.steps[row].enabled
    written = tuple(PipelineStep(step, enabled) for step in parse_steps(code))
    return ReshapePipeline((*pipeline.steps[:row], *written, *pipeline.steps[row + 1 :]))


def _result_text(state: StepState) -> str:
    match state:
        case Reached(outcome):
            return f"→ {axes_text(outcome.axes)}"
        case Refused(error):
            return error
        case NotReached():
            return "not reached"
        case SwitchedOff():
            return "off"
        case Awaited():
            return "…"


def _memory_text(state: StepState) -> str:
    if isinstance(state, Reached):
        return "view" if state.outcome.shares_memory else "copy"
    return "refused" if isinstance(state, Refused) else ""


def _memory_tip(state: StepState) -> str:
    if isinstance(state, Reached):
        return _VIEW_TIP if state.outcome.shares_memory else _COPY_TIP
    return ""


def _accessible_text(item: PipelineStep, state: StepState) -> str:
    return ", ".join(filter(None, (item.step.code, _result_text(state), _memory_text(state))))
