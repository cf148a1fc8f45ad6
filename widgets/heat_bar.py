"""The colour bar of a heatmap: a scale of values that can be stretched, or the places from which elements came."""

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsSceneMouseEvent,
    QGraphicsSceneResizeEvent,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from inspector.tensor.levels import Levels
from inspector.tensor.spread import NO_SPREAD, Spread

from .heat_colours import Scale, colour_table, ends_of, pixel_table
from .heat_ticks import Tick, ticks_of, title_of
from .theme import Colours, tabular

_HISTOGRAM, _BAR, _TICK, _GAP = 28.0, 12.0, 4.0, 8.0  # pixels across
_ARROW = 6.0  # pixels at either end for the mark of values beyond
_NUMBERS = 40.0  # pixels: most numbers are no wider, and the picture keeps its place from slice to slice
_MOST_TICKS = 8


class HeatBar(QGraphicsWidget):
    """Shows the colours of a scale with its numbers or names, and how the values are spread over it.

    Dragging its upper or lower third moves that end, dragging the middle both: `stretched` carries the new levels on
    the way, `released` at the end.
    """

    stretched = Signal(object)  # Levels
    released = Signal(object)  # Levels

    def __init__(self, shades: Colours, dark: bool) -> None:
        super().__init__()
        self._scale: Scale = Levels(0.0, 1.0, signed=False)
        self._spread = NO_SPREAD
        self._shades, self._dark = shades, dark
        self._colours = QImage()
        self._ticks: tuple[Tick, ...] = ()
        self._grabbed: tuple[float, Levels] | None = None
        self._movable = True
        self.setFont(tabular(self.font()))
        self.show_scale(self._scale)
        self.recolour(shades, dark)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The places that are named, with their texts."""
        return self._ticks

    @property
    def scale_shown(self) -> Scale:
        """The scale, stretched as it may have been."""
        return self._scale

    def show_scale(self, scale: Scale, spread: Spread = NO_SPREAD) -> None:
        """Show the numbers or the names of a scale, its colours, and how values are spread over it."""
        recoloured = _kind(scale) != _kind(self._scale)
        self._scale, self._spread = scale, spread
        if recoloured or self._colours.isNull():
            self._paint_colours()
        self._name_places()

    def recolour(self, shades: Colours, dark: bool) -> None:
        """Take the colours of a theme."""
        self._shades, self._dark = shades, dark
        self._paint_colours()

    def fix(self) -> None:
        """Have the scale stay as it is shown."""
        self._movable = False

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:  # noqa: N802
        """Name as many places as there is room for."""
        super().resizeEvent(event)
        self._name_places()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint the colours, the histogram, the ticks and what marks values beyond the ends."""
        bar = self._bar()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(bar, self._colours)
        painter.setPen(self._shades.grid)
        painter.drawRect(bar)
        painter.setPen(self._shades.text)
        painter.setFont(self.font())
        self._paint_ticks(painter, bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shades.muted)
        painter.drawPolygon(self._histogram(bar))
        painter.setBrush(self._shades.text)
        for shape in self._arrows(bar):
            painter.drawPolygon(shape)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802
        """Take hold of the scale."""
        if self._movable and isinstance(self._scale, Levels) and event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.pos().y(), self._scale
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802
        """Stretch the scale."""
        if self._grabbed is not None:
            self._scale = self._stretched(event.pos().y())
            self._name_places()
            self.stretched.emit(self._scale)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802, ARG002
        """Let go of the scale."""
        if self._grabbed is not None and self._scale != self._grabbed[1]:
            self.released.emit(self._scale)
        self._grabbed = None

    def _stretched(self, at: float) -> Levels:
        assert self._grabbed is not None, "only while the mouse holds it"
        (began, levels), height = self._grabbed, max(self._bar().height(), 1.0)
        low, high = levels.low, levels.high
        moved = min(max((at - began) / height, -0.9), 0.9) * (high - low)
        third = (began - self._bar().top()) / height
        if levels.signed:  # zero stays in the middle of its colours
            reach = high + (moved if third < 0.5 else -moved)
            return replace(levels, low=-max(reach, high / 100), high=max(reach, high / 100))
        least = (high - low) / 100
        low = low + moved if third > 1 / 3 else low
        high = high + moved if third < 2 / 3 else high
        return Levels(low, high, False) if high - low > least else levels

    def _bar(self) -> QRectF:
        return QRectF(_GAP + _HISTOGRAM, _ARROW + 2, _BAR, max(self.size().height() - 2 * _ARROW - 4, 1.0))

    def _place(self, value: float) -> float:
        low, high = ends_of(self._scale)
        bar = self._bar()
        return bar.bottom() - (value - low) / (high - low) * bar.height()

    def _paint_colours(self) -> None:
        table = pixel_table(colour_table(self._scale, self._dark, self._shades))[:1:-1]
        pixels = np.ascontiguousarray(table)
        image = QImage(pixels.data, 1, len(pixels), 4, QImage.Format.Format_RGB32)
        self._colours = image.copy()
        self.update()

    def _name_places(self) -> None:
        metrics = QFontMetricsF(self.font())
        room = int(self.size().height() // (2 * metrics.height())) or _MOST_TICKS  # 0: it has not been laid out yet
        self._ticks = ticks_of(self._scale, max(min(room, _MOST_TICKS), 1))
        words = max(metrics.horizontalAdvance(text) for _, text in self._ticks)
        titled = metrics.height() + 4 if title_of(self._scale) else 0.0
        wide = _GAP + _HISTOGRAM + _BAR + _TICK + 4 + max(_NUMBERS, 8 * np.ceil(words / 8)) + titled
        if wide != self.minimumWidth():
            self.setMinimumWidth(wide)
            self.setMaximumWidth(wide)
        self.update()

    def _paint_ticks(self, painter: QPainter, bar: QRectF) -> None:
        metrics = QFontMetricsF(self.font())
        half = metrics.height() / 2
        for value, text in self._ticks:
            y = self._place(value)
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + _TICK, y))
            middle = min(max(y, half), self.size().height() - half)
            painter.drawText(QPointF(bar.right() + _TICK + 4, middle + half - metrics.descent()), text)
        if title := title_of(self._scale):
            painter.save()
            painter.translate(self.size().width() - half, self.size().height() / 2)
            painter.rotate(-90)
            painter.drawText(QPointF(-metrics.horizontalAdvance(title) / 2, metrics.descent()), title)
            painter.restore()

    def _histogram(self, bar: QRectF) -> QPolygonF:
        """Give the counts on a logarithmic scale, to the left of the bar."""
        heights = np.log1p(self._spread.counts)
        if not heights.any():
            return QPolygonF()
        edges = bar.bottom() - bar.height() * np.arange(len(heights) + 1) / len(heights)
        foot = bar.left() - 2
        x = np.concatenate(([foot], np.repeat(foot - _HISTOGRAM * heights / heights.max(), 2), [foot]))
        polygon: QPolygonF = pg.functions.arrayToQPolygonF(x, np.repeat(edges, 2))
        return polygon

    def _arrows(self, bar: QRectF) -> list[QPolygonF]:
        """Give a triangle at each end beyond which there are values."""
        ends = ((bar.top() - 2, -_ARROW, self._spread.above), (bar.bottom() + 2, _ARROW, self._spread.below))
        middle = bar.center().x()
        return [
            QPolygonF([QPointF(bar.left(), y), QPointF(bar.right(), y), QPointF(middle, y + tip)])
            for y, tip, count in ends
            if count
        ]


def _kind(scale: Scale) -> object:
    return scale.signed if isinstance(scale, Levels) else scale
