"""A slice as a table of numbers, whose selection is copied to a spreadsheet with full precision."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QTableView, QVBoxLayout, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.exact_text import tab_separated
from inspector.tensor.position import position_text
from inspector.tensor.slice import Slice

from .buttons import IconButton
from .given_height import GivenHeight
from .heat_text import empty_text
from .icons import Icon
from .labels import elided
from .message_label import message_label
from .notice import Notice, Tone
from .theme import colours, tabular
from .value_items import MOST, ValueItems, axis_names

MOST_COPIED = 1_000_000  # cells: written in a second or two, and as much as a spreadsheet likes to be given

_PROMPT = "Select cells and press Ctrl+C to copy them with full precision."


class TensorTable(GivenHeight):
    """Shows a slice; `hovered` carries the index into the tensor of the current cell, or None.

    `chosen` carries that of a cell on which Enter was pressed.
    """

    hovered = Signal(object)  # tuple[int, ...] | None
    chosen = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = ValueItems(colours(self.palette()), self.font(), self)
        self._axes: Axes = ()
        self._view, self._notice, self._message = QTableView(), Notice(), message_label("No values to show.")
        self._named = elided("Rows and columns", Qt.TextElideMode.ElideRight)
        self._reading = elided("Current cell", Qt.TextElideMode.ElideRight)
        self._pages = QStackedWidget()
        self._copy = IconButton(Icon.COPY, "Copy the selected cells", "Copy the selected cells (Ctrl+C)")
        self._dress()
        self._lay_out()
        self._view.selectionModel().currentChanged.connect(lambda current, _: self._read(current))
        self._view.activated.connect(lambda cell: self.chosen.emit(self._items.index_of(cell)))
        self._copy.clicked.connect(self.copy)

    def show_slice(self, part: Slice | None, axes: Axes) -> None:
        """Show the numbers of a slice of a tensor with these axes; None for nothing to show."""
        self._axes = axes
        self._items.show_slice(part, axes)
        self._notice.clear()
        filled = self._items.rowCount() > 0
        self._pages.setCurrentWidget(self._view if filled else self._message)
        if part is not None:
            self._message.setText(empty_text(axes))
            self._named.setText(axis_names(part, axes))
            self._tell_cut()
        self._copy.setEnabled(filled)
        self._read(self._view.currentIndex())

    def copy(self) -> None:
        """Put the selected block on the clipboard as text that a spreadsheet takes."""
        selected = self._view.selectionModel().selection()
        ranges = [selected.at(number) for number in range(selected.count())]
        count = sum(part.width() * part.height() for part in ranges)
        if not count:
            self._notice.show_text(Tone.WARNING, "No cells are selected. Select some, then copy them.")
            return
        rows = range(min(part.top() for part in ranges), max(part.bottom() for part in ranges) + 1)
        columns = range(min(part.left() for part in ranges), max(part.right() for part in ranges) + 1)
        if count < len(rows) * len(columns):
            self._notice.show_text(Tone.WARNING, "Several blocks are selected. Select one block and copy it.")
        elif count > MOST_COPIED:
            said = f"{count:,} cells are selected, and at most {MOST_COPIED:,} are copied."
            self._notice.show_text(Tone.WARNING, f"{said} Select fewer, or save the run to have all of it.")
        else:
            QApplication.clipboard().setText(tab_separated(self._items.array_of(rows, columns)))
            said = f"Copied {len(rows):,} × {len(columns):,} cells with full precision."
            self._notice.show_text(Tone.SUCCESS, said)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._items.recolour(colours(self.palette()))
            self._view.viewport().update()

    def _read(self, cell: QModelIndex) -> None:
        """Say where the current cell stands and what is in it."""
        if not cell.isValid():
            self._reading.setText(_PROMPT if self._items.rowCount() else "")
            self.hovered.emit(None)
            return
        index = self._items.index_of(cell)
        where, value = position_text(self._axes, index), str(cell.data())
        self._reading.setText(f"{where}: {value}" if where else value)
        self.hovered.emit(index)

    def _tell_cut(self) -> None:
        """Say where the slice is longer than the table."""
        if max(self._items.sizes) > MOST:
            rows, columns = self._items.sizes
            said = f"The slice has {rows:,} rows and {columns:,} columns; the table shows the first {MOST:,} of each."
            self._notice.show_text(Tone.REMARK, said)

    def _dress(self) -> None:
        view = self._view
        view.setModel(self._items)
        view.setAccessibleName("Numbers")
        view.setFont(tabular(self.font()))
        view.setCornerButtonEnabled(True)
        view.setTabKeyNavigation(False)  # Tab goes on to the next control
        view.setWordWrap(False)
        view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        view.horizontalHeader().setDefaultSectionSize(view.fontMetrics().horizontalAdvance("−0.000000e−00") + 8)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 6)
        action = QAction("Copy", view)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.copy)
        view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _lay_out(self) -> None:
        self.setFocusProxy(self._view)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._reading.setFont(tabular(self.font()))
        self._pages.addWidget(self._message)
        self._pages.addWidget(self._view)
        for line in (self._reading, self._named):
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._named, 1)
        head.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._notice)
        layout.addWidget(self._reading)
