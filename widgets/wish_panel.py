"""The panel that goes from a wanted shape to the steps that reach it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from widgets.labels import elided, plain_tip, quiet
from widgets.wish_examples import WishExamples
from widgets.wish_items import ProposalRow, WishItems
from widgets.wish_line import WishLine
from widgets.wish_list import WishList

_SEARCHING = "Looking for steps …"


class WishPanel(QWidget):
    """Emits a wish, shows the ways to it, and emits the number of the way whose steps are to be used."""

    wish_entered = Signal(str)
    applied = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = WishItems(self)
        self._line, self._list, self._examples = WishLine(), WishList(self._items), WishExamples()
        self._source = elided("Source", Qt.TextElideMode.ElideRight)
        self._status = elided("Ways found", Qt.TextElideMode.ElideRight)
        self._status.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._use = QPushButton("Use these steps")
        self._use.setToolTip("Put the steps of the chosen way into the list of steps (Enter)")
        self._use.setDefault(True)
        self._empty = quiet()
        self._lay_out()
        self.setFocusProxy(self._line.line)
        down = QShortcut(Qt.Key.Key_Down, self._line.line, self._enter_list)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._line.wish_entered.connect(self.wish_entered)
        self._examples.chosen.connect(self._line.ask)
        self._list.used.connect(self._apply)
        self._use.clicked.connect(lambda: self._apply(self._list.currentIndex().row()))
        self.show_empty("Choose a tensor to find the steps that bring it into another shape.")

    def show_consumers(self, consumers: tuple[tuple[str, str], ...]) -> None:
        """Offer these consumers, as (name, description)."""
        self._line.show_consumers(consumers)

    def show_proposals(self, source_text: str, rows: tuple[ProposalRow, ...]) -> None:
        """Show the ways from this source, `From output (32 batch, 64 hidden)`, the most natural first.

        No row is for a wish that has not been uttered yet: how to utter one is shown. The same ways told anew, with
        what a consumer says of them, keep the one that was chosen.
        """
        self._source.setText(source_text)
        self._source.setToolTip(plain_tip(source_text))
        self._line.clear_error()
        self._show_rows(rows)
        self._show_empty("")

    def show_error(self, error: InspectorError) -> None:
        """Show beside the wish why there is no way to it."""
        self._show_rows(())
        self._line.show_error(error)

    def show_busy(self) -> None:
        """Tell that ways are being looked for; what is shown stays until they come, and cannot be used."""
        self._line.clear_error()
        self._use.setEnabled(False)
        self._status.setText(_SEARCHING)

    def show_empty(self, message: str) -> None:
        """Show, in place of everything, why nothing can be asked."""
        self._line.clear_error()
        self._show_rows(())
        self._show_empty(message)

    def _show_rows(self, rows: tuple[ProposalRow, ...]) -> None:
        same = _ways(rows) == _ways(self._items.rows)
        chosen = self._list.currentIndex().row() if same else 0
        self._items.show_rows(rows)
        self._list.show_row(chosen)
        self._list.setVisible(bool(rows))
        self._examples.setVisible(not rows)
        self._use.setVisible(bool(rows))
        self._use.setEnabled(bool(rows))
        self._status.setText(_counted(len(rows)))

    def _show_empty(self, message: str) -> None:
        self._empty.setText(message)
        self._empty.setVisible(bool(message))
        self._content.setVisible(not message)

    def _enter_list(self) -> None:
        if self._items.rows:
            self._list.setFocus()

    def _apply(self, row: int) -> None:
        if self._use.isEnabled():
            self.applied.emit(row)

    def _lay_out(self) -> None:
        self._content = QWidget()
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._status, 1)
        bottom.addWidget(self._use)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._line)
        column.addWidget(self._source)
        column.addWidget(self._list, 1)
        column.addWidget(self._examples, 1)
        column.addLayout(bottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._content, 1)
        layout.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)


def _ways(rows: tuple[ProposalRow, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((row.where, row.code) for row in rows)


def _counted(ways: int) -> str:
    return {0: "", 1: "One way"}.get(ways, f"{ways} ways, the most natural first")
