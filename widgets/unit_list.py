"""The list from which units are chosen, several at once, with a filter above it."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from inspector.tensor.axis import Axis
from inspector.tensor.position import axis_title

from .filter_line import FilterLine
from .labels import elided
from .theme import tabular
from .unit_items import UnitItems

_WIDTH = 136  # pixels


class UnitList(QWidget):
    """Shows the indices of an axis; `chosen` carries those that the person selected, in order.

    What is chosen stays so while a filter hides it.
    """

    chosen = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = Axis(())
        self._chosen: tuple[int, ...] = ()
        self._items = UnitItems(self)
        self._title, self._filter, self._list = elided("Lines of"), FilterLine(), QListView()
        self._lay_out()
        self._filter.textChanged.connect(lambda _: self._narrow())
        self._list.selectionModel().selectionChanged.connect(lambda *_: self._tell())

    def show_units(self, axis: Axis, chosen: tuple[int, ...]) -> None:
        """Show the indices of an axis with these chosen."""
        self._chosen = chosen
        if axis != self._axis:
            self._axis = axis
            with QSignalBlocker(self._filter):
                self._filter.clear()
            title = axis_title(axis)
            self._filter.setAccessibleName(f"Filter by {title}")
            self._list.setAccessibleName(f"Lines: {title}")
            self._title.setText(title)
            self._narrow()
        else:
            self._mark()

    def _narrow(self) -> None:
        with QSignalBlocker(self._list.selectionModel()):
            self._items.show_axis(self._axis, self._filter.text())
        self._mark()

    def _mark(self) -> None:
        """Select what is chosen, as far as the filter leaves it."""
        model = self._list.selectionModel()
        rows = [row for row in map(self._items.row_of, self._chosen) if row is not None]
        selection = QItemSelection()
        for row in rows:
            selection.select(self._items.index(row), self._items.index(row))
        with QSignalBlocker(model):
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if rows:
                model.setCurrentIndex(self._items.index(rows[0]), QItemSelectionModel.SelectionFlag.NoUpdate)
        if rows:
            self._list.scrollTo(self._items.index(rows[0]))
        self._list.viewport().update()

    def _tell(self) -> None:
        rows = sorted(index.row() for index in self._list.selectionModel().selectedIndexes())
        self._chosen = tuple(map(self._items.unit_at, rows))
        self.chosen.emit(self._chosen)

    def _lay_out(self) -> None:
        self._filter.setPlaceholderText("Filter")
        self._filter.setToolTip("A number or a part of a name, such as backward (Esc clears)")
        self._list.setModel(self._items)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setToolTip("Each selected one is a line; Ctrl and Shift select several")
        self._list.setFont(tabular(self.font()))
        self.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._filter)
        layout.addWidget(self._list, 1)
