"""The colour bar of a heatmap: a scale of values that can be stretched, or the places from which elements came."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import (
    QGraphicsSceneMouseEvent,
    QGraphicsSceneResizeEvent,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from inspector.tensor.levels import Levels
from inspector.tensor.spread import NO_SPREAD, Spread

from .heat_bar_shapes import arrows_beyond, histogram_beside
from .heat_colours import Scale, colour_table, ends_of, pixel_table
from .heat_stretch import stretched
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
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shades.muted)
        painter.drawPolygon(histogram_beside(bar, self._spread, _HISTOGRAM))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._shades.text)
        for shape in arrows_beyond(bar, self._spread, _ARROW):
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
            (began, levels), bar = self._grabbed, self._bar()
            self._scale = stretched(
                levels, (began - bar.top()) / bar.height(), (event.pos().y() - began) / bar.height()
            )
            self._name_places()
            self.stretched.emit(self._scale)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802, ARG002
        """Let go of the scale."""
        if self._grabbed is not None and self._scale != self._grabbed[1]:
            self.released.emit(self._scale)
        self._grabbed = None

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


def _kind(scale: Scale) -> object:
    return scale.signed if isinstance(scale, Levels) else scale
