"""A table in which the values of an input are typed or pasted."""

from PySide6.QtCore import QEvent, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.run.typed_values import Typed
from inspector.tensor.axis import named_axis
from widgets.buttons import IconButton
from widgets.held_axis import HeldAxis
from widgets.icons import Icon
from widgets.input_items import InputItems
from widgets.notice import Notice, Tone
from widgets.parsed_line import ParsedLine
from widgets.table_sizes import MOST_AXES, Sizes, read_sizes, sizes_text
from widgets.theme import colours, tabular
from widgets.typed_cells import TypedCells, read_block

_KINDS = ("floating point", "whole numbers")


class InputTable(QWidget):
    """Sizes and kind of the numbers above the numbers themselves; `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, value: Typed, remark: str = "") -> None:
        super().__init__()
        self._items = InputItems(self)
        self._items.set_cells(TypedCells(value, value.whole))
        self._sizes: ParsedLine[Sizes] = ParsedLine("Sizes", read_sizes, sizes_text, value.sizes)
        self._kind = QComboBox()
        self._view = QTableView()
        self._notice = Notice()
        self._held = QHBoxLayout()
        self._fill()
        self._lay_out()
        self._make_clipboard_actions()
        self._show_matrices()
        self._notice.show_text(Tone.REMARK, remark)
        self._sizes.line.editingFinished.connect(self.apply_sizes)
        self._sizes.edited.connect(self.changed)
        self._kind.currentIndexChanged.connect(self._choose_kind)
        self._items.edited.connect(self._tell)

    @property
    def value(self) -> Typed:
        """The numbers; 0 stands where one cannot be read."""
        return self._items.cells.value

    @property
    def valid(self) -> bool:
        """Tell whether sizes and numbers can be read."""
        return self._sizes.valid and not self._items.cells.first_wrong

    def apply_sizes(self) -> None:
        """Give the table the sizes that were typed."""
        if self._sizes.valid and self._sizes.value != self._items.cells.sizes:
            self._items.set_cells(self._items.cells.resized(self._sizes.value))
            self._show_matrices()
            self._tell()

    def focus_cells(self) -> None:
        """Have the keyboard go to the numbers."""
        self._view.setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour wrong cells again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._items.set_error_colour(colours(self.palette()).error)

    def copy(self) -> None:
        """Put the selected cells on the clipboard as a spreadsheet does."""
        selection = self._view.selectionModel().selection()
        if not selection.isEmpty():
            QApplication.clipboard().setText(self._block_text(selection.at(0)))

    def paste(self) -> None:
        """Write what a spreadsheet put on the clipboard from the current cell on."""
        block = read_block(QApplication.clipboard().text())
        current = self._view.currentIndex()
        if not block:
            self._notice.show_text(Tone.WARNING, "There is no text to paste. Copy numbers in a spreadsheet first.")
            return
        left_over = self._items.write_block(current if current.isValid() else self._items.index(0, 0), block)
        if left_over and not self._items.cells.first_wrong:
            columns = max(map(len, block))
            said = f"The block is {len(block)} x {columns}; {left_over} of its numbers lie outside the table."
            self._notice.show_text(Tone.WARNING, f"{said} Set larger sizes and paste again.")

    def _block_text(self, part: QItemSelectionRange) -> str:
        rows = range(part.top(), part.bottom() + 1)
        columns = range(part.left(), part.right() + 1)
        texts = ((self._items.index(row, column) for column in columns) for row in rows)
        return "\n".join("\t".join(_edit_text(cell) for cell in row) for row in texts)

    def _choose_kind(self, index: int) -> None:
        self._items.set_cells(self._items.cells.as_kind(bool(index)))
        self._show_matrices()
        self._tell()

    def _tell(self) -> None:
        wrong = self._items.cells.first_wrong
        self._notice.show_text(Tone.ERROR if wrong else Tone.REMARK, wrong)
        self.changed.emit()

    def _show_matrices(self) -> None:
        """Offer the first axis of three to go along."""
        while self._held.count():
            item = self._held.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        sizes = self._items.cells.sizes
        if len(sizes) == MOST_AXES:
            held = HeldAxis(named_axis(("axis 0", sizes[0])))
            held.show_index(0)
            held.moved.connect(lambda matrix: self._items.set_cells(self._items.cells, matrix))
            self._held.addWidget(held)
            self._held.addStretch(1)
            self.setTabOrder(held.follow_in_tab_order(self._paste), self._view)

    def _make_clipboard_actions(self) -> None:
        for text, key, do in (
            ("Copy", QKeySequence.StandardKey.Copy, self.copy),
            ("Paste", QKeySequence.StandardKey.Paste, self.paste),
        ):
            action = QAction(text, self._view)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(do)
            self._view.addAction(action)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _fill(self) -> None:
        self._sizes.line.setToolTip("Up to three, as in 2, 5, 10; nothing for a single number")
        self._sizes.line.setMinimumWidth(96)
        self._kind.addItems(list(_KINDS))
        self._kind.setCurrentIndex(int(self._items.cells.whole))
        self._kind.setAccessibleName("Kind of numbers")
        self._kind.setToolTip("Whole numbers are an int64 tensor, as tokens are; others have the dtype of the run")
        self._view.setModel(self._items)
        self._view.setAccessibleName("Values")
        self._view.setFont(tabular(self.font()))
        self._view.setCornerButtonEnabled(False)
        self._view.setTabKeyNavigation(False)  # Tab goes on to the buttons; from an edited cell to the next cell
        self._view.horizontalHeader().setDefaultSectionSize(80)
        self._view.verticalHeader().setDefaultSectionSize(24)
        self._view.setCurrentIndex(self._items.index(0, 0))
        self._items.set_error_colour(colours(self.palette()).error)

    def _lay_out(self) -> None:
        copy = IconButton(Icon.COPY, "Copy", "Copy the selected cells (Ctrl+C)", "Copy")
        self._paste = paste = IconButton(
            Icon.PASTE, "Paste", "Paste from a spreadsheet at the current cell (Ctrl+V)", "Paste"
        )
        copy.clicked.connect(self.copy)
        paste.clicked.connect(self.paste)
        head = QGridLayout()
        head.setHorizontalSpacing(8)
        head.setVerticalSpacing(4)
        labels = _label("Sizes", self._sizes.line), _label("Numbers", self._kind)
        for column, widget in enumerate((labels[0], self._sizes, labels[1], self._kind, copy, paste)):
            head.addWidget(widget, 0, column, Qt.AlignmentFlag.AlignTop)
        head.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._held)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._notice)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    label.setMinimumHeight(buddy.sizeHint().height())
    return label


def _edit_text(cell: QModelIndex) -> str:
    return str(cell.data(Qt.ItemDataRole.EditRole))
