"""The heatmap of a slice, with the value under the mouse or the keyboard's cell in words."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.levels import as_float32, levels_of
from inspector.tensor.slice import Slice

from .heat_plot import Cell, HeatPlot
from .heat_text import HeatFigures, axis_label, described, empty_text, figures_of, index_of, note_text, read_out
from .labels import plain_tip
from .message_label import message_label
from .theme import colours, tabular

_MOVES = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (-10, 0), Qt.Key.Key_PageDown: (10, 0),
}  # fmt: skip
_PROMPT = "Point at a cell, or use the arrow keys, to read its value."


class TensorHeatmap(QWidget):
    """Shows a slice; `hovered` carries the index into the tensor of the cell pointed at, or None."""

    hovered = Signal(object)  # tuple[int, ...] | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: Slice | None = None
        self._axes: Axes = ()
        self._cell: Cell | None = None  # the keyboard's
        self._index: tuple[int, ...] | None = None
        self._figures = HeatFigures(None, None, 0, 0)
        self._plot = HeatPlot()
        self._message = message_label()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._message)
        self._stack.addWidget(self._plot)
        self._note, self._reading = QLabel(), QLabel()
        self._build()
        self._plot.pointed.connect(self._read)
        self.show_slice(None, ())

    def show_slice(self, part: Slice | None, axes: Axes) -> None:
        """Show the slice of a tensor with these axes; None for nothing to show."""
        if axes != self._axes:
            self._cell = None
        self._part, self._axes = (part if part is not None and part.array.size else None), axes
        self._message.setText(empty_text(axes) if part is not None else "No values to show.")
        self._stack.setCurrentWidget(self._plot if self._part else self._message)
        self._figures = figures_of(self._part) if self._part else HeatFigures(None, None, 0, 0)
        if self._part:
            values = as_float32(self._part.array)
            self._plot.show_axes(
                axis_label(axes, self._part.resolved.row), axis_label(axes, self._part.resolved.column)
            )
            self._plot.show_values(values, levels_of(values), (self._part.row_step, self._part.column_step))
        self._cell = self._inside(*self._cell) if self._cell else None
        self._describe()
        self._read(self._cell)
        self._plot.show_mark(self._cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the marked cell with the arrows, forget it with Esc, show all with A."""
        move = _MOVES.get(Qt.Key(event.key()))
        if self._part and move:
            row, column = self._cell or (-move[0] if move[0] > 0 else 0, -move[1] if move[1] > 0 else 0)
            self._go(self._inside(row + move[0], column + move[1]))
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
        for label in (self._note, self._reading):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._reading.setTextFormat(Qt.TextFormat.PlainText)
        self._reading.setFont(tabular(self.font()))
        self._reading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._note)
        layout.addWidget(self._reading)

    def _describe(self) -> None:
        text = described(self._part, self._axes, self._figures) if self._part else self._message.text()
        self.setAccessibleDescription(text)
        note = self._legend() if self._part else ""
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _legend(self) -> str:
        """Give the note as rich text: our own words and numbers only, with the colours of NaN and Inf."""
        assert self._part is not None, "only a picture has a legend"
        shades = colours(self.palette())
        counted = ((self._figures.nan, "NaN", shades.nan), (self._figures.inf, "Inf", shades.inf))
        parts = [
            f'<span style="color:{tone.name()}">■</span> {count:,} {name}' for count, name, tone in counted if count
        ]
        note = note_text(self._part, self._figures)
        words = [f'<span style="color:{shades.muted.name()}">{note}</span>'] if note else []
        return "&nbsp;&nbsp; ".join(parts + words)

    def _inside(self, row: int, column: int) -> Cell | None:
        if self._part is None:
            return None
        rows, columns = self._part.array.shape
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)

    def _go(self, cell: Cell | None) -> None:
        self._cell = cell
        self._plot.show_mark(cell)
        self._read(cell)

    def _read(self, cell: Cell | None) -> None:
        if cell is None and self._part and self._part.array.size == 1:
            cell = (0, 0)  # one number needs no pointing at
        index = index_of(self._part, cell) if self._part and cell else None
        text = read_out(self._part, self._axes, cell) if self._part and cell else _PROMPT if self._part else ""
        self._reading.setText(text)
        self._reading.setToolTip(plain_tip(text))
        if index != self._index:
            self._index = index
            self.hovered.emit(index)
