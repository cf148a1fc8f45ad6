"""One plot of lines over an axis, without anything drawn in it."""

from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg

from .heat_cross import CrossHair
from .index_axis import IndexAxis
from .number_axis import NumberAxis
from .theme import Colours

_NUMBERS = 52  # pixels beside every plot, so that equal steps stand above each other


@dataclass(frozen=True, slots=True, eq=False)
class MadePlot:
    """A pyqtgraph.PlotItem with what stands in it."""

    plot: Any
    steps: IndexAxis
    cross: CrossHair
    title: Any

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self.plot.getViewBox().setBackgroundColor(shades.plot)
        for side in ("left", "bottom"):
            self.plot.getAxis(side).setPen(pg.mkPen(shades.grid))
            self.plot.getAxis(side).setTextPen(pg.mkPen(shades.text))
        self.cross.recolour(shades)


def made_plot() -> MadePlot:
    """Make a plot that the mouse zooms and moves along its axis."""
    steps = IndexAxis("bottom")
    plot = pg.PlotItem(axisItems={"bottom": steps, "left": NumberAxis("left")})
    plot.getAxis("left").setWidth(_NUMBERS)
    plot.hideButtons()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=True, y=False)
    plot.getViewBox().disableAutoRange()
    return MadePlot(plot, steps, CrossHair(plot), _title_in(plot))


def _title_in(plot: Any) -> Any:
    """Put a line of text into the upper left corner of a plot: above it, it would cost height."""
    label = pg.LabelItem("", size="9pt")
    label.setParentItem(plot.getViewBox())
    label.anchor(itemPos=(0, 0), parentPos=(0, 0), offset=(4, 0))
    return label
