"""The histogram of a tensor: bars that become finer as it is zoomed into, and its quantiles."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from inspector.tensor.distribution import Distribution
from inspector.tensor.levels import levels_between

from .count_axis import CountAxis
from .curve_ink import band_colour
from .number_axis import NumberAxis
from .theme import colours

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)

_BAR = 4  # pixels across
_LABEL = 38  # pixels across: quantiles closer than that are not all named
_BARS = 100  # before it is laid out a plot has no width


class HistogramPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws the bars of a histogram; the wheel zooms, dragging moves, a double click shows all.

    `pointed` carries the bar under the mouse, or None; `viewed` comes after the bars changed.
    """

    pointed = Signal(object)  # int | None
    viewed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Distribution | None = None
        self._span = (0.0, 1.0)
        self.edges: NDArray[np.float64] = np.linspace(0, 1, 2)
        self.bars: NDArray[np.float64] = np.zeros(1)
        self._counts = CountAxis()
        self._plot = self.addPlot(axisItems={"left": self._counts, "bottom": NumberAxis("bottom")})
        self._curve = pg.PlotCurveItem(self.edges, self.bars, stepMode="center", fillLevel=0)
        self._mark = pg.PlotCurveItem(self.edges, self.bars, stepMode="center", fillLevel=0)
        self._lines = [_quantile_line(share) for share in QUANTILES]
        self._arrange()
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self._bar_at(position)))
        self.scene().sigMouseClicked.connect(lambda event: self.reset() if event.double() else None)
        self._plot.getViewBox().sigXRangeChanged.connect(lambda *_: self._count())
        self._plot.getViewBox().sigResized.connect(lambda *_: self._count())
        self.recolour(self.palette())

    def show_distribution(self, shown: Distribution) -> None:
        """Show how the finite values of a tensor are distributed."""
        low, high = shown.statistics.min, shown.statistics.max
        levels = levels_between(low, high)
        self._shown = shown
        self._span = (low, high) if low is not None and high is not None and low < high else (levels.low, levels.high)
        for line, share in zip(self._lines, QUANTILES, strict=True):
            value = shown.quantile(share)
            line.setValue(0.0 if value is None else value)
            line.setVisible(value is not None)
        self._plot.setLimits(xMin=self._span[0], xMax=self._span[1])
        self.reset()
        self._count()

    def show_logarithmic(self, logarithmic: bool) -> None:
        """Show counts on a logarithmic scale, where few stand beside many, or on a linear one."""
        self._counts.logarithmic = logarithmic
        self._count()

    def show_bar(self, at: int | None) -> None:
        """Mark a bar, or none."""
        shown = at is not None and at < len(self.bars)
        self._mark.setVisible(shown)
        if at is not None and shown:
            self._mark.setData(self.edges[at : at + 2], self._heights(self.bars[at : at + 1]))

    def show_focus(self, focused: bool) -> None:
        """Frame the plot in the accent colour while the keyboard reads it."""
        colour = self._shades.accent if focused else self._shades.grid
        self._plot.getViewBox().setBorder(pg.mkPen(colour, width=2 if focused else 1))

    def reset(self) -> None:
        """Show all values."""
        self._plot.setXRange(*self._span, padding=0)

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        shades = self._shades = colours(palette)
        self.setBackground(shades.background)
        self._plot.getViewBox().setBackgroundColor(shades.plot)
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setPen(pg.mkPen(shades.grid))
            self._plot.getAxis(side).setTextPen(pg.mkPen(shades.text))
        self._curve.setPen(pg.mkPen(shades.accent))
        self._curve.setBrush(band_colour(0, shades))
        self._mark.setPen(pg.mkPen(shades.text))
        self._mark.setBrush(shades.accent)
        for line in self._lines:
            line.setPen(pg.mkPen(shades.muted, style=Qt.PenStyle.DashLine))
            line.label.setColor(shades.text)
            line.label.fill = pg.mkBrush(shades.plot)
        self.show_focus(False)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        self.ci.layout.setContentsMargins(0, 4, 12, 0)
        plot = self._plot
        plot.setLabel("left", "count")
        plot.setLabel("bottom", "value")
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=True, y=False)
        plot.getViewBox().disableAutoRange()
        for item in (self._curve, self._mark, *self._lines):
            plot.addItem(item, ignoreBounds=True)

    def _count(self) -> None:
        """Count what is in view into as many bars as there is room for."""
        if self._shown is None:
            return
        low, high = self._plot.viewRange()[0]
        count = int(self._plot.getViewBox().width() // _BAR) or _BARS
        self.bars = self._shown.bars(low, high, count)
        self.edges = np.linspace(low, high, count + 1)
        heights = self._heights(self.bars)
        self._curve.setData(self.edges, heights)
        self._plot.setYRange(0, float(heights.max()) * 1.25 or 1.0, padding=0)
        self._counts.picture = None
        self._name_quantiles(low, high)
        self.show_bar(None)
        self.viewed.emit()

    def _name_quantiles(self, low: float, high: float) -> None:
        """Name the quantiles in view, from the median outwards, where there is room for the whole name."""
        width = self._plot.getViewBox().width() or 1.0
        taken: list[float] = []
        for line in sorted(self._lines, key=lambda line: abs(self._lines.index(line) - len(self._lines) // 2)):
            place = (line.value() - low) / (high - low) * width
            free = _LABEL / 2 <= place <= width - _LABEL / 2 and all(abs(place - other) > _LABEL for other in taken)
            line.label.setVisible(bool(free))
            taken += [place] if free else []

    def _heights(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log10(1 + counts) if self._counts.logarithmic else counts

    def _bar_at(self, position: QPointF) -> int | None:
        box = self._plot.getViewBox()
        if self._shown is None or not box.sceneBoundingRect().contains(position):
            return None
        at = int(np.searchsorted(self.edges, box.mapSceneToView(position).x(), side="right")) - 1
        return at if 0 <= at < len(self.bars) else None


def _quantile_line(share: float) -> Any:
    middle = (0.5, 0.5)
    named = {"position": 0.93, "anchors": [middle, middle]}
    return pg.InfiniteLine(angle=90, label=f"{round(100 * share)} %", labelOpts=named)
