"""How the lines of a plot are told apart: by ink and by dashes, so that no colour has to be."""

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from .theme import Colours, colours

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_INKS = 3
_WIDTH = 1.5
_BAND = 44  # of 255: several bands over each other can still be told apart
_SAMPLE = QSize(28, 12)

MOST_CURVES = len(_STYLES) * _INKS  # that can be told apart


def curve_pen(number: int, shades: Colours) -> QPen:
    """Give the pen for a line: neighbouring numbers differ in ink and in dashes."""
    pen: QPen = pg.mkPen(_ink(number, shades), width=_WIDTH, style=_STYLES[number % len(_STYLES)])
    return pen


def band_colour(number: int, shades: Colours) -> QColor:
    """Give the colour for the band around a line."""
    colour = QColor(_ink(number, shades))
    colour.setAlpha(_BAND)
    return colour


class CurveSample(QWidget):
    """A short piece of a line, for the key beside its name."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setFixedSize(_SAMPLE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Draw the line as the plot does."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(curve_pen(self._number, colours(self.palette())))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()


def _ink(number: int, shades: Colours) -> QColor:
    inks = (shades.accent, shades.warning, shades.ok)
    return inks[number % _INKS]
