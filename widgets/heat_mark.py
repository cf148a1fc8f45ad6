"""The frame around the cell that the keyboard reads."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsRectItem

from .theme import Colours


class CellMark:
    """A frame in two tones, seen on dark and light cells, in a plot."""

    def __init__(self, plot: Any) -> None:
        self._halo, self._line = QGraphicsRectItem(), QGraphicsRectItem()
        for frame in (self._halo, self._line):
            plot.addItem(frame, ignoreBounds=True)
            frame.setVisible(False)

    def show_cell(self, cell: QRectF | None) -> None:
        """Frame a cell, or none."""
        for frame in (self._halo, self._line):
            frame.setVisible(cell is not None)
            if cell is not None:
                frame.setRect(cell)

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._halo.setPen(pg.mkPen(shades.background, width=5))
        self._line.setPen(pg.mkPen(shades.text, width=2))
