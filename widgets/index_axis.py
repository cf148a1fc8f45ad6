"""The axis of a plot whose coordinates are the indices of a tensor: whole numbers, and only those that exist."""

from html import escape
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsSceneResizeEvent

_LEAST_ROOM = 60  # pixels: an axis that has not been laid out yet has none


class IndexAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Ticks at integers from 0 to size - 1."""

    _title = ""  # here, because pyqtgraph resizes the axis while it is made

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=4, hideOverlappingLabels=False)
        self._size = 1

    def show_axis(self, title: str, size: int) -> None:
        """Name the axis and its length: `time (20)`."""
        self._size = size
        self._title = f"{title} ({size})" if title else ""
        self.setLabel(escape(self._shortened()))

    def resizeEvent(self, event: QGraphicsSceneResizeEvent | None = None) -> None:  # noqa: N802
        """Shorten the title where the axis is shorter than it; pyqtgraph calls this without an event, too."""
        if self._title and escape(self._shortened()) != self.labelText:
            self.setLabel(escape(self._shortened()))
        super().resizeEvent(event)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[int, int]]:  # noqa: N802
        """Give the spacings, the widest first, none below one index."""
        spacings = {max(1, round(spacing)) for spacing, _ in super().tickSpacing(low, high, size)}
        return [(spacing, 0) for spacing in sorted(spacings, reverse=True)[:2]]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[int, list[float]]]:  # noqa: N802
        """Give the ticks of each spacing that lie on the tensor."""
        levels = super().tickValues(low, high, size)
        return [(spacing, [tick for tick in ticks if -0.5 < tick < self._size - 0.5]) for spacing, ticks in levels]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[Any]:  # noqa: ARG002, N802
        """Write the ticks as whole numbers."""
        return [str(round(value)) for value in values]

    def _shortened(self) -> str:
        """Cut the middle of the title, so that the size stays."""
        room = self.size().height() if self.orientation == "left" else self.size().width()
        metrics = QFontMetricsF(self.label.font())
        return metrics.elidedText(self._title, Qt.TextElideMode.ElideMiddle, max(room, _LEAST_ROOM))
