"""Marks at the rows of units, beside the picture of a gate."""

from collections.abc import Mapping
from enum import Enum

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from .theme import Colours

_SIDE, _STRIP = 3.5, 12  # pixels: half of a mark, and the strip in which the marks stand


class Mark(Enum):
    """What a row is marked with; the value is the sign that stands for it in a text."""

    HIGH = "▲"
    LOW = "▼"
    BOTH = "◆"
    DEAD = "×"


class MarkStrip(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The right edge of a picture whose row k stands at k, with marks in place of numbers."""

    def __init__(self, shades: Colours) -> None:
        super().__init__("right")
        self.setWidth(_STRIP)
        self._marks: Mapping[int, Mark] = {}
        self._shades = shades

    def show_marks(self, marks: Mapping[int, Mark]) -> None:
        """Mark these rows of the tensor."""
        self._marks = marks
        self.update()

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._shades = shades
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint the marks of the rows in view."""
        top, bottom = self.linkedView().viewRange()[1]
        room = self.mapRectFromParent(self.geometry())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, mark in self._marks.items():
            if top <= row <= bottom:
                y = room.top() + (row - top) / (bottom - top) * room.height()
                _paint_mark(painter, mark, QPointF(room.left() + _STRIP / 2 + 1, y), self._shades.text)


def _paint_mark(painter: QPainter, mark: Mark, at: QPointF, ink: QColor) -> None:
    up, down, left, right = (at + QPointF(x * _SIDE, y * _SIDE) for x, y in ((0, -1), (0, 1), (-1, 0), (1, 0)))
    painter.setPen(QPen(ink, 1.5) if mark is Mark.DEAD else Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    match mark:
        case Mark.HIGH:
            painter.drawPolygon(QPolygonF([up, right + QPointF(0, _SIDE), left + QPointF(0, _SIDE)]))
        case Mark.LOW:
            painter.drawPolygon(QPolygonF([down, left - QPointF(0, _SIDE), right - QPointF(0, _SIDE)]))
        case Mark.BOTH:
            painter.drawPolygon(QPolygonF([up, right, down, left]))
        case Mark.DEAD:
            painter.drawLine(left + QPointF(0, -_SIDE), right + QPointF(0, _SIDE))
            painter.drawLine(left + QPointF(0, _SIDE), right + QPointF(0, -_SIDE))
