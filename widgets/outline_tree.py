"""A tree of a run with what filters and sorts it: model, layers, calls, tensors and their parts."""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from inspector.reshape.outline import OutlineNode, selections
from inspector.reshape.outline_filter import OutlineFilter
from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

from .message_label import message_label
from .outline_view import OutlineView
from .tensor_tree_cells import OutlineCells
from .tensor_tree_items import OutlineItems
from .tree_head import TreeHead


class OutlineTree(QWidget):
    """Shows the outline of a run in these cells; `selected` tells which tensor or part the person chose.

    `name` is what a screen reader says, `empty` what stands there while there is no tree.
    """

    selected = Signal(object)  # Selection
    menu_requested = Signal(object, object)  # Selection of the line or of the first below it, QPoint on the screen
    awaited = Signal(object)  # tuple[Selection, ...]: the lines in sight whose figures are not there yet

    def __init__(self, cells: type[OutlineCells], name: str, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._selection: Selection | None = None
        self._items = OutlineItems(cells(self.palette(), self.font()), self)
        self._head = TreeHead(bool(cells.figures))
        self._head.changed.connect(self._arrange)
        self._view = OutlineView(self._items, cells, name)
        self._view.selectionModel().currentChanged.connect(self._tell)
        self._view.activated.connect(self._choose)
        self._view.customContextMenuRequested.connect(self._ask_menu)
        self._view.in_sight_changed.connect(self._tell_awaited)
        self._message = message_label()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self._stack)
        for before, after in pairwise((self._head.line, self._view, *self._head.tab_stops)):
            QWidget.setTabOrder(before, after)  # from the filter one Tab to what it found
        QShortcut(QKeySequence.StandardKey.Find, self, self._search)
        self._show_page()

    def show_outline(self, node: OutlineNode | None, selection: Selection | None) -> None:
        """Show another tree, opened as far as is useful, with the selection marked; None empties the panel."""
        self._selection = selection
        with QSignalBlocker(self):
            self._items.set_outline(node)
            self._show_again()

    def show_statistics(self, figures: Mapping[Selection, Statistics]) -> None:
        """Show these figures, too; where lines with NaN are wanted and one comes or goes, the filter looks again."""
        new = self._items.set_statistics(figures)
        self._items.announce(line for line in self._view.in_sight() if line in new.lines)
        if new.missing and self._head.wanted.missing:
            with QSignalBlocker(self):
                self._items.arrange(self._head.wanted, self._head.order)
                self._show_again()

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
            self._view.viewport().update()

    def _arrange(self) -> None:
        """Show what the person wants to see; what is selected stays so while it is hidden."""
        wanted = self._head.wanted
        self._view.set_narrowed(not wanted.is_open)
        with QSignalBlocker(self):  # the view moves to another line when its own is hidden; nobody chose that one
            self._items.arrange(wanted, self._head.order)
            self._view.open_lines()
            self._mark(self._selection)
        self._show_page()

    def _show_again(self) -> None:
        """Open the lines anew; who reads on while the input is edited finds the line where it was."""
        bar = self._view.verticalScrollBar()
        place = bar.value()
        self._view.open_lines()
        self._view.widen()
        self._view.doItemsLayout()
        bar.setValue(place)
        self._mark(self._selection)
        self._show_page()

    def _mark(self, selection: Selection | None) -> None:
        self._selection = selection
        index = self._items.index_of(selection)
        self._view.setCurrentIndex(index)
        if index.isValid():
            self._view.scrollTo(index)

    def _show_page(self) -> None:
        full = self._items.count() > 0
        self._head.setEnabled(full)
        self._message.setText(_nothing(self._head.wanted) if full else self._empty)
        self._stack.setCurrentWidget(self._view if self._items.shown else self._message)

    def _tell(self, current: QModelIndex) -> None:
        node = self._items.node_at(current)
        if node and node.selection and not self.signalsBlocked():
            self._selection = node.selection
            self.selected.emit(node.selection)

    def _tell_awaited(self) -> None:
        awaited = self._items.awaited(self._view.in_sight())
        if awaited:
            self.awaited.emit(awaited)

    def _choose(self, index: QModelIndex) -> None:
        node = self._items.node_at(index)
        if node and node.selection is None:
            self._view.fold(index)
        else:
            self._tell(index)

    def _ask_menu(self, place: QPoint) -> None:
        node = self._items.node_at(self._view.indexAt(place))
        first = next(iter(selections(node)), None) if node else None
        if first is not None:
            self.menu_requested.emit(first, self._view.viewport().mapToGlobal(place))

    def _search(self) -> None:
        self._head.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._head.line.selectAll()


def _nothing(wanted: OutlineFilter) -> str:
    """Say that the filter keeps no line, and what it is."""
    kinds = f" among {wanted.group.lower()}" if wanted.group else ""
    if wanted.missing:
        text = f" in what matches “{wanted.text}”" if wanted.text else ""
        return f"No NaN or Inf{kinds}{text}, as far as the figures are counted."
    return f"Nothing matches “{wanted.text}”{kinds}." if wanted.text else f"Nothing{kinds}."
