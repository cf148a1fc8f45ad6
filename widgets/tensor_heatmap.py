"""The heatmap of a slice, with the value under the mouse or the keyboard's cell in words."""

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.padded_part import padded_windows
from inspector.tensor.scale import FixedScale
from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import Window
from inspector.tensor.spread import NO_SPREAD

from .given_height import GivenHeight
from .heat_foot import HeatFoot
from .heat_keys import is_selecting, moved_to, zoomed
from .heat_origins import Origins
from .heat_outline import Mask
from .heat_place import Cell, place_of
from .heat_plot import HeatPlot
from .heat_slice import HeatSlice, Scaling, heat_slice
from .heat_text import axis_label, described, empty_text
from .message_label import message_label
from .read_plot import ReadPlot


class TensorHeatmap(ReadPlot, GivenHeight):
    """Shows a slice; `hovered` carries the index into the tensor of the cell pointed at, or None.

    `chosen` carries the index of a cell that was clicked, or on which Enter was pressed. `window_changed` carries the
    rows and columns that came into view and are not in the slice shown, or more finely than they are there.
    `scale_chosen` carries another colour scale, `part_selected` the rows and columns that the person selected, or None.
    """

    _plot: HeatPlot
    hovered = Signal(object)  # tuple[int, ...] | None
    chosen = Signal(object)  # tuple[int, ...]
    window_changed = Signal(object)  # Window
    scale_chosen = Signal(object)  # ScaleChoice
    part_selected = Signal(object)  # Window | None

    def __init__(self, parent: QWidget | None = None, explains_colours: bool = True) -> None:
        super().__init__(parent)
        self._shown: HeatSlice | None = None
        self._axes: Axes = ()
        self._cell: Cell | None = None  # the keyboard's
        self._pointed: Cell | None = None  # by the mouse or the keyboard
        self._anchor: Cell | None = None  # from which Shift and the arrows select
        self._selection: Window | None = None
        self._index: tuple[int, ...] | None = None
        self._plot, self._foot = HeatPlot(), HeatFoot(explains_colours)
        self._message = message_label()
        self._stack = QStackedWidget()
        self._build()
        self._plot.pointed.connect(self._read)
        self._plot.clicked.connect(self._choose)
        self._plot.viewed.connect(self._look)
        self._plot.selected.connect(self._choose_part)
        self._plot.stretched.connect(lambda levels: self.scale_chosen.emit(FixedScale(levels.low, levels.high)))
        self._foot.scale_chosen.connect(self.scale_chosen)
        self.show_slice(None, ())

    @property
    def room(self) -> Cell:
        """How many rows and columns the picture has pixels for: more need not be read."""
        return self._plot.room

    def show_slice(
        self, part: Slice | None, axes: Axes, origins: Origins | None = None, scaling: Scaling | None = None
    ) -> None:
        """Show the slice of a tensor with these axes, coloured by its values or by origin; None for nothing to show.

        Cells that were linked are so no more. Where `scaling` is given, another colour scale can be chosen.
        """
        former = self._axes
        if axes != former:
            self._cell, self._anchor = None, None
        shown, self._axes = heat_slice(part, axes, origins, scaling or Scaling()), axes
        self._shown = shown
        self._message.setText(empty_text(axes) if part is not None else "No values to show.")
        self._stack.setCurrentWidget(self._plot if shown else self._message)
        if shown:
            resolved = shown.part.resolved
            self._plot.show_axes(axis_label(axes, resolved.row), axis_label(axes, resolved.column))
            self._plot.show_values(*shown.picture, place_of(shown.part), NO_SPREAD if origins else shown.spread)
            self._plot.marks.show_padding(padded_windows(shown.part))
        self._foot.show_slice(shown, scaling)
        self._describe()
        self._plot.marks.show_linked(None)
        self._go(shown.nearest(*self._cell) if shown and self._cell else None)
        keep = shown is not None and self._axes == former
        self._select(self._selection if keep else None)
        self._look(self._plot.window_in_view)

    def show_linked(self, cells: Mask | None) -> None:
        """Mark the cells, (rows, columns) of the slice shown, that belong to what is pointed at elsewhere, or none."""
        cells = cells if self._shown else None
        self._plot.marks.show_linked(cells)
        alone = cells is not None and np.count_nonzero(cells) == 1
        self._plot.marks.show_hair(_only(cells) if cells is not None and alone else self._pointed)

    def show_link_text(self, text: str | None) -> None:
        """Say where that stands: `from output: batch 3`; "" keeps the line's room, None gives it back."""
        self._foot.show_link(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the marked cell with the arrows, choose it with Enter, forget it with Esc.

        Shift and the arrows select, Ctrl+C copies. A shows all, 1 gives each element a pixel, + and - zoom.
        """
        cell = moved_to(event, self._cell)
        if self._shown and cell:
            self._move(self._shown, cell, is_selecting(event))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._index is not None:
            self.chosen.emit(self._index)
        elif event.key() == Qt.Key.Key_Escape and (self._cell or self._selection):
            self._choose_part(None)
            self._go(None)
        elif event.matches(QKeySequence.StandardKey.Copy) and self._foot.copy():
            event.accept()
        elif not zoomed(event, self._plot, self._cell):
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Read the keyboard's cell again, or none."""
        super().leaveEvent(event)
        self._read(self._cell)

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
        layout.addWidget(self._foot)

    def _describe(self) -> None:
        self.setAccessibleDescription(described(self._shown) if self._shown else self._message.text())

    def _move(self, shown: HeatSlice, towards: Cell, selecting: bool) -> None:
        cell = shown.nearest(*towards)
        self._anchor = (self._anchor or self._cell or cell) if selecting else None
        if self._anchor is not None:
            self._choose_part(place_of(shown.part).spanned(self._anchor, cell))
        self._go(cell)

    def _choose_part(self, window: Window | None) -> None:
        self._select(window)
        self.part_selected.emit(self._selection)

    def _select(self, window: Window | None) -> None:
        self._selection = window if self._shown else None
        if self._selection is None:
            self._anchor = None
        self._plot.marks.show_selection(self._selection)
        self._foot.show_selection(self._selection)

    def _look(self, window: Window) -> None:
        """Ask for what is in view where it is not shown as finely as it could be."""
        if self._shown and not place_of(self._shown.part).suits(window, self._plot.room):
            self.window_changed.emit(window)

    def _go(self, cell: Cell | None) -> None:
        self._cell = cell
        self._plot.marks.show_mark(cell)
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
        self._pointed = cell if shown and shown.part.array.size > 1 else None
        self._plot.marks.show_hair(self._pointed)
        self._foot.show_cell(cell)
        if index != self._index:
            self._index = index
            self.hovered.emit(index)


def _only(cells: Mask) -> Cell:
    """Give the one cell that is marked."""
    row, column = np.argwhere(cells)[0]
    return int(row), int(column)
