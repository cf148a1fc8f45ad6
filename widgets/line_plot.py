"""Plots of lines over one axis of a tensor: one for all, or a small one for each, with the same scale."""

from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from .curve_parts import PlotPart, span_of
from .line_drawing import draw_part
from .made_plot import MadePlot, made_plot
from .theme import colours

_LEAST_ROOM = 200  # points: before it is laid out a plot has no width


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
        self._made: list[MadePlot] = []
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
            made.recolour(self._shades)
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

    def _made_plot(self) -> MadePlot:
        made = made_plot()
        if self._made:
            made.plot.setXLink(self._made[0].plot)
        else:
            box = made.plot.getViewBox()
            for signal in (box.sigXRangeChanged, box.sigResized):
                signal.connect(lambda *_: self.viewed.emit(self.steps_of(self._axis)))
        return made

    def _draw(self) -> None:
        """Draw all anew: what is shown is short, however long the tensor is."""
        span = span_of(self._parts)
        for made, part in zip(self._made, self._parts, strict=False):
            made.title.setText(escape(part.title), color=self._shades.text)
        for plot, part in zip(self._plots, self._parts, strict=True):
            draw_part(plot, part, span, self._shades)

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
