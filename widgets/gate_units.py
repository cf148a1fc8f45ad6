"""The page that counts what the units do: which are saturated or dead, how long they remember, in which layer."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from inspector.gates.layer_habits import saturating_text
from inspector.gates.layer_units import LayerUnits

from .gate_layer_items import GateLayerItems
from .gate_unit_items import SORT_ROLE, GateUnitItems
from .labels import heading, quiet
from .message_label import message_label
from .theme import tabular

_NARROWEST = 72  # pixels of a column
_KEY = "▲ open, ▼ closed, ◆ open or closed for most time steps; × dead. Enter or a double click shows a unit."


class GateUnits(QWidget):
    """Shows the units of one layer and direction, and all layers beside where there are several.

    `unit_chosen` carries a unit on which Enter was pressed, `place_chosen` a layer and a direction; `all_requested`
    asks for the count over all samples.
    """

    unit_chosen = Signal(int)
    place_chosen = Signal(int, int)
    all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items, self._layers = GateUnitItems(self), GateLayerItems(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._items)
        self._sorted.setSortRole(SORT_ROLE)
        self._table, self._overview = _table("Units"), _table("Layers and directions")
        self._counted, self._sentences, self._most = heading(""), quiet(), quiet()
        self._all = QPushButton("Count &all samples")
        self._message = message_label("No units are counted yet.")
        self._lay_out()
        self._table.activated.connect(self._choose)
        self._overview.selectionModel().currentRowChanged.connect(self._choose_place)
        self._all.clicked.connect(self.all_requested)

    def show_units(self, found: tuple[LayerUnits, ...], place: tuple[int, int], of: str, offered: bool) -> None:
        """Show the units at one place (layer, direction) of those found; `of` says which samples were counted.

        `offered` tells whether all samples can be counted instead.
        """
        shown = next((each for each in found if (each.habits.layer, each.habits.direction) == place), None)
        self._items.show_units(shown)
        self._table.resizeColumnsToContents()
        self._counted.setText(f"{of}: {shown.text}" if shown else "")
        self._sentences.setText(" ".join(shown.habits.sentences) if shown else "")
        self._show_overview(found, place)
        self._all.setVisible(offered)
        self._message.setVisible(shown is None)
        self._table.setVisible(shown is not None)

    def show_unit(self, unit: int) -> None:
        """Mark the unit that is looked at."""
        row = self._items.row_of(unit)
        if row is not None:
            self._table.setCurrentIndex(self._sorted.mapFromSource(self._items.index(row, 0)))

    def _show_overview(self, found: tuple[LayerUnits, ...], place: tuple[int, int]) -> None:
        with QSignalBlocker(self._overview.selectionModel()):
            self._layers.show_layers(found)
            self._overview.setCurrentIndex(self._layers.index_of(*place))
        self._overview.resizeColumnsToContents()
        self._overview.setVisible(len(found) > 1)
        text = saturating_text([each.habits for each in found])
        self._most.setText(text)
        self._most.setVisible(bool(text))

    def _choose(self, index: QModelIndex) -> None:
        self.unit_chosen.emit(self._items.unit_at(self._sorted.mapToSource(index).row()))

    def _choose_place(self, current: QModelIndex) -> None:
        if current.isValid():
            self.place_chosen.emit(*self._layers.place_at(current.row()))

    def _lay_out(self) -> None:
        self._table.setModel(self._sorted)
        self._table.setSortingEnabled(True)
        self._table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self._overview.setModel(self._layers)
        self._table.setFont(tabular(self.font()))
        self._overview.setFont(tabular(self.font()))
        self._all.setAutoDefault(False)
        self._all.setToolTip("Compute the gates of every sample, layer and direction, and count again")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._counted, 1)
        head.addWidget(self._all)
        tables = QHBoxLayout()
        tables.setSpacing(8)
        tables.addWidget(self._table, 3)
        tables.addWidget(self._overview, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._sentences)
        layout.addWidget(self._most)
        layout.addLayout(tables, 1)
        layout.addWidget(self._message, 1)
        layout.addWidget(quiet(_KEY))


def _table(name: str) -> QTableView:
    view = QTableView()
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 8)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.horizontalHeader().setMinimumSectionSize(_NARROWEST)
    return view
