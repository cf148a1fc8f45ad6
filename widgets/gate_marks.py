"""What stands at and over the picture of a gate: marks at the rows of units, and hatching over padding."""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import groupby
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from .theme import Colours

_ABOVE = 400.0  # the picture; the frame of the plot lies higher
_FAINT = 110  # of 255: hatching that is seen and calls nobody
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


class Padding(QGraphicsItem):
    """Hatching over a pyqtgraph.ViewBox, in pixels, where a row has no more time steps; row k stands at k."""

    def __init__(self, box: Any, shades: Colours) -> None:
        super().__init__(box)
        self._box, self._shades = box, shades
        self._lengths: tuple[int, ...] = ()
        self._step = 1
        self.setZValue(_ABOVE)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigRangeChanged.connect(self._lay_out)
        box.sigResized.connect(self._lay_out)

    def show_lengths(self, lengths: tuple[int, ...], step: int) -> None:
        """Hatch what is beyond the length of each shown row, which are `step` apart; () hatches nothing."""
        self._lengths, self._step = lengths, step
        self.update()

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._shades = shades
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give the whole plot."""
        return QRectF(self._box.rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint the padding."""
        painter.setClipRect(self._box.rect())
        for area in self._areas():
            painter.fillRect(area, self._shades.plot)
            painter.fillRect(area, QBrush(_faint(self._shades.muted), Qt.BrushStyle.BDiagPattern))

    def _areas(self) -> Iterator[QRectF]:
        """Give the padded areas in pixels of the plot: rows of the same length are one."""
        first, right = 0, self._box.width()
        for length, rows in groupby(self._lengths):
            count = len(list(rows))
            low, high = (self._at(length - 0.5, row * self._step - 0.5) for row in (first, first + count))
            first += count
            if low.x() < right:
                yield QRectF(QPointF(max(low.x(), 0), low.y()), QPointF(right, high.y()))

    def _at(self, column: float, row: float) -> QPointF:
        """Give a place of the view in pixels of the plot."""
        (left, right), (top, bottom) = self._box.viewRange()
        across, down = self._box.width() / (right - left), self._box.height() / (bottom - top)
        return QPointF((column - left) * across, (row - top) * down)

    def _lay_out(self) -> None:
        self.prepareGeometryChange()
        self.update()


def _faint(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(_FAINT)
    return faint


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
