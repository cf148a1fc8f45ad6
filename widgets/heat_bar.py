"""The colour bar of a heatmap: a scale of values that can be stretched, or the places from which elements came."""

from html import escape

import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGraphicsSceneResizeEvent

from inspector.tensor.axis import Axis
from inspector.tensor.levels import Levels
from inspector.tensor.position import axis_title

from .heat_colours import Scale, colour_map, ends_of
from .heat_origins import place_name, span_text
from .theme import Colours

_WIDTH = 45  # of the numbers beside the bar
_MOST_TICKS = 8


class HeatBar(pg.ColorBarItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Shows the colours of a scale; dragging its handles stretches one of values, `sigLevelsChanged` says so."""

    _named: Axis | None = None  # here, because pyqtgraph resizes the bar while it is made

    def __init__(self) -> None:
        super().__init__(width=12, colorMap=colour_map(Levels(0.0, 1.0, signed=False), False), colorMapMenu=False)

    def show_scale(self, scale: Scale, dark: bool) -> None:
        """Show the numbers or the names of a scale, and its colours."""
        low, high = ends_of(scale)
        self.rounding = (high - low) / 200
        self.setLevels((low, high))
        self.show_colours(scale, dark)
        self.region.setVisible(isinstance(scale, Levels))
        self._named = scale if isinstance(scale, Axis) else None
        match scale:
            case Levels():
                self.axis.setTicks(None)
                self.axis.showLabel(False)
                self.axis.setWidth(_WIDTH)
            case Axis():
                self._show_places(scale)

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:  # noqa: N802
        """Name as many places as there is room for."""
        super().resizeEvent(event)
        if self._named is not None:
            self._show_places(self._named)

    def show_colours(self, scale: Scale, dark: bool) -> None:
        """Show the colours of a scale."""
        self.setColorMap(colour_map(scale, dark))

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self.axis.setPen(pg.mkPen(shades.grid))
        self.axis.setTextPen(pg.mkPen(shades.text))
        for line in self.region.lines:
            line.setPen(pg.mkPen(shades.grid))
            line.setHoverPen(pg.mkPen(shades.accent, width=2))
        for side in ("left", "top", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(shades.grid))

    def _show_places(self, axis: Axis) -> None:
        metrics = QFontMetrics(self.axis.label.font())
        room = int(self.axis.size().height()) // metrics.height() or _MOST_TICKS  # 0: it has not been laid out yet
        ticks = [(place, place_name(axis, place)) for place in _tick_places(axis.size, min(room, _MOST_TICKS))]
        named = any(text != str(place) for place, text in ticks)
        words = max(metrics.horizontalAdvance(text) for _, text in ticks)
        self.axis.setTicks([ticks])
        self.axis.setLabel(escape(axis_title(axis) if named else span_text(axis)))
        self.axis.setWidth(max(_WIDTH, words + metrics.height() + 16))


def _tick_places(size: int, most: int) -> range:
    """Give whole numbers from 0 on, at most so many, a round number apart."""
    steps = (digit * 10**power for power in range(19) for digit in (1, 2, 5))
    return range(0, size, next(step for step in steps if size <= most * step))
