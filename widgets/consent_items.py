"""What a program would do beside computing, as rows of a table."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from inspector.model.program_finding import ProgramFinding

from .labels import plain_tip

_COLUMNS = ("Danger", "Name in the file", "Where", "What it does")
_DANGEROUS = "Dangerous"
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class ConsentItems(QAbstractTableModel):
    """One row for each finding, in their order; what is known to harm has a symbol and a word."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[ProgramFinding, ...] = ()
        self._symbol = QIcon()

    def show_findings(self, findings: tuple[ProgramFinding, ...]) -> None:
        """Show these in place of the former."""
        self.beginResetModel()
        self._findings = findings
        self.endResetModel()

    def show_symbol(self, symbol: QIcon) -> None:
        """Mark what is dangerous with this symbol."""
        self._symbol = symbol
        if self._findings:
            last = self.index(len(self._findings) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [Role.DecorationRole])

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  # Qt's name
        """Give the number of findings."""
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  # Qt's name
        """Give the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: N802
        """Give the title of a column."""
        named = orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole and 0 <= section < len(_COLUMNS)
        return _COLUMNS[section] if named else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Give the text of a cell, the whole of it as its tip, and the symbol of danger."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        finding = self._findings[index.row()]
        text = _texts(finding)[index.column()]
        match role:
            case Role.DisplayRole:
                return text
            case Role.ToolTipRole:
                return plain_tip(text)
            case Role.DecorationRole if index.column() == 0 and finding.dangerous:
                return self._symbol
        return None


def _texts(finding: ProgramFinding) -> tuple[str, ...]:
    danger = _DANGEROUS if finding.dangerous else ""
    return danger, finding.name, finding.part, finding.does[:1].upper() + finding.does[1:]
