"""The view of the reshape steps."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from inspector.reshape.steps import ReshapeStep
from widgets.reshape_items import CODE, MEMORY, RESULT, ReshapeItems
from widgets.step_delegate import StepDelegate

_CODE_WIDTH = 168
_ROW = 24  # pixels
_NO_STEPS = "No steps yet. Type code below, or choose a step from the + menu."
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReshapeList(QTreeView):
    """The steps; F2, a double click or typing edits, Space switches, dragging and the three actions do the rest."""

    def __init__(self, items: ReshapeItems, delegate: StepDelegate) -> None:
        super().__init__()
        self._items = items
        self.up = self._action("Move step up", "Ctrl+Up", lambda: self._move_current(-1))
        self.down = self._action("Move step down", "Ctrl+Down", lambda: self._move_current(1))
        self.remove = self._action("Remove step", "Del", self._remove_current)
        self.setModel(items)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Reshape steps")
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        self._lay_out_columns()
        self._allow_dragging()
        items.rowsInserted.connect(lambda _, __, last: self.show_row(last))
        items.dropped.connect(self._move)
        items.dataChanged.connect(self._enable_actions)
        self.selectionModel().currentChanged.connect(self._enable_actions)
        self._enable_actions()

    def _lay_out_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(CODE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(MEMORY, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(CODE, _CODE_WIDTH)

    def _allow_dragging(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Let every key act on the code, whichever column was clicked."""
        if self.state() == QAbstractItemView.State.EditingState:  # the editor passes on the keys it has no use for
            super().keyPressEvent(event)
            return
        self.show_row(self.currentIndex().row())
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.model().setData(self.currentIndex(), None, Qt.ItemDataRole.CheckStateRole)
        elif event.key() in _ENTER and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Say in an empty list how it is filled."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = self.viewport().rect().adjusted(8, 8, -8, -8)
            painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, _NO_STEPS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the current step in sight where what is said of it takes room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Need the heading and one step."""
        return QSize(super().minimumSizeHint().width(), self.header().height() + _ROW + 2 * self.frameWidth())

    def show_row(self, row: int) -> None:
        """Make this row the current one."""
        if row >= 0:
            self.setCurrentIndex(self.model().index(row, CODE))

    def replace_active(self, position: int, steps: tuple[ReshapeStep, ...]) -> None:
        """Ask for these steps in the place of the active one of this position; the keyboard goes on here."""
        pipeline = self._items.pipeline
        self.setFocus()
        self.show_row([place for place, item in enumerate(pipeline.steps) if item.enabled][position])
        self._items.edited.emit(pipeline.active_replaced(position, steps))

    def _action(self, name: str, key: str, act: Callable[[], None]) -> QAction:
        action = QAction(name, self)
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(act)
        self.addAction(action)
        return action

    def _enable_actions(self) -> None:
        row, last = self.currentIndex().row(), self._items.rowCount() - 1
        self.remove.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < last)

    def _remove_current(self) -> None:
        self._items.edited.emit(self._items.pipeline.removed(self.currentIndex().row()))

    def _move_current(self, by: int) -> None:
        self._move(self.currentIndex().row(), self.currentIndex().row() + by)

    def _move(self, row: int, to: int) -> None:
        """Ask for the step to stand elsewhere; it stays the current one."""
        self._items.edited.emit(self._items.pipeline.moved(row, to))
        self.show_row(to)
