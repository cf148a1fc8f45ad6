"""What stands over the cells of a picture and around it: frames, cross-hair, linked cells, hatching."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsRectItem

from inspector.tensor.slice_spec import Window

from .heat_cross import CrossHair
from .heat_links import LinkedCells
from .heat_mark import CellMark
from .heat_outline import Mask
from .heat_place import Cell, HeatPlace
from .padding_hatch import PaddingHatch
from .theme import Colours


class HeatMarks:
    """Marks in a pyqtgraph.PlotItem, whose element k stands at k; each is shown until it is taken away."""

    def __init__(self, plot: Any, shades: Colours) -> None:
        self._box, self._shades = plot.getViewBox(), shades
        self._place = HeatPlace((1, 1), (1, 1), (0, 0), (1, 1))
        self._frame = QGraphicsRectItem(plot)
        self._mark, self._selection = CellMark(plot), CellMark(plot)
        self.hair = CrossHair(plot)
        self.hatch = PaddingHatch(self._box, shades)
        self._linked = LinkedCells(self._box, shades)
        self._box.sigResized.connect(lambda *_: self._lay_frame())

    def take_place(self, place: HeatPlace) -> None:
        """Take where the cells stand that are spoken of from now on."""
        self._place = place

    def show_mark(self, cell: Cell | None) -> None:
        """Frame a cell, or none."""
        self._mark.show_cell(None if cell is None else self._place.rectangle(cell))

    def show_selection(self, window: Window | None) -> None:
        """Frame rows and columns of the slice, or none."""
        if window is None:
            self._selection.show_cell(None)
        else:
            (top, bottom), (left, right) = window.rows, window.columns
            self._selection.show_cell(QRectF(left - 0.5, top - 0.5, right - left, bottom - top))

    def show_hair(self, cell: Cell | None) -> None:
        """Show the row and the column of a cell, or none."""
        middle = self.middle(cell)
        self.hair.show_place(middle.y() if middle else None, middle.x() if middle else None)

    def show_linked(self, cells: Mask | None) -> None:
        """Mark the cells that belong to what is pointed at elsewhere, or none."""
        self._linked.show_cells(cells, self._place.extent)

    def show_padding(self, windows: tuple[Window, ...]) -> None:
        """Hatch these rows and columns of the slice."""
        self.hatch.show_windows(windows)

    def show_focus(self, focused: bool) -> None:
        """Frame the picture in the accent colour while the keyboard reads it."""
        colour, width = (self._shades.accent, 2) if focused else (self._shades.grid, 1)
        self._frame.setPen(pg.mkPen(colour, width=width))
        self._lay_frame()

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._shades = shades
        for part in (self._mark, self._selection, self.hair, self.hatch, self._linked):
            part.recolour(shades)
        self.show_focus(False)

    def middle(self, cell: Cell | None) -> QPointF | None:
        """Give the middle of a cell."""
        return None if cell is None else self._place.rectangle(cell).center()

    def _lay_frame(self) -> None:
        """Have the frame stand around the cells: over them it would hide what stands out in the first and the last."""
        half = self._frame.pen().widthF() / 2
        self._frame.setRect(self._box.mapRectToParent(self._box.rect()).adjusted(-half, -half, half, half))
