"""How a reshape step is drawn, and the editor of its code."""

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector.errors import StepError
from inspector.reshape.reading.parse import parse_steps
from widgets.code_font import code_font
from widgets.icons import Icon, icon
from widgets.reshape_items import CODE, RESULT, STATE_ROLE
from widgets.step_states import NotReached, Refused, SwitchedOff

_Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 24
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


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
