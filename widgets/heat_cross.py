"""The cross-hair over a picture: the row and the column that are read, here and in the pictures beside it."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor

from .theme import Colours

_VEIL = 150  # of 255: the cells beneath the rim can still be made out


class CrossHair:
    """Two lines in two tones, seen on dark and light cells, in a plot whose element k stands at k."""

    def __init__(self, plot: Any) -> None:
        self._down = [pg.InfiniteLine(angle=90) for _ in range(2)]
        self._across = [pg.InfiniteLine(angle=0) for _ in range(2)]
        for line in (*self._down, *self._across):
            plot.addItem(line, ignoreBounds=True)
            line.setZValue(10)
        self.show_place(None, None)

    def show_place(self, row: float | None, column: float | None) -> None:
        """Show the lines through a row and a column, each where it is given."""
        for lines, place in ((self._down, column), (self._across, row)):
            for line in lines:
                line.setVisible(place is not None)
                line.setValue(place or 0)

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        rim = QColor(shades.background)
        rim.setAlpha(_VEIL)
        for halo, line in (self._down, self._across):
            halo.setPen(pg.mkPen(rim, width=3))
            line.setPen(pg.mkPen(shades.text, width=1))
