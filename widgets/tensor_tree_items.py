"""The lines of the tree of tensors, as Qt wants them: names, shapes, and figures that arrive later."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont, QIcon, QPalette

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

from .icons import Icon, icon
from .theme import colours, tabular
from .tensor_row_text import PENDING, figure_text, search_text, shape_text, tooltip_text

AnyIndex = QModelIndex | QPersistentModelIndex
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()


class Column(IntEnum):
    """The columns of the tree, from left to right."""

    NAME = 0
    SHAPE = 1
    TYPE = 2
    MIN = 3
    MAX = 4
    MEAN = 5
    NAN = 6

    @property
    def title(self) -> str:
        """The heading."""
        return "NaN" if self is Column.NAN else self.name.capitalize()


@dataclass(frozen=True, slots=True)
class _Line:
    """A node with its place: `parent` is a position in the list of lines, -1 at the top."""

    node: OutlineNode
    parent: int
    row: int
    children: tuple[int, ...]


class OutlineItems(QAbstractItemModel):
    """The tree of a run; an index carries the position of its line, so no cell is found by walking."""

    def __init__(self, palette: QPalette, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root: OutlineNode | None = None
        self._lines: list[_Line] = []
        self._places: dict[Selection, int] = {}
        self._figures: dict[Selection, Statistics] = {}
        self._figure_font = tabular(font)
        self.set_palette(palette)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of icons and notes from the palette."""
        self._icons: dict[str, QIcon] = {kind: icon(kind.value, palette) for kind in NodeKind}
        self._warning = icon(Icon.WARNING, palette)
        self._muted = QBrush(colours(palette).muted)

    def set_outline(self, root: OutlineNode | None) -> None:
        """Show another tree; the figures of the former one are forgotten."""
        if root is self._root:
            return
        self.beginResetModel()
        self._root, self._figures = root, {}
        self._lines = _lines_of(root) if root else []
        self._places = {line.node.selection: at for at, line in enumerate(self._lines) if line.node.selection}
        self.endResetModel()

    def set_statistics(self, figures: Mapping[Selection, Statistics]) -> None:
        """Show these figures; only the lines whose figures changed are announced."""
        old, self._figures = self._figures, dict(figures)
        for selection, at in self._places.items():
            if old.get(selection) != self._figures.get(selection):
                self.dataChanged.emit(self._index(at, Column.MIN), self._index(at, Column.NAN))

    def count(self) -> int:
        """Count the lines, hidden ones included."""
        return len(self._lines)

    def index_of(self, selection: Selection | None) -> QModelIndex:
        """Find the line of the selection; an invalid index if the tree has none."""
        at = self._places.get(selection) if selection else None
        return QModelIndex() if at is None else self._index(at, Column.NAME)

    def node_at(self, index: AnyIndex) -> OutlineNode | None:
        """Give what the line stands for."""
        return self._lines[index.internalId()].node if index.isValid() else None

    def selection_at(self, index: AnyIndex) -> Selection | None:
        """Give what the line selects; None for a layer or a call."""
        node = self.node_at(index)
        return node.selection if node else None

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        """Give the index of a child, as Qt asks for it."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        at = self._lines[parent.internalId()].children[row] if parent.isValid() else 0
        return self.createIndex(row, column, at)

    def parent(self, index: AnyIndex = _ROOT) -> QModelIndex:  # type: ignore[override]  # QObject.parent() of the stubs
        """Give the index of the parent, as Qt asks for it."""
        above = self._lines[index.internalId()].parent if index.isValid() else -1
        return QModelIndex() if above < 0 else self._index(above, Column.NAME)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802
        """Count the children of a line."""
        if not parent.isValid():
            return min(1, len(self._lines))
        return len(self._lines[parent.internalId()].children) if parent.column() == 0 else 0

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, ARG002
        """Count the columns, the same everywhere."""
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """Give the headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= Column.MIN:
            return _RIGHT
        return Column(section).title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = 0) -> Any:
        """Give what a cell shows, for each role."""
        if not index.isValid():
            return None
        node, column = self._lines[index.internalId()].node, Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(node, column)
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(node, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip_text(node)
        if role == SEARCH_ROLE:
            return search_text(node)
        return self._style(node, column, role)

    def _text(self, node: OutlineNode, column: Column) -> str:
        match column:
            case Column.NAME:
                return node.label
            case Column.SHAPE:
                return shape_text(node.record.axes) if node.record else node.note
            case Column.TYPE:
                return node.record.dtype if node.record else ""
        return figure_text(node, self._found(node), column.name.lower())

    def _found(self, node: OutlineNode) -> Statistics | None:
        return self._figures.get(node.selection) if node.selection else None

    def _picture(self, node: OutlineNode, column: Column) -> QIcon | None:
        if column is Column.NAME:
            return self._icons[node.kind]
        figures = self._found(node) if column is Column.NAN else None
        return self._warning if figures and (figures.nan or figures.inf) else None

    def _style(self, node: OutlineNode, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= Column.MIN:
            return _RIGHT
        if role == Qt.ItemDataRole.FontRole and column >= Column.MIN:
            return self._figure_font
        if role == Qt.ItemDataRole.ForegroundRole and (
            (column is Column.SHAPE and not node.record) or self._text(node, column) == PENDING
        ):
            return self._muted
        return None

    def _index(self, at: int, column: Column) -> QModelIndex:
        return self.createIndex(self._lines[at].row, column, at)


def _lines_of(root: OutlineNode) -> list[_Line]:
    """List the tree breadth first; a line's children lie next to each other."""
    lines = []
    waiting = [(root, -1, 0)]
    for at, (node, parent, row) in enumerate(waiting):
        start = len(waiting)
        waiting.extend((child, at, place) for place, child in enumerate(node.children))
        lines.append(_Line(node, parent, row, tuple(range(start, len(waiting)))))
    return lines
