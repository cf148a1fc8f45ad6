"""The units of a layer as rows for a Qt view: saturation, half-life, the largest h."""

from math import inf, isinf

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.gates.gate_words import gate_title
from inspector.gates.layer_units import LayerUnits
from inspector.gates.unit_habits import CLOSED, OPEN, GateHabit, GateShare, UnitHabits

from .labels import plain_tip
from .number_text import number_text

SORT_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_SIGNS = {GateHabit.OPEN: "▲ ", GateHabit.CLOSED: "▼ ", GateHabit.SWITCHING: "◆ ", GateHabit.GRADED: ""}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LIFE = "Time steps until half of what the unit holds is forgotten, by the mean of its forget or update gate"


class GateUnitItems(QAbstractTableModel):
    """One row for each unit: its number, each sigmoid gate, whether it is dead, half-life, largest |h|."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[UnitHabits, float], ...] = ()
        self._gates: tuple[str, ...] = ()

    def show_units(self, units: LayerUnits | None) -> None:
        """Show these units in place of the former."""
        self.beginResetModel()
        self._rows = tuple(zip(units.habits.units, units.largest, strict=True)) if units else ()
        self._gates = tuple(share.name for share in self._rows[0][0].gates) if self._rows else ()
        self.endResetModel()

    def unit_at(self, row: int) -> int:
        """Give the number of the unit in a row."""
        return self._rows[row][0].unit

    def row_of(self, unit: int) -> int | None:
        """Give the row of a unit, None if it has none."""
        return next((row for row, (each, _) in enumerate(self._rows) if each.unit == unit), None)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the units."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() or not self._rows else len(self._titles)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title the columns, and explain them."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self._titles):
            return None
        title, tip = self._titles[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tip)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text of a cell, and the number that it is sorted by."""
        if not index.isValid():
            return None
        text, number = self._cells(*self._rows[index.row()])[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case _ if role == SORT_ROLE:
                return number
        return None

    @property
    def _titles(self) -> tuple[tuple[str, str], ...]:
        tips = (
            (name, f"Share of the time steps at which the {gate_title(name)} is below {CLOSED} or above {OPEN}")
            for name in self._gates
        )
        dead = ("Dead", "Its h hardly changes: what reads it sees a constant")
        return (
            ("Unit", "Its number along the hidden size"), *tips, dead, ("Half-life", _LIFE),
            ("Largest |h|", "Of all time steps, before a projection"),
        )  # fmt: skip

    def _cells(self, habits: UnitHabits, largest: float) -> tuple[tuple[str, float], ...]:
        life = habits.half_life
        shown = "–" if life is None else "infinite" if isinf(life) else number_text(life, 3)
        return (
            (str(habits.unit), habits.unit),
            *(_share_cell(share) for share in habits.gates),
            ("× dead" if habits.dead else "", float(habits.dead)),
            (shown, -inf if life is None else life),
            (number_text(largest, 3), largest),
        )


def _share_cell(share: GateShare) -> tuple[str, float]:
    part = share.below + share.above
    return f"{_SIGNS[share.habit]}{part:.0%}", part
