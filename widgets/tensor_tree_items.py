"""The lines of the tree of tensors, as Qt wants them: names, shapes, and figures that arrive later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QPalette

from inspector.reshape.outline import OutlineNode
from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

from .tensor_tree_cells import RIGHT, Column, OutlineCells

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


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
        self._cells = OutlineCells(palette, font)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of icons and notes from the palette."""
        self._cells.set_palette(palette)

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
            return RIGHT
        return Column(section).title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = 0) -> Any:
        """Give what a cell shows, for each role."""
        if not index.isValid():
            return None
        node = self._lines[index.internalId()].node
        figures = self._figures.get(node.selection) if node.selection else None
        return self._cells.data(node, figures, Column(index.column()), role)

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
