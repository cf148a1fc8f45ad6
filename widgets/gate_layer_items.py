"""Layers and directions as rows for a Qt view: how much of each is saturated, and how long it remembers."""

from math import isinf

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.gates.layer_units import LayerUnits

from .labels import plain_tip
from .number_text import number_text

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TITLES = (
    ("Layer", "Layer, and direction where there are two"),
    ("Saturated gates", "Share of the sigmoid gates of all units that are open or closed for most time steps"),
    ("Dead", "Units whose h hardly changes"),
    ("Median half-life", "Time steps until half of what a unit holds is forgotten"),
)


class GateLayerItems(QAbstractTableModel):
    """One row for each layer and direction."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LayerUnits, ...] = ()

    def show_layers(self, found: tuple[LayerUnits, ...]) -> None:
        """Show these in place of the former."""
        self.beginResetModel()
        self._rows = found
        self.endResetModel()

    def place_at(self, row: int) -> tuple[int, int]:
        """Give the layer and the direction of a row."""
        return self._rows[row].habits.layer, self._rows[row].habits.direction

    def index_of(self, layer: int, direction: int) -> QModelIndex:
        """Give the row of a layer and direction; an invalid index if it has none."""
        rows = (row for row in range(len(self._rows)) if self.place_at(row) == (layer, direction))
        return self.index(next(rows, -1), 0)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the layers."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title the columns, and explain them."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        title, tip = _TITLES[section]
        texts = {Qt.ItemDataRole.DisplayRole: title, Qt.ItemDataRole.ToolTipRole: plain_tip(tip)}
        return texts.get(Qt.ItemDataRole(role))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text of a cell."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _texts(self._rows[index.row()])[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if index.column() else _LEFT
        return None


def _texts(row: LayerUnits) -> tuple[str, ...]:
    lives = row.habits.half_lives
    life = "–" if lives is None else "infinite" if isinf(lives[1]) else number_text(lives[1], 3)
    return row.habits.place, f"{row.habits.saturated:.0%}", str(len(row.habits.dead)), life
