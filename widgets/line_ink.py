"""How the lines of gates and states are drawn: each by its own dashes, so that no colour has to be told apart."""

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from .theme import Colours, colours

_SOLID, _DASHED, _DOTTED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
_STYLES = {"i": _DASHED, "f": _SOLID, "o": _DOTTED, "r": _DASHED, "z": _SOLID, "g": _DOTTED, "n": _DOTTED, "h": _DASHED}
_FEATURES = (_SOLID, _DASHED, _DOTTED, Qt.PenStyle.DashDotLine)
_WIDTH = 1.5
_SAMPLE = QSize(28, 12)

MOST_FEATURES = len(_FEATURES)  # that are drawn as lines


def line_pen(name: str, shades: Colours, ratio: float = 1.0) -> QPen:
    """Give the pen for a gate, a state, or one of a few features, `0` to `3`; `ratio` is the screen's, in pixels."""
    if name.isdecimal():
        return _pen(shades.text, _FEATURES[int(name)], ratio)
    known = {"i": shades.ok, "r": shades.ok, "f": shades.accent, "z": shades.accent, "o": shades.warning}
    inks = known | {"g": shades.ok, "n": shades.ok, "c": shades.text, "h": shades.accent}
    return _pen(inks[name], _STYLES.get(name, _SOLID), ratio)


class LineSample(QWidget):
    """A short piece of a line, for the key beside its name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(_SAMPLE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Draw the line as the plot does."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line_pen(self._name, colours(self.palette()), self.devicePixelRatioF()))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()


def _pen(colour: object, style: Qt.PenStyle, ratio: float) -> QPen:
    pen: QPen = pg.mkPen(colour, width=_WIDTH * ratio, style=style)  # cosmetic, so it counts the screen's pixels
    return pen
