"""The indices of one axis as rows for a Qt view, narrowed by a filter; only those in view are ever written."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.tensor.axis import Axis
from inspector.tensor.position import axis_title, position_text

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_NO_AXIS = Axis(())


def unit_text(axis: Axis, unit: int) -> str:
    """Give the number of an index with what it means on the axis: `45 (backward, 5)`."""
    return position_text((axis,), (unit,)).removeprefix(f"{axis_title(axis)} ")


class UnitItems(QAbstractListModel):
    """One row for each index of the axis."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._axis = _NO_AXIS
        self._units: Sequence[int] = range(0)

    def show_axis(self, axis: Axis, sought: str) -> None:
        """Show the indices of an axis whose text has this part; all for ""."""
        self.beginResetModel()
        self._axis = axis
        every = range(axis.size)
        low = sought.strip().casefold()
        self._units = [unit for unit in every if low in unit_text(axis, unit).casefold()] if low else every
        self.endResetModel()

    def unit_at(self, row: int) -> int:
        """Give the index in a row."""
        return self._units[row]

    def row_of(self, unit: int) -> int | None:
        """Give the row of an index, None where the filter leaves it out."""
        return self._units.index(unit) if unit in self._units else None

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's name
        """Count the indices that the filter leaves."""
        return 0 if parent.isValid() else len(self._units)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text of a row."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        return unit_text(self._axis, self._units[index.row()])
