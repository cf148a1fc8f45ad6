"""The axis of a plot whose coordinates are the indices of a tensor: whole numbers, and only those that exist."""

from html import escape
from typing import Any

import pyqtgraph as pg


class IndexAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Ticks at integers from 0 to size - 1."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=4, hideOverlappingLabels=False)
        self._size = 1

    def show_axis(self, title: str, size: int) -> None:
        """Name the axis and its length: `time (20)`."""
        self._size = size
        self.setLabel(escape(f"{title} ({size})" if title else ""))

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
