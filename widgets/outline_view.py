"""The view of an outline's lines: which of them are open, and which can be seen."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from inspector.reshape.outline import NodeKind, OutlineNode

from .number_text import MINUS
from .outline_folds import LinePath, OutlineFolds
from .tensor_tree_cells import Column, OutlineCells
from .tensor_tree_items import OutlineItems

_SMALL = 200  # lines: a tree of this size is opened down to its tensors
_OPENED = {NodeKind.MODEL, NodeKind.LAYER, NodeKind.CALL, NodeKind.RESULT, NodeKind.FILE, NodeKind.MODULE}
_ALL_OPEN = 10_000  # lines that a filter keeps: so many are opened down to the last leaf ...
_ENOUGH = 1000  # ... and of more the first of them, so that what is found is in sight
_RESTING = 60  # milliseconds without scrolling before it is told what is in sight


class OutlineView(QTreeView):
    """Shows the lines and remembers which of them the person opened; `name` is what a screen reader says."""

    in_sight_changed = Signal()

    def __init__(
        self, items: OutlineItems, cells: type[OutlineCells], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items = items
        self._widest_shape = cells.widest_shape
        self._folds, self._found_folds = OutlineFolds(), OutlineFolds()  # of all lines, and of those that were found
        self._narrowed = False
        self.setModel(items)
        self.setAccessibleName(name)
        _dress(self, cells)
        self._shape_width = self._least_shape_width = self.columnWidth(Column.SHAPE)
        self._resting = QTimer(self, interval=_RESTING, singleShot=True)
        self._resting.timeout.connect(self.in_sight_changed)
        self.expanded.connect(lambda index: self._keep(index, True))
        self.collapsed.connect(lambda index: self._keep(index, False))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self, self._copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    def set_narrowed(self, narrowed: bool) -> None:
        """Take the next lines as those that a filter keeps, or as all; what was opened among the found is forgotten."""
        self._narrowed = narrowed
        self._found_folds.clear()

    def open_lines(self) -> None:
        """Open what the person opened, else a small tree down to its tensors, a large one down to its layers.

        What a filter keeps is opened down to the last leaf; of very much, as far as it is in sight.
        """
        kinds = _OPENED if self._items.count() < _SMALL else {NodeKind.MODEL, NodeKind.FILE}
        with QSignalBlocker(self):
            if self._narrowed:
                enough = _ALL_OPEN if self._items.shown <= _ALL_OPEN else _ENOUGH
                self._open(self._found_folds, lambda _: True, enough)
            else:
                self._open(self._folds, lambda node: node.kind in kinds, self._items.shown)
        self._resting.start()

    def widen(self) -> None:
        """Give the shapes the room that they need, up to a limit: they are what people come to read."""
        if self.columnWidth(Column.SHAPE) == self._shape_width:  # else the person has chosen
            needed = self.sizeHintForColumn(Column.SHAPE) + 8
            self._shape_width = min(max(needed, self._least_shape_width), self._widest_shape)
            self.setColumnWidth(Column.SHAPE, self._shape_width)

    def in_sight(self) -> tuple[int, ...]:
        """Give the lines that can be seen, from the top."""
        lines, index = [], self.indexAt(self.viewport().rect().topLeft())
        bottom = self.viewport().height()
        while index.isValid() and self.visualRect(index).top() < bottom:
            lines.append(self._items.line_at(index))
            index = self.indexBelow(index)
        return tuple(lines)

    def fold(self, index: QModelIndex) -> None:
        """Open the line, or close it."""
        first = index.siblingAtColumn(Column.NAME)
        self.setExpanded(first, not self.isExpanded(first))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """See whether other lines are in sight."""
        super().resizeEvent(event)
        self._resting.start()

    def _open(self, folds: OutlineFolds, wished: Callable[[OutlineNode], bool], enough: int) -> None:
        """Open line by line from the top, until so many lines are in the open."""
        waiting = [(0, LinePath())] if self._items.shown else []
        seen = 0
        while waiting and seen <= enough:
            line, path = waiting.pop()
            index = self._items.index_at(line)
            node = self._node(index)
            own = (*path, node.label)
            if folds.is_open(own, node, wished(node)):
                self.expand(index)
                seen += self._items.rowCount(index)
                waiting.extend((branch, own) for branch in reversed(self._items.branches(line)))

    def _keep(self, index: QModelIndex, opened: bool) -> None:
        path = []
        while index.isValid():
            path.append(self._node(index).label)
            index = index.parent()
        (self._found_folds if self._narrowed else self._folds).keep(tuple(reversed(path)), opened)
        self._resting.start()

    def _node(self, index: QModelIndex) -> OutlineNode:
        node = self._items.node_at(index)
        assert node is not None, "the index is a line's"
        return node

    def _scrolled(self) -> None:
        """Have the lines that follow the last one in sight made known; Qt does so at the end of the whole tree only."""
        last = self.indexAt(self.viewport().rect().bottomLeft())
        above = last.parent()
        if last.isValid() and last.row() + self._page() >= self._items.rowCount(above):
            self._items.fetchMore(above)
        self._resting.start()

    def _page(self) -> int:
        return self.viewport().height() // max(1, self.rowHeight(self._items.index(0, 0)))

    def _copy(self) -> None:
        current = self.currentIndex()
        if current.isValid():
            cells = (str(current.siblingAtColumn(column).data() or "") for column in range(self._items.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cells).replace(MINUS, "-"))


def _dress(view: QTreeView, cells: type[OutlineCells]) -> None:
    view.setUniformRowHeights(True)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.setIndentation(12)
    view.setAlternatingRowColors(True)
    view.setAllColumnsShowFocus(True)
    view.setExpandsOnDoubleClick(False)  # a double click activates, and so does Enter: see OutlineTree._choose
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.header().setStretchLastSection(not cells.figures)
    view.header().setResizeContentsPrecision(0)  # the width of the shapes is that of those in sight
    for column, text in enumerate(cells.samples):  # each column has room for a sample of what stands in it
        view.setColumnWidth(column, view.fontMetrics().horizontalAdvance(text) + 8)
    view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
