"""Plots of lines over one axis of a tensor: one for all, or a small one for each, with the same scale."""

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from .band_item import BandItem
from .curve_ink import band_colour, curve_pen
from .curve_parts import Curve, PlotPart, span_of
from .heat_cross import CrossHair
from .index_axis import IndexAxis
from .theme import colours

_NUMBERS = 52  # pixels beside every plot, so that equal steps stand above each other
_SIGN = 9  # pixels of the mark of what is no number
_LEAST_ROOM = 200  # points: before it is laid out a plot has no width


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A plot with what stands in it."""

    plot: Any
    steps: IndexAxis
    cross: CrossHair
    title: Any


class LinePlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws curves and bands; the wheel zooms along the axis, dragging moves it, a double click shows all.

    `pointed` carries the step under the mouse, or None; `clicked` the one clicked; `viewed` the steps in view as
    (first, end) after they changed.
    """

    pointed = Signal(object)  # int | None
    clicked = Signal(int)
    viewed = Signal(object)  # tuple[int, int]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[PlotPart, ...] = ()
        self._axis = ("", 1)
        self._made: list[_Made] = []
        self._plots: list[Any] = []  # those of them that are shown
        self._shades = colours(self.palette())
        self._focused = False
        self._step: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        self.ci.layout.setContentsMargins(0, 4, 12, 0)
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self._step_at(position)))
        self.scene().sigMouseClicked.connect(self._click)

    @property
    def room(self) -> int:
        """How many points along the axis the screen can tell apart, two to a pixel."""
        width = self._plots[0].getViewBox().width() if self._plots else 0
        return max(int(2 * width * self.devicePixelRatioF()), _LEAST_ROOM)

    def steps_of(self, axis: tuple[str, int]) -> tuple[int, int]:
        """Give the steps of an axis that are in view, as (first, end); all of one that is not shown yet."""
        if not self._plots or axis != self._axis:
            return 0, axis[1]
        low, high = self._plots[0].viewRange()[0]
        return max(int(np.floor(low)), 0), min(int(np.ceil(high)) + 1, axis[1])

    def show_parts(self, parts: tuple[PlotPart, ...], axis: tuple[str, int]) -> None:
        """Draw these plots over an axis with this name and size; the zoom stays while that does."""
        another = axis != self._axis or not self._plots
        arranged = len(parts) == len(self._plots) and not another
        self._parts, self._axis = parts, axis
        if not arranged:
            self._arrange()
        if another:
            self.reset()
        self._draw()
        self.show_step(self._step)

    def show_step(self, step: int | None) -> None:
        """Show the cross-hair at a step, or none."""
        self._step = step
        for made in self._made:
            made.cross.show_place(None, step)

    def show_focus(self, focused: bool) -> None:
        """Frame the plots in the accent colour while the keyboard reads them."""
        self._focused = focused
        colour = self._shades.accent if focused else self._shades.grid
        for plot in self._plots:
            plot.getViewBox().setBorder(pg.mkPen(colour, width=2 if focused else 1))

    def reset(self) -> None:
        """Show all steps."""
        for plot in self._plots[:1]:
            plot.setXRange(-0.5, self._axis[1] - 0.5, padding=0)

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        self._shades = colours(palette)
        self.setBackground(self._shades.background)
        for made in self._made:
            self._dress(made.plot)
            made.cross.recolour(self._shades)
        self._draw()
        self.show_focus(self._focused)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _arrange(self) -> None:
        """Put a plot for each part into the layout; those made before are used again, as Qt may still refer to them."""
        across = 1 if len(self._parts) < 4 else 2 if len(self._parts) < 9 else 3
        while len(self._made) < len(self._parts):
            self._made.append(self._made_plot())
        for made in self._made[: len(self._plots)]:
            self.ci.removeItem(made.plot)
        self._plots = [made.plot for made in self._made[: len(self._parts)]]
        title, size = self._axis
        for at, made in enumerate(self._made[: len(self._parts)]):
            lowest = at >= len(self._parts) - across
            made.steps.show_axis(title if lowest else "", size)
            made.plot.showAxis("bottom", lowest)
            made.plot.setLimits(xMin=-0.5, xMax=size - 0.5, minXRange=min(2, size))
            self.addItem(made.plot, *divmod(at, across))
        self.recolour(self.palette())

    def _made_plot(self) -> "_Made":
        steps = IndexAxis("bottom")
        plot = pg.PlotItem(axisItems={"bottom": steps})
        plot.getAxis("left").setWidth(_NUMBERS)
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=True, y=False)
        plot.getViewBox().disableAutoRange()
        if self._made:
            plot.setXLink(self._made[0].plot)
        else:
            for signal in (plot.getViewBox().sigXRangeChanged, plot.getViewBox().sigResized):
                signal.connect(lambda *_: self.viewed.emit(self.steps_of(self._axis)))
        return _Made(plot, steps, CrossHair(plot), _title_in(plot))

    def _dress(self, plot: Any) -> None:
        plot.getViewBox().setBackgroundColor(self._shades.plot)
        for side in ("left", "bottom"):
            plot.getAxis(side).setPen(pg.mkPen(self._shades.grid))
            plot.getAxis(side).setTextPen(pg.mkPen(self._shades.text))

    def _draw(self) -> None:
        """Draw all anew: what is shown is short, however long the tensor is."""
        span = span_of(self._parts)
        for made, part in zip(self._made, self._parts, strict=False):
            made.title.setText(escape(part.title), color=self._shades.text)
        for plot, part in zip(self._plots, self._parts, strict=True):
            for item in [*plot.listDataItems(), *(item for item in plot.items if isinstance(item, BandItem))]:
                plot.removeItem(item)
            plot.setYRange(*span, padding=0)
            for band in part.bands:
                plot.addItem(BandItem(band, band_colour(band.number, self._shades)), ignoreBounds=True)
            for curve in part.curves:
                self._draw_curve(plot, curve, span)

    def _draw_curve(self, plot: Any, curve: Curve, span: tuple[float, float]) -> None:
        stroke, pen = curve.stroke, curve_pen(curve.number, self._shades)
        plot.plot(stroke.places, stroke.values, pen=pen, antialias=True, connect=stroke.joined.astype(np.int32))
        lone = stroke.lone
        self._draw_signs(plot, stroke.places[lone], stroke.values[lone], "o", pen.color(), 5)
        low, high = span
        self._draw_signs(plot, stroke.nan, low, "x", self._shades.nan)
        self._draw_signs(plot, stroke.above, high, "t1", self._shades.inf)
        self._draw_signs(plot, stroke.below, low, "t", self._shades.inf)

    def _draw_signs(self, plot: Any, places: Any, values: Any, sign: str, colour: object, size: int = _SIGN) -> None:
        if len(places):
            heights = np.broadcast_to(np.asarray(values, float), len(places))
            plot.plot(places, heights, pen=None, symbol=sign, symbolSize=size, symbolBrush=colour, symbolPen=colour)

    def _step_at(self, position: QPointF) -> int | None:
        for plot in self._plots:
            box = plot.getViewBox()
            if box.sceneBoundingRect().contains(position):
                step = round(box.mapSceneToView(position).x())
                return step if 0 <= step < self._axis[1] else None
        return None

    def _click(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        step = self._step_at(event.scenePos())
        if event.double():
            self.reset()
        elif step is not None:
            self.clicked.emit(step)


def _title_in(plot: Any) -> Any:
    """Put a line of text into the upper left corner of a plot: above it, it would cost height."""
    label = pg.LabelItem("", size="9pt")
    label.setParentItem(plot.getViewBox())
    label.anchor(itemPos=(0, 0), parentPos=(0, 0), offset=(4, 0))
    return label
