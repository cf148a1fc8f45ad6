"""The lines of the tree of tensors: names, shapes, and figures that arrive later; some of them, in an order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QPalette

from inspector.reshape.arranged_outline import ArrangedOutline, LineOrder, OutlineOrders
from inspector.reshape.flat_outline import Flags, FlatOutline, flat_outline
from inspector.reshape.outline import OutlineNode
from inspector.reshape.outline_filter import OutlineFilter, OutlineSearch
from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

from .flat_items import AnyIndex, FlatItems
from .tensor_row_text import record_words
from .tensor_tree_cells import RIGHT, OutlineCells

_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class NewFigures:
    """Which lines have other figures than before, and whether NaN or Inf came or went in one of them."""

    lines: Collection[int]
    missing: bool


class OutlineItems(FlatItems):
    """The tree of a run, as far as a filter keeps it, in an order."""

    def __init__(self, cells: OutlineCells, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cells = cells
        self._wanted, self._order = OutlineFilter(), LineOrder.RUN
        self._known_places: dict[Selection, int] = {}
        self._show(None)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of icons and notes from the palette."""
        self._cells.set_palette(palette)

    def set_outline(self, root: OutlineNode | None) -> None:
        """Show another tree; the figures of the former one are forgotten."""
        if root is not (self._outline.nodes[0] if self._outline else None):
            self._show(root)

    def arrange(self, wanted: OutlineFilter, order: LineOrder) -> None:
        """Show the lines that the filter keeps, in this order."""
        self._wanted, self._order = wanted, order
        self._cells.mark(wanted.text)
        self._arrange()

    def set_statistics(self, figures: Mapping[Selection, Statistics]) -> NewFigures:
        """Take these figures, and give what they change; who shows the lines has them announced."""
        places = self._places if figures else {}
        found = ((places[selection], each) for selection, each in figures.items() if selection in places)
        changed = {line: each for line, each in found if self._figures.get(line) != each}
        self._figures.update(changed)
        lines = list(changed)
        missing = np.array([bool(each.nan or each.inf) for each in changed.values()], np.bool_)
        moved = bool((self._missing[lines] != missing).any())
        self._missing[lines] = missing
        return NewFigures(changed.keys(), moved)

    def announce(self, lines: Iterable[int]) -> None:
        """Have the figures of these lines painted anew. Of thousands that arrive together few are in sight."""
        columns = self._cells.figures
        for index in map(self.index_at, lines if columns else ()):
            if index.isValid():
                self.dataChanged.emit(index.siblingAtColumn(columns[0]), index.siblingAtColumn(columns[-1]))

    def count(self) -> int:
        """Count the lines, hidden ones included."""
        return len(self._nodes)

    def index_of(self, selection: Selection | None) -> QModelIndex:
        """Find the line of the selection; an invalid index if the tree has none, or if it is hidden."""
        line = self._places.get(selection) if selection else None
        return QModelIndex() if line is None else self.reach(line)

    def node_at(self, index: AnyIndex) -> OutlineNode | None:
        """Give what the line stands for."""
        return self._nodes[self.line_at(index)] if index.isValid() else None

    def awaited(self, lines: Iterable[int]) -> tuple[Selection, ...]:
        """Give the tensors and parts of these lines whose figures are not known."""
        nodes = (self._nodes[line] for line in lines if line not in self._figures)
        return tuple(node.selection for node in nodes if node.selection)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802, ARG002  # Qt's names from here on
        """Count the columns, the same everywhere."""
        return len(self._cells.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """Give the headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._cells.titles):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._cells.figures:
            return RIGHT
        return self._cells.titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = 0) -> Any:
        """Give what a cell shows, for each role."""
        if not index.isValid():
            return None
        line = self.line_at(index)
        return self._cells.data(self._nodes[line], self._figures.get(line), index.column(), role)

    @property
    def _places(self) -> dict[Selection, int]:
        """The lines of all that can be selected; of a million it takes a while, so only where it is needed."""
        if not self._known_places:
            self._known_places = {node.selection: line for line, node in enumerate(self._nodes) if node.selection}
        return self._known_places

    def _show(self, root: OutlineNode | None) -> None:
        self._outline: FlatOutline | None = flat_outline(root) if root else None
        self._nodes = self._outline.nodes if self._outline else []
        self._known_places = {}
        self._figures: dict[int, Statistics] = {}
        self._missing: Flags = np.zeros(len(self._nodes), np.bool_)
        self._orders = OutlineOrders(self._outline) if self._outline else None
        self._search = OutlineSearch(self._outline, record_words) if self._outline else None
        self._arrange()

    def _arrange(self) -> None:
        if self._outline is None or self._search is None or self._orders is None:
            self.show_lines(None)
            return
        kept = None if self._wanted.is_open else self._search.kept(self._wanted, self._missing)
        self.show_lines(ArrangedOutline(self._outline, kept, self._order, self._orders))
