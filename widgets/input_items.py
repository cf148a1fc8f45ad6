"""The numbers of a typed input as the cells of a table: rows and columns are the last two axes."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from inspector.run.typed_values import Typed
from widgets.labels import plain_tip
from widgets.typed_cells import TypedCells

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ALIGNED = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class InputItems(QAbstractTableModel):
    """One matrix of the cells at a time; a wrong cell has a cross behind its text, and its sentence as tooltip."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cells = TypedCells(Typed((1,), (0.0,)), whole=False)
        self._matrix = 0
        self._error_colour = QColor()

    def set_error_colour(self, colour: QColor) -> None:
        """Write wrong cells in this colour too."""
        self._error_colour = colour

    def set_cells(self, cells: TypedCells, matrix: int = 0) -> None:
        """Show these cells; of three axes the matrix at that place of the first."""
        self.beginResetModel()
        self.cells, self._matrix = cells, matrix
        self.endResetModel()

    def write_block(self, top: QModelIndex, block: Iterable[Iterable[str]]) -> int:
        """Write texts from that cell on, right and down; give the number of those that found no cell."""
        pairs = [
            (self.index(top.row() + down, top.column() + right), text)
            for down, texts in enumerate(block)
            for right, text in enumerate(texts)
        ]
        for cell, text in pairs:
            if cell.isValid():
                self.cells.write(self._place(cell), text)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.edited.emit()
        return sum(not cell.isValid() for cell, _ in pairs)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the rows of the matrix."""
        return 0 if parent.isValid() else self.cells.matrix_sizes[0]

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns of the matrix."""
        return 0 if parent.isValid() else self.cells.matrix_sizes[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be edited."""
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if index.isValid() else Qt.ItemFlag.NoItemFlags)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Number rows and columns from 0, as torch does."""
        del orientation
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the number, in full as tooltip and for editing; of a wrong one the sentence as tooltip."""
        if not index.isValid():
            return None
        place = self._place(index)
        sentence = self.cells.sentence(place)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells.short_text(place)
            case Qt.ItemDataRole.EditRole:
                return self.cells.text(place)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGNED
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(sentence or self.cells.text(place))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return sentence or None
            case Qt.ItemDataRole.ForegroundRole:
                return QBrush(self._error_colour) if sentence else None
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Take a text; one that is no number is kept and marked."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        self.cells.write(self._place(index), str(value))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def _place(self, index: Index) -> int:
        rows, columns = self.cells.matrix_sizes
        return (self._matrix * rows + index.row()) * columns + index.column()
