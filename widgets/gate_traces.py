"""The plots of one unit through time: its gates, its states, and the input, on one time axis."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from inspector.gates.unit_trace import Line
from inspector.tensor.levels import Levels, as_float32, levels_of

from .heat_colours import colour_places, colour_table
from .heat_cross import CrossHair
from .index_axis import IndexAxis
from .line_ink import MOST_FEATURES, line_pen
from .number_axis import NumberAxis
from .theme import colours, is_dark

Lines = tuple[tuple[str, Line], ...]

_NUMBERS = 56  # pixels: the same beside every plot, so that equal time steps stand above each other
_MARGIN = 0.04  # of the span, above and below lines


class GateTraces(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws lines over time, three plots of them; the wheel zooms time, a double click shows all again.

    `pointed` carries the time step under the mouse, or None.
    """

    pointed = Signal(object)  # int | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: list[tuple[str, Any]] = []  # every line with its name, to colour it again
        self._strip: tuple[pg.ImageItem, NDArray[np.float32], Levels] | None = None
        self._steps = 1
        self._time = IndexAxis("bottom")
        self._plots = [self._plot_in(row, self._time if row == 2 else None) for row in range(3)]
        self._crosses = [CrossHair(plot) for plot in self._plots]
        self._arrange()
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self._step_at(position)))
        self.scene().sigMouseClicked.connect(lambda event: self.reset() if event.double() else None)
        self.recolour(self.palette())

    def show_lines(self, gates: Lines, states: Lines, steps: int) -> None:
        """Show a unit: gates between 0 and 1, states below; the time axis has so many steps."""
        former = self._steps
        self._forget((0, 1))
        for plot, lines in zip(self._plots, (gates, states), strict=False):
            self._draw(plot, lines)
        self._plots[0].setYRange(-_MARGIN, 1 + _MARGIN, padding=0)
        self._fit(self._plots[1], [values for _, values in states])
        self._steps = steps
        self._time.show_axis("time", steps)
        if steps != former:
            for plot in self._plots:
                plot.setLimits(xMin=-0.5, xMax=steps - 0.5, minXRange=min(2, steps))
            self.reset()

    def show_input(self, values: Line | None) -> None:
        """Show what the layer was given, (time, input): lines for few features, else a strip of colours."""
        self._forget((2,))
        self._plots[2].setVisible(values is not None)
        if values is None:
            return
        features = values.shape[1]
        self._plots[2].invertY(features > MOST_FEATURES)  # of a picture row 0 stands at the top
        if features <= MOST_FEATURES:
            self._draw(self._plots[2], tuple((str(at), values[:, at]) for at in range(features)))
            self._fit(self._plots[2], [values])
        else:
            self._draw_strip(as_float32(values.T))

    def show_step(self, step: int | None) -> None:
        """Show the cross-hair at a time step, or none."""
        for cross in self._crosses:
            cross.show_place(None, step)

    def show_focus(self, focused: bool) -> None:
        """Frame the plots in the accent colour while the keyboard reads them."""
        colour = self._shades.accent if focused else self._shades.grid
        for plot in self._plots:
            plot.getViewBox().setBorder(pg.mkPen(colour, width=2 if focused else 1))

    def reset(self) -> None:
        """Show all time steps."""
        self._plots[0].setXRange(-0.5, self._steps - 0.5, padding=0)

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        self._shades, self._dark = colours(palette), is_dark(palette)
        self.setBackground(self._shades.background)
        for plot, cross in zip(self._plots, self._crosses, strict=True):
            plot.getViewBox().setBackgroundColor(self._shades.plot)
            for side in ("left", "bottom"):
                plot.getAxis(side).setPen(pg.mkPen(self._shades.grid))
                plot.getAxis(side).setTextPen(pg.mkPen(self._shades.text))
            cross.recolour(self._shades)
        for name, line in self._drawn:
            line.setPen(line_pen(name, self._shades, self.devicePixelRatioF()))
        self.show_focus(False)
        self._paint_strip()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _plot_in(self, row: int, time: IndexAxis | None) -> Any:
        axes = {"left": NumberAxis("left")} | ({"bottom": time} if time else {})
        plot = self.addPlot(row=row, col=0, enableMenu=False, axisItems=axes)
        plot.showAxis("bottom", time is not None)
        plot.getAxis("left").setWidth(_NUMBERS)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=True, y=False)
        plot.getViewBox().disableAutoRange()
        return plot

    def _arrange(self) -> None:
        self.ci.layout.setContentsMargins(0, 4, 12, 0)
        self.ci.layout.setRowStretchFactor(0, 3)
        self.ci.layout.setRowStretchFactor(1, 4)
        self.ci.layout.setRowStretchFactor(2, 2)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        for plot, title in zip(self._plots, ("gates", "states", "input"), strict=True):
            plot.setLabel("left", title)
        for plot in self._plots[1:]:
            plot.setXLink(self._plots[0])

    def _draw(self, plot: Any, lines: Sequence[tuple[str, Line]]) -> None:
        for name, values in lines:
            symbol = {"symbol": "o", "symbolSize": 5} if len(values) == 1 else {}
            pen = line_pen(name, self._shades, self.devicePixelRatioF())
            line = plot.plot(np.arange(len(values)), values, pen=pen, antialias=True, **symbol)
            self._drawn.append((name, line))

    def _draw_strip(self, values: NDArray[np.float32]) -> None:
        image = pg.ImageItem(axisOrder="row-major")
        self._plots[2].addItem(image)
        self._plots[2].setYRange(-0.5, len(values) - 0.5, padding=0)
        self._strip = image, values, levels_of(values)
        self._paint_strip()

    def _paint_strip(self) -> None:
        if self._strip is None:
            return
        image, values, levels = self._strip
        table = colour_table(levels, self._dark, self._shades)
        extent = (-0.5, -0.5, values.shape[1], values.shape[0])
        image.setImage(colour_places(values, levels), levels=(0, 255), lut=table, rect=extent)

    def _forget(self, rows: tuple[int, ...]) -> None:
        """Take away what is drawn in these plots, all but their cross-hairs."""
        for row in rows:
            plot = self._plots[row]
            gone = plot.listDataItems()
            for line in gone:
                plot.removeItem(line)
            self._drawn = [(name, line) for name, line in self._drawn if line not in gone]
        if 2 in rows and self._strip is not None:
            self._plots[2].removeItem(self._strip[0])
            self._strip = None

    def _fit(self, plot: Any, lines: list[Line]) -> None:
        finite = [each[np.isfinite(each)] for each in lines]
        low = min((float(each.min(initial=0)) for each in finite), default=0.0)
        high = max((float(each.max(initial=0)) for each in finite), default=0.0)
        margin = _MARGIN * (high - low) or 1.0
        plot.setYRange(low - margin, high + margin, padding=0)

    def _step_at(self, position: QPointF) -> int | None:
        for plot in self._plots:
            box = plot.getViewBox()
            if plot.isVisible() and box.sceneBoundingRect().contains(position):
                step = round(box.mapSceneToView(position).x())
                return step if 0 <= step < self._steps else None
        return None
