"""An axis of a plot that counts in numbers of any kind, written as everywhere else."""

from typing import Any

import pyqtgraph as pg

from .number_text import MINUS


class NumberAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Ticks with a true minus sign, never in thousands of an unnamed unit."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[Any]:  # noqa: N802
        """Write the ticks as pyqtgraph does, but for the sign."""
        return [str(text).replace("-", MINUS) for text in super().tickStrings(values, scale, spacing)]
