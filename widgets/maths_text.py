"""Formulas as text with italic letters and subscripts: `W_if x_t`, `h_{t-1}`, `tanh(c_t)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

_SMALL, _LOWER = 0.72, 0.22  # of the font's size: a subscript, and how far it stands below
_TOKEN = re.compile(r"_\{([^}]*)\}|_(\w+)|([A-Za-z]+)|([^A-Za-z_]+)")
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text in one font, `low` pixels below the line."""

    text: str
    font: QFont
    low: float


def maths_width(text: str, font: QFont) -> float:
    """Give how wide the text is drawn."""
    return sum(QFontMetricsF(run.font).horizontalAdvance(run.text) for run in _runs(text, font))


def paint_maths(painter: QPainter, base: QPointF, text: str, font: QFont) -> None:
    """Draw the text from `base`, its left end on the base line, in the colour of the painter's pen."""
    x = base.x()
    for run in _runs(text, font):
        painter.setFont(run.font)
        painter.drawText(QPointF(x, base.y() + run.low), run.text)
        x += QFontMetricsF(run.font).horizontalAdvance(run.text)


def _runs(text: str, font: QFont) -> Iterator[_Run]:
    slanted, small = QFont(font), QFont(font)
    slanted.setItalic(True)
    small.setPixelSize(max(1, round(font.pixelSize() * _SMALL)))
    for match in _TOKEN.finditer(text):
        braced, low, letters, rest = match.groups()
        if braced or low:
            yield _Run((braced or low).replace("-", _MINUS), small, font.pixelSize() * _LOWER)
        elif letters:
            yield _Run(letters, slanted if len(letters) == 1 else font, 0)
        else:
            yield _Run(rest, font, 0)
