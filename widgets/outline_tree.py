"""A tree of a run with a line that filters it: model, layers, calls, tensors and their parts."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.reshape.outline import NodeKind, OutlineNode, selections
from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

from .filter_line import FilterLine
from .icons import Icon, icon
from .message_label import message_label
from .number_text import MINUS
from .outline_view import filtered, outline_view
from .tensor_tree_cells import Column, OutlineCells
from .tensor_tree_items import OutlineItems

_SMALL = 200  # lines: a tree of this size is opened down to its tensors
_OPENED = {NodeKind.MODEL, NodeKind.LAYER, NodeKind.CALL, NodeKind.RESULT, NodeKind.FILE, NodeKind.MODULE}


class OutlineTree(QWidget):
    """Shows the outline of a run in these cells; `selected` tells which tensor or part the person chose.

    `name` is what a screen reader says, `empty` what stands there while there is no tree.
    """

    selected = Signal(object)  # Selection
    menu_requested = Signal(object, object)  # Selection of the line or of the first below it, QPoint on the screen

    def __init__(self, cells: type[OutlineCells], name: str, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._selection: Selection | None = None
        self._items = OutlineItems(cells(self.palette(), self.font()), self)
        self._rows = filtered(self._items, self)
        self._filter = FilterLine()
        self._filter_mark = self._filter.addAction(icon(Icon.FILTER, self), QLineEdit.ActionPosition.LeadingPosition)
        self._filter.textChanged.connect(self._narrow)
        self._widest_shape = cells.widest_shape
        self._view = outline_view(self._rows, cells, name)
        self._shape_width = self._least_shape_width = self._view.columnWidth(Column.SHAPE)
        self._view.selectionModel().currentChanged.connect(self._tell)
        self._view.activated.connect(self._choose)
        self._view.customContextMenuRequested.connect(self._ask_menu)
        self._message = message_label()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._filter)
        layout.addWidget(self._stack)
        self._shortcuts()
        self._show_page()

    def show_outline(self, node: OutlineNode | None, selection: Selection | None) -> None:
        """Show another tree, opened as far as is useful, with the selection marked; None empties the panel."""
        bar = self._view.verticalScrollBar()
        place = bar.value()
        with QSignalBlocker(self):
            self._items.set_outline(node)
            self._open()
            self._widen()
            self._view.doItemsLayout()
            bar.setValue(place)  # who reads on while the input is edited finds the line where it was
            self._mark(selection)
        self._show_page()

    def show_statistics(self, figures: Mapping[Selection, Statistics]) -> None:
        """Show the figures found so far."""
        self._items.set_statistics(figures)

    def show_empty(self, text: str) -> None:
        """Say this while there is no tree."""
        self._empty = text
        self._show_page()

    def show_selection(self, selection: Selection | None) -> None:
        """Mark another line."""
        with QSignalBlocker(self):
            self._mark(selection)

    def take_focus(self) -> None:
        """Give the keyboard to the lines; a focus proxy would do so too, but Tab would then pass over the filter."""
        self._view.setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the icons again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._items.set_palette(self.palette())
            self._filter_mark.setIcon(icon(Icon.FILTER, self))
            self._view.viewport().update()

    def _shortcuts(self) -> None:
        QShortcut(QKeySequence.StandardKey.Find, self, self._search)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._view, self._copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _open(self) -> None:
        """Open a small tree down to its tensors, a large one down to its layers, a filtered one to the last leaf."""
        if self._filter.text().strip():
            self._view.expandAll()
            return
        depth = _OPENED if self._items.count() < _SMALL else {NodeKind.MODEL, NodeKind.FILE}
        waiting = [QModelIndex()]
        while waiting:
            above = waiting.pop()
            for row in range(self._rows.rowCount(above)):
                index = self._rows.index(row, 0, above)
                node = self._items.node_at(self._rows.mapToSource(index))
                if node and node.kind in depth:
                    self._view.expand(index)
                    waiting.append(index)

    def _widen(self) -> None:
        """Give the shapes the room that they need, up to a limit: they are what people come to read."""
        if self._view.columnWidth(Column.SHAPE) == self._shape_width:  # else the person has chosen
            needed = self._view.sizeHintForColumn(Column.SHAPE) + 8
            self._shape_width = min(max(needed, self._least_shape_width), self._widest_shape)
            self._view.setColumnWidth(Column.SHAPE, self._shape_width)

    def _mark(self, selection: Selection | None) -> None:
        self._selection = selection
        index = self._rows.mapFromSource(self._items.index_of(selection))
        self._view.setCurrentIndex(index)
        if index.isValid():
            self._view.scrollTo(index)

    def _narrow(self, text: str) -> None:
        kept = self._selection
        with QSignalBlocker(self):  # the view moves to another line when its own is hidden; nobody chose that one
            self._rows.setFilterFixedString(text.strip())
            self._view.collapseAll()
            self._open()
            self._mark(kept)
        self._show_page()

    def _show_page(self) -> None:
        shown = self._rows.rowCount() > 0
        full = self._items.count() > 0
        self._filter.setEnabled(full)
        self._message.setText(f"Nothing matches “{self._filter.text().strip()}”." if full else self._empty)
        self._stack.setCurrentWidget(self._view if shown else self._message)

    def _tell(self, current: QModelIndex) -> None:
        selection = self._items.selection_at(self._rows.mapToSource(current))
        if selection is not None and not self.signalsBlocked():
            self._selection = selection
            self.selected.emit(selection)

    def _choose(self, index: QModelIndex) -> None:
        if self._items.selection_at(self._rows.mapToSource(index)) is None:
            first = index.siblingAtColumn(Column.NAME)
            self._view.setExpanded(first, not self._view.isExpanded(first))
        else:
            self._tell(index)

    def _ask_menu(self, place: QPoint) -> None:
        node = self._items.node_at(self._rows.mapToSource(self._view.indexAt(place)))
        first = next(iter(selections(node)), None) if node else None
        if first is not None:
            self.menu_requested.emit(first, self._view.viewport().mapToGlobal(place))

    def _search(self) -> None:
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def _copy(self) -> None:
        current = self._view.currentIndex()
        if current.isValid():
            cells = (str(current.siblingAtColumn(column).data() or "") for column in range(self._items.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cells).replace(MINUS, "-"))
