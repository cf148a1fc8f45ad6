"""The reshape steps as rows for a Qt view: code, resulting shape, view or copy."""

from itertools import takewhile
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from inspector.errors import StepError
from inspector.reshape.outcome import Outcome
from inspector.reshape.pipeline import PipelineStep, ReshapePipeline
from widgets.dragged_rows import DraggedRows
from widgets.labels import plain_tip
from widgets.pipeline_edits import rewritten
from widgets.step_states import StepState, memory_text, memory_tip, result_text, step_states

CODE, RESULT, MEMORY = range(3)
HEADINGS = ("Step", "Result", "Memory")
STATE_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ReshapeItems(DraggedRows):
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
        if len(pipeline.steps) != len(self._pipeline.steps):
            head, tail = _common_ends(self._pipeline, pipeline)
            self._remove_rows(head, len(self._pipeline.steps) - tail)
            self._insert_rows(head, pipeline.steps[head : len(pipeline.steps) - tail])
        self._pipeline, self._states = pipeline, step_states(pipeline, outcomes)
        if pipeline.steps:
            self.dataChanged.emit(self.index(0, CODE), self.index(len(pipeline.steps) - 1, MEMORY))

    def _remove_rows(self, start: int, stop: int) -> None:
        if start < stop:
            self.beginRemoveRows(_ROOT, start, stop - 1)
            self._hold((*self._pipeline.steps[:start], *self._pipeline.steps[stop:]))
            self.endRemoveRows()

    def _insert_rows(self, start: int, steps: tuple[PipelineStep, ...]) -> None:
        if steps:
            self.beginInsertRows(_ROOT, start, start + len(steps) - 1)
            self._hold((*self._pipeline.steps[:start], *steps, *self._pipeline.steps[start:]))
            self.endInsertRows()

    def _hold(self, steps: tuple[PipelineStep, ...]) -> None:
        """Keep the steps while rows come and go; the answers follow with dataChanged."""
        self._pipeline = ReshapePipeline(steps)
        self._states = step_states(self._pipeline, ())

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
            return Qt.ItemFlag.ItemIsDropEnabled  # between the rows, and on none of them
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        flags |= Qt.ItemFlag.ItemIsDragEnabled
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
                return (item.step.code, result_text(state), memory_text(state))[index.column()]
            case Qt.ItemDataRole.EditRole:
                return item.step.code if index.column() == CODE else None
            case Qt.ItemDataRole.CheckStateRole if index.column() == CODE:
                return Qt.CheckState.Checked if item.enabled else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip((item.step.code, result_text(state), memory_tip(state))[index.column()])
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


def _common_ends(one: ReshapePipeline, other: ReshapePipeline) -> tuple[int, int]:
    """Give how many steps are equal from the first on, and how many of the rest are equal from the last on."""
    head = _equal_steps(one.steps, other.steps)
    return head, _equal_steps(one.steps[head:][::-1], other.steps[head:][::-1])


def _equal_steps(one: tuple[PipelineStep, ...], other: tuple[PipelineStep, ...]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _accessible_text(item: PipelineStep, state: StepState) -> str:
    return ", ".join(filter(None, (item.step.code, result_text(state), memory_text(state))))
