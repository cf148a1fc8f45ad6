"""The panel that tells what Keras's layer would return in place of the layer on screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from inspector.tensor.keras_card import KerasCard
from widgets.code_font import code_font
from widgets.keras_items import Column, KerasItems
from widgets.labels import elided, quiet
from widgets.wrapped_text import WrappedText

_EMPTY = "Choose a tensor of an LSTM, GRU or RNN to see what Keras's layer would return in its place."


class KerasCardPanel(QWidget):
    """Shows the forms of one layer with the PyTorch expression for each tensor, and what to mind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = KerasItems(code_font(), self)
        self._table = _table(self._items)
        self._title = elided("Layer")
        self._remarks = WrappedText("What to mind")
        self._empty = quiet(_EMPTY)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self._table, self._copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._lay_out()
        self.show_nothing()

    def show_card(self, layer: str, card: KerasCard) -> None:
        """Show the card of this layer; without forms only the remarks."""
        self._title.setText(layer)
        self._items.set_forms(card.forms)
        self._table.clearSpans()
        for row in self._items.form_rows:
            self._table.setSpan(row, Column.NAME, 1, len(Column))
        self._remarks.show_text("\n".join(f"• {remark}" for remark in card.remarks))
        self._show(bool(card.forms), bool(card.remarks))

    def show_nothing(self) -> None:
        """Tell what to do to see a card."""
        self._title.setText("")
        self._items.set_forms(())
        self._show(False, False)

    def _show(self, table: bool, remarks: bool) -> None:
        self._empty.setVisible(not table and not remarks)
        self._title.setVisible(table or remarks)
        self._table.setVisible(table)
        self._remarks.setVisible(remarks)

    def _copy(self) -> None:
        """Copy one cell as it is; of several the whole lines."""
        chosen = self._table.selectionModel().selectedIndexes()
        if len(chosen) == 1:
            text = str(chosen[0].data())
        else:
            text = "\n".join(self._items.text_of(row) for row in sorted({index.row() for index in chosen}))
        if text:
            QGuiApplication.clipboard().setText(text)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._remarks)
        layout.addWidget(self._empty)
        layout.addStretch(0)


def _table(items: KerasItems) -> QTableView:
    table = QTableView()
    table.setModel(items)
    table.setAccessibleName("What Keras returns")
    table.setToolTip("Ctrl+C copies the cell, or the lines that are selected")
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setMinimumSectionSize(0)
    rows.setDefaultSectionSize(table.fontMetrics().height() + 4)
    columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    columns.setHighlightSections(False)
    return table
