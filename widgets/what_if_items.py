"""The shapes of a call as they are and as they would be: one row for each tensor."""

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from inspector.tensor.axis import Axes
from inspector.tensor.record import shape_text
from inspector.tensor.what_if import RoleAxes
from widgets.labels import with_signs
from widgets.theme import bold

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    """What stands in a column."""

    ROLE = 0
    NOW = 1
    THEN = 2


_TITLES = {Column.ROLE: "Tensor", Column.NOW: "Now", Column.THEN: "Then"}


class WhatIfItems(QAbstractTableModel):
    """Shapes with the names of their axes; one that would change is bold and says so to a screen reader."""

    def __init__(self, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bold = bold(font)
        self._rows: tuple[tuple[str, Axes | None, Axes | None], ...] = ()

    def set_shapes(self, now: RoleAxes, then: RoleAxes) -> None:
        """Show these shapes side by side, in the order of `then`."""
        before, after = dict(now), dict(then)
        self.beginResetModel()
        self._rows = tuple((role, before.get(role), after.get(role)) for role in {**after, **before})
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the tensors."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text, and the weight that marks a change."""
        if not index.isValid():
            return None
        name, now, then = self._rows[index.row()]
        changes = index.column() == Column.THEN and now != then
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return (name, _text(now), _text(then))[index.column()]
            case Qt.ItemDataRole.FontRole:
                return self._bold if changes else None
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return "changes" if changes else None
        return None


def _text(axes: Axes | None) -> str:
    return "–" if axes is None else with_signs(shape_text(axes))
