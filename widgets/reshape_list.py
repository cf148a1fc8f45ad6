"""The view of the reshape steps, and the editor of one step's code."""

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from inspector.errors import StepError
from inspector.reshape.parse import parse_steps
from widgets.code_font import code_font
from widgets.icons import Icon, icon
from widgets.reshape_items import CODE, MEMORY, RESULT, STATE_ROLE, ReshapeItems
from widgets.step_states import NotReached, Refused, SwitchedOff

_Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 24
_CODE_WIDTH = 152
_NO_STEPS = "No steps yet. Type code below, or choose a step from the + menu."
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAVING = (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class StepDelegate(QStyledItemDelegate):
    """Draws a row by its state; an editor whose text cannot be read stays open and tells why."""

    refused = Signal(StepError)
    accepted = Signal()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802  # Qt's name
        """Grey what is not taken or not reached, mark what was refused."""
        super().initStyleOption(option, index)
        state = index.data(STATE_ROLE)
        if isinstance(state, NotReached | SwitchedOff):
            option.state &= ~QStyle.StateFlag.State_Enabled
        if index.column() == CODE:
            option.font = code_font()
        if index.column() == RESULT and isinstance(state, Refused):
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = icon(Icon.ERROR, option.palette)
            option.decorationSize = QSize(16, 16)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802  # Qt's name
        """Give rows of one height, a good target for the mouse."""
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)

    def createEditor(  # noqa: N802  # Qt's name
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002  # Qt's signature
        index: _Index,
    ) -> QWidget:
        """Give a line for the code."""
        line = QLineEdit(parent)
        line.setFont(code_font())
        line.setAccessibleName(f"Code of step {index.row()}")
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:  # noqa: N802  # Qt's name
        """Fill in the code, unless something has been typed."""
        line = cast(QLineEdit, editor)
        if not line.isModified():
            line.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:  # noqa: N802
        """Hand over the text, which can be read."""
        self.accepted.emit()
        model.setData(index, cast(QLineEdit, editor).text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keep the editor open while its text cannot be read."""
        leaving = event.type() == QEvent.Type.FocusOut
        if event.type() == QEvent.Type.KeyPress:
            key = cast(QKeyEvent, event).key()
            leaving = key in _LEAVING
            if key == Qt.Key.Key_Escape:
                self.accepted.emit()
        if leaving and not self._readable(cast(QLineEdit, editor).text()):
            return event.type() == QEvent.Type.KeyPress
        return super().eventFilter(editor, event)

    def _readable(self, text: str) -> bool:
        try:
            parse_steps(text)
        except StepError as error:
            self.refused.emit(error)
            return False
        return True


class ReshapeList(QTreeView):
    """The steps; F2, a double click or typing edits, Space switches, and the panel's actions do the rest."""

    def __init__(self, items: ReshapeItems, delegate: StepDelegate) -> None:
        super().__init__()
        self.setModel(items)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Reshape steps")
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(CODE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(MEMORY, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(CODE, _CODE_WIDTH)
        items.rowsInserted.connect(lambda _, __, last: self.show_row(last))

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

    def show_row(self, row: int) -> None:
        """Make this row the current one."""
        if row >= 0:
            self.setCurrentIndex(self.model().index(row, CODE))
