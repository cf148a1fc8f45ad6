"""Rows of a table that can be dragged to another place among themselves."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

_ROW = "application/x-lstmscope-row"

_Index = QModelIndex | QPersistentModelIndex


class DraggedRows(QAbstractTableModel):
    """A table that tells where a row was dropped and leaves it where it is: whoever hears of it shows the new order."""

    dropped = Signal(int, int)  # the row, and the one in which it is to stand

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802  # Qt's name
        """Give the one thing that dragging does: it moves."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802  # Qt's name
        """Give the one kind that can be dropped: a row."""
        return [_ROW]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802  # Qt's name
        """Give the row that is dragged."""
        data = QMimeData()
        data.setData(_ROW, str(indexes[0].row()).encode())
        return data

    def dropMimeData(  # noqa: N802  # Qt's name
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002  # Qt's signature
        row: int,
        column: int,  # noqa: ARG002  # Qt's signature
        parent: _Index,  # noqa: ARG002  # Qt's signature
    ) -> bool:
        """Emit where it was dropped: before `row`, or at the end for -1."""
        if not data.hasFormat(_ROW):
            return False
        dragged, before = int(data.data(_ROW).toStdString()), row if row >= 0 else self.rowCount()
        to = before - (before > dragged)
        if to != dragged:
            self.dropped.emit(dragged, to)
        return False  # otherwise Qt would remove the row that was dragged
