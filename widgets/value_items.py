"""A slice as a table for a Qt view: a block of cells is read when one of them comes into view."""

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from inspector.tensor.axis import Axes
from inspector.tensor.matrix import matrix_of
from inspector.tensor.padding import AnyPadding, NoPadding
from inspector.tensor.position import axis_title, position_text
from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import ResolvedSlice
from inspector.tensor.values import Values

from .labels import plain_tip
from .number_text import element_text
from .theme import Colours, bold
from .unit_items import unit_text

Index = QModelIndex | QPersistentModelIndex

MOST = 1 << 20  # rows or columns: as many as a spreadsheet has; a Qt view keeps something for each

_ROOT = QModelIndex()
_SIDE = 64  # rows and columns of a block
_KEPT = 64  # blocks
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ValueItems(QAbstractTableModel):
    """One cell for each element of a slice, without a column for a single number."""

    def __init__(self, shades: Colours, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shades, self._bold = shades, bold(font)
        self._values: Values | None = None
        self._resolved = ResolvedSlice(None, None, ())
        self._axes: Axes = ()
        self._padding: AnyPadding = NoPadding()
        self._blocks: OrderedDict[tuple[int, int], NDArray[Any]] = OrderedDict()

    def show_slice(self, part: Slice | None, axes: Axes) -> None:
        """Show a slice in place of the former; of the same shape the view stays where it is."""
        former = self.sizes
        resized = part is None or self._values is None or _sizes(part.values, part.resolved) != former
        if resized:
            self.beginResetModel()
        self._values = part.values if part is not None else None
        self._resolved = part.resolved if part is not None else self._resolved
        self._axes, self._padding = axes, part.padding if part is not None else NoPadding()
        self._blocks.clear()
        if resized:
            self.endResetModel()
            return
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)

    @property
    def sizes(self) -> tuple[int, int]:
        """How many rows and columns the slice has, whether or not all have a place in the table."""
        return _sizes(self._values, self._resolved) if self._values is not None else (0, 0)

    def index_of(self, cell: Index) -> tuple[int, ...]:
        """Give the index into the tensor of the element in a cell."""
        return self._resolved.index_at(cell.row(), cell.column())

    def array_of(self, rows: range, columns: range) -> NDArray[Any]:
        """Read a block of elements, of the tensor's own type."""
        assert self._values is not None, "only with something to show"
        return matrix_of(self._values, self._resolved, rows, columns)

    def recolour(self, shades: Colours) -> None:
        """Take the colours of another theme."""
        self._shades = shades

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the rows that have a place."""
        return 0 if parent.isValid() else min(self.sizes[0], MOST)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Count the columns that have a place."""
        return 0 if parent.isValid() else min(self.sizes[1], MOST)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Number the rows and columns, and say what their numbers mean."""
        axis = self._resolved.column if orientation == Qt.Orientation.Horizontal else self._resolved.row
        if axis is None or axis >= len(self._axes) or section >= self._axes[axis].size:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return unit_text(self._axes[axis], section)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(position_text((self._axes[axis],), (section,)))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell's text; what is no number stands out by its weight and colour, padding is faint."""
        if not index.isValid() or self._values is None:
            return None
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case Qt.ItemDataRole.DisplayRole:
                return element_text(self._element(index))
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(index)
            case Qt.ItemDataRole.FontRole:
                return None if np.isfinite(self._element(index)) else self._bold
            case Qt.ItemDataRole.ToolTipRole:
                padded = "" if self._inside(index) else "\nPadding: the sequence has ended before"
                return plain_tip(f"{position_text(self._axes, self.index_of(index))}{padded}")
        return None

    def _colour(self, index: Index) -> QColor | None:
        if not np.isfinite(self._element(index)):
            return self._shades.error
        return None if self._inside(index) else self._shades.muted

    def _inside(self, index: Index) -> bool:
        return bool(self._padding.inside(self.index_of(index)))

    def _element(self, index: Index) -> Any:
        row, column = index.row(), index.column()
        place = row // _SIDE, column // _SIDE
        if place not in self._blocks:
            self._blocks[place] = self._read(*place)
            if len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        return self._blocks[place][row % _SIDE, column % _SIDE]

    def _read(self, row: int, column: int) -> NDArray[Any]:
        rows, columns = self.sizes
        return self.array_of(
            range(row * _SIDE, min((row + 1) * _SIDE, rows)), range(column * _SIDE, min((column + 1) * _SIDE, columns))
        )


def axis_names(part: Slice, axes: Axes) -> str:
    """Name what runs down and across: `rows: time, columns: hidden`."""
    shown = (("rows", part.resolved.row), ("columns", part.resolved.column))
    return ", ".join(f"{word}: {axis_title(axes[at])}" for word, at in shown if at is not None)


def _sizes(values: Values, resolved: ResolvedSlice) -> tuple[int, int]:
    if any(values.shape[axis] == 0 for axis in resolved.held):
        return 0, 0
    row = 1 if resolved.row is None else values.shape[resolved.row]
    column = 1 if resolved.column is None else values.shape[resolved.column]
    return (row, column) if row and column else (0, 0)
