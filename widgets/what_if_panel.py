"""What the layer of the selected tensor would give for another batch, another time or another batch_first."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.model.config import RecurrentConfig
from inspector.tensor.what_if import RoleAxes, sizes_along, what_if
from widgets.labels import heading, quiet
from widgets.theme import tabular
from widgets.what_if_items import Column, WhatIfItems

_EMPTY = "Choose a tensor of a recurrent layer to see the shapes that other sizes would give."
_LARGEST = 1_000_000


class _RoomyCells(QStyledItemDelegate):
    """Texts of several lines with room between the rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Give 4 pixels above and below the text."""
        return super().sizeHint(option, index) + QSize(0, 8)


class WhatIfPanel(QWidget):
    """Shows the shapes of one call beside those for the sizes that are set here; nothing is run, nothing emitted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: RecurrentConfig | None = None
        self._now: RoleAxes = ()
        self._batch, self._time, self._batch_first = QSpinBox(), QSpinBox(), QCheckBox("batch_first")
        self._items = WhatIfItems(self.font(), self)
        self._title = heading("")
        self._empty = quiet(_EMPTY)
        self._lay_out()
        for control in (self._batch, self._time):
            control.valueChanged.connect(self._show_shapes)
        self._batch_first.toggled.connect(self._show_shapes)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no call is selected."""
        self._config = None
        self._content.hide()
        self._empty.show()

    def show_call(self, title: str, config: RecurrentConfig, now: RoleAxes) -> None:
        """Show the shapes of a call, by role, and begin with its own sizes.

        What is set stays while another tensor of a call with these sizes is selected.
        """
        self._title.setText(title)
        if (config, now) != (self._config, self._now) or not self._content.isVisibleTo(self):
            self._config, self._now = config, now
            self._show_sizes(config, sizes_along(dict(now).get("input", ())))
        self._empty.hide()
        self._content.show()

    def _show_sizes(self, config: RecurrentConfig, sizes: dict[str, int]) -> None:
        for control, value in ((self._batch, sizes.get("batch", 0)), (self._time, sizes.get("time", 1))):
            with QSignalBlocker(control):
                control.setValue(value)
        with QSignalBlocker(self._batch_first):
            self._batch_first.setChecked(bool(config.batch_first))
        self._time.setEnabled(not config.is_cell)
        self._batch_first.setEnabled(not config.is_cell)
        self._show_shapes()

    def _show_shapes(self) -> None:
        if self._config is None:
            return
        time = None if self._config.is_cell else self._time.value()
        batch = self._batch.value() or None
        self._items.set_shapes(self._now, what_if(self._config, batch, time, self._batch_first.isChecked()))

    def _lay_out(self) -> None:
        self._batch.setRange(0, _LARGEST)
        self._batch.setSpecialValueText("none")
        self._batch.setToolTip("Number of samples; none is a single sequence without a batch axis")
        self._time.setRange(1, _LARGEST)
        self._time.setToolTip("Number of time steps; a cell takes one at a time")
        self._batch_first.setToolTip("Whether input and output have the batch before time; h_n and c_n do not heed it")
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, control in (("Batch", self._batch), ("Time", self._time)):
            label = QLabel(text)
            label.setBuddy(control)
            control.setAccessibleName(text)
            control.setFont(tabular(self.font()))
            row.addWidget(label)
            row.addWidget(control)
        row.addWidget(self._batch_first)
        row.addStretch(1)
        self._content = QWidget()
        content = QVBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(8)
        content.addWidget(self._title)
        content.addLayout(row)
        content.addWidget(self._table(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._content, 1)
        layout.addWidget(self._empty)
        layout.addStretch(0)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._items)
        table.setItemDelegate(_RoomyCells(table))
        table.setAccessibleName("Shapes now and then")
        table.setFont(tabular(self.font()))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.ROLE, QHeaderView.ResizeMode.ResizeToContents)
        return table
