"""The axis of a histogram's counts, linear or logarithmic."""

from typing import Any

import numpy as np
import pyqtgraph as pg

_NUMBERS = 60  # pixels beside the plot


class CountAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Counts from 0; on a logarithmic scale a count stands at log10(1 + count), so that 0 and 1 are told apart."""

    logarithmic = False

    def __init__(self) -> None:
        super().__init__("left")
        self.enableAutoSIPrefix(False)
        self.setWidth(_NUMBERS)

    def tickValues(self, low: float, high: float, size: float) -> Any:  # noqa: N802  # pyqtgraph's name
        """Give a tick for each power of ten on a logarithmic scale."""
        if not self.logarithmic:
            return super().tickValues(low, high, size)
        powers = [float(np.log10(1 + 10.0**power)) for power in range(int(high) + 1)]
        return [(1.0, [0.0, *powers])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write a power of ten as the count that it is."""
        if not self.logarithmic:
            return [str(text) for text in super().tickStrings(values, scale, spacing)]
        return [f"{round(10**value - 1):,}" for value in values]
