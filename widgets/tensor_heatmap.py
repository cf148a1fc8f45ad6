"""The heatmap of a slice, with the value under the mouse or the keyboard's cell in words."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.slice import Slice

from .given_height import GivenHeight
from .heat_caption import HeatCaption
from .heat_origins import Origins
from .heat_outline import Mask
from .heat_plot import HeatPlot
from .heat_slice import Cell, HeatSlice, heat_slice
from .heat_text import axis_label, counted_texts, described, empty_text, note_text, read_out
from .message_label import message_label
from .theme import colours

_MOVES = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (-10, 0), Qt.Key.Key_PageDown: (10, 0),
}  # fmt: skip
_PROMPT = "Point at a cell, or use the arrow keys, to read its value."


class TensorHeatmap(GivenHeight):
    """Shows a slice; `hovered` carries the index into the tensor of the cell pointed at, or None.

    `chosen` carries the index of a cell that was clicked, or on which Enter was pressed.
    """

    hovered = Signal(object)  # tuple[int, ...] | None
    chosen = Signal(object)  # tuple[int, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: HeatSlice | None = None
        self._axes: Axes = ()
        self._cell: Cell | None = None  # the keyboard's
        self._index: tuple[int, ...] | None = None
        self._plot, self._caption = HeatPlot(), HeatCaption()
        self._message = message_label()
        self._stack = QStackedWidget()
        self._build()
        self._plot.pointed.connect(self._read)
        self._plot.clicked.connect(self._choose)
        self.show_slice(None, ())

    def show_slice(self, part: Slice | None, axes: Axes, origins: Origins | None = None) -> None:
        """Show the slice of a tensor with these axes, coloured by its values or by origin; None for nothing to show.

        Cells that were linked are so no more.
        """
        if axes != self._axes:
            self._cell = None
        shown, self._axes = heat_slice(part, axes, origins), axes
        self._shown = shown
        self._message.setText(empty_text(axes) if part is not None else "No values to show.")
        self._stack.setCurrentWidget(self._plot if shown else self._message)
        if shown:
            resolved = shown.part.resolved
            self._plot.show_axes(axis_label(axes, resolved.row), axis_label(axes, resolved.column))
            self._plot.show_values(*shown.picture, shown.steps)
        self._describe()
        self._plot.show_linked(None)
        self._go(shown.nearest(*self._cell) if shown and self._cell else None)

    def show_linked(self, cells: Mask | None) -> None:
        """Mark the cells, (rows, columns) of the slice shown, that belong to what is pointed at elsewhere, or none."""
        self._plot.show_linked(cells if self._shown else None)

    def show_link_text(self, text: str | None) -> None:
        """Say where that stands: `from output: batch 3`; "" keeps the line's room, None gives it back."""
        self._caption.show_link(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the marked cell with the arrows, choose it with Enter, forget it with Esc, show all with A."""
        move = _MOVES.get(Qt.Key(event.key()))
        if self._shown and move:
            row, column = self._cell or (-move[0] if move[0] > 0 else 0, -move[1] if move[1] > 0 else 0)
            self._go(self._shown.nearest(row + move[0], column + move[1]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._index is not None:
            self.chosen.emit(self._index)
        elif event.key() == Qt.Key.Key_Escape and self._cell:
            self._go(None)
        elif event.key() == Qt.Key.Key_A and not event.modifiers():
            self._plot.reset()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Read the keyboard's cell again, or none."""
        super().leaveEvent(event)
        self._read(self._cell)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._plot.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._plot.show_focus(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._plot.recolour(self.palette())
            self._plot.show_focus(self.hasFocus())
            self._describe()

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Values")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._caption)

    def _describe(self) -> None:
        shown = self._shown
        self.setAccessibleDescription(described(shown) if shown else self._message.text())
        counted = counted_texts(shown, colours(self.palette())) if shown else ()
        self._caption.show_note(counted, note_text(shown) if shown else "")

    def _go(self, cell: Cell | None) -> None:
        self._cell = cell
        self._plot.show_mark(cell)
        self._read(cell)

    def _choose(self, cell: Cell) -> None:
        """Choose a cell with the mouse; the keyboard goes on from there."""
        self._go(cell)
        self.chosen.emit(self._index)

    def _read(self, cell: Cell | None) -> None:
        shown = self._shown
        if cell is None and shown and shown.part.array.size == 1:
            cell = (0, 0)  # one number needs no pointing at
        index = shown.index_of(cell) if shown and cell else None
        prompt = _PROMPT if shown else ""
        self._caption.show_reading(read_out(shown, cell) if shown and cell else prompt)
        if index != self._index:
            self._index = index
            self.hovered.emit(index)
