"""The picture of a matrix with its axes, its colour bar and a mark on one cell."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from inspector.tensor.levels import Levels

from .heat_colours import colour_map, colour_places, colour_table
from .index_axis import IndexAxis
from .theme import Colours, colours, is_dark

Cell = tuple[int, int]


class HeatPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws what it is given, row 0 at the top; a cell is (row, column) of the array, whatever the steps are.

    Wheel zooms, dragging pans, a double click shows all again. `pointed` carries the cell under the mouse or None.
    """

    pointed = Signal(object)  # Cell | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = np.zeros((1, 1), np.float32)
        self._steps = (1, 1)
        self._levels = Levels(0.0, 1.0, signed=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._rows, self._columns = IndexAxis("left"), IndexAxis("top")
        self._plot = self.addPlot(axisItems={"left": self._rows, "top": self._columns})
        self._bar = pg.ColorBarItem(width=12, colorMap=colour_map(False, False), colorMapMenu=False)
        self._mark, self._halo = QGraphicsRectItem(), QGraphicsRectItem()  # two tones: seen on dark and light cells
        self._arrange()
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self.cell_at(position)))
        self.scene().sigMouseClicked.connect(self._click)
        self._bar.sigLevelsChanged.connect(self._stretch)
        self.recolour(self.palette())

    def show_values(self, values: NDArray[np.float32], levels: Levels, steps: tuple[int, int]) -> None:
        """Show a matrix of at least one element, each `steps` apart on the axes; zoom stays while the extent does."""
        former = self._extent()
        self._values, self._levels, self._steps = values, levels, steps
        self._bar.rounding = (levels.high - levels.low) / 200
        self._bar.setLevels((levels.low, levels.high))
        self._paint()
        if self._extent() != former:
            self._limit()
            self.reset()

    def show_axes(self, rows: tuple[str, int], columns: tuple[str, int]) -> None:
        """Name the axes and their full lengths."""
        self._rows.show_axis(*rows)
        self._columns.show_axis(*columns)

    def show_mark(self, cell: Cell | None) -> None:
        """Frame a cell, or none."""
        height, width = self._steps
        for frame in (self._halo, self._mark):
            frame.setVisible(cell is not None)
            if cell is not None:
                frame.setRect(QRectF((cell[1] - 0.5) * width, (cell[0] - 0.5) * height, width, height))

    def show_focus(self, focused: bool) -> None:
        """Frame the picture in the accent colour while the keyboard reads it."""
        colour = self._shades.accent if focused else self._shades.grid
        self._plot.getViewBox().setBorder(pg.mkPen(colour, width=2 if focused else 1))

    def reset(self) -> None:
        """Show the whole matrix."""
        self._plot.getViewBox().setRange(self._extent(), padding=0)

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        shades = colours(palette)
        self._shades, self._dark = shades, is_dark(palette)
        self.setBackground(shades.background)
        for axis in (self._rows, self._columns, self._bar.axis):
            axis.setPen(pg.mkPen(shades.grid))
            axis.setTextPen(pg.mkPen(shades.text))
        self.show_focus(False)
        self._halo.setPen(pg.mkPen(shades.background, width=5))
        self._mark.setPen(pg.mkPen(shades.text, width=2))
        _colour_bar(self._bar, shades)
        self._paint()

    def cell_at(self, position: QPointF) -> Cell | None:
        """Give the cell at a position in the scene."""
        box = self._plot.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            return None
        point = box.mapSceneToView(position)
        row, column = round(point.y() / self._steps[0]), round(point.x() / self._steps[1])
        rows, columns = self._values.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def _arrange(self) -> None:
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        plot = self._plot
        plot.addItem(self._image)
        for frame in (self._halo, self._mark):
            plot.addItem(frame, ignoreBounds=True)
            frame.setVisible(False)
        plot.showAxes((True, True, False, False), showValues=(True, True, False, False))
        plot.invertY(True)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.getViewBox().disableAutoRange()
        self._bar.setImageItem([], insert_in=plot)  # beside the picture; its levels reach the image through _stretch
        self.reset()

    def _paint(self) -> None:
        self._bar.setColorMap(colour_map(self._levels.signed, self._dark))
        self._image.setImage(
            colour_places(self._values, self._levels),
            levels=(0, 255),
            lut=colour_table(self._levels.signed, self._dark, self._shades),
            rect=self._extent(),
        )

    def _extent(self) -> QRectF:
        """Give the rectangle of the picture: element k stands in the middle of its cell, at k * step."""
        (rows, columns), (height, width) = self._values.shape, self._steps
        return QRectF(-0.5 * width, -0.5 * height, columns * width, rows * height)

    def _limit(self) -> None:
        box, extent = self._plot.getViewBox(), self._extent()
        box.setLimits(
            xMin=extent.left(), xMax=extent.right(), yMin=extent.top(), yMax=extent.bottom(),
            minXRange=min(extent.width(), 2.0 * self._steps[1]), minYRange=min(extent.height(), 2.0 * self._steps[0]),
            maxXRange=extent.width(), maxYRange=extent.height(),
        )  # fmt: skip

    def _stretch(self) -> None:
        low, high = self._bar.levels()
        if low < high:
            self._levels = Levels(low, high, self._levels.signed)
            self._paint()

    def _click(self, event: Any) -> None:
        if event.double():
            self.reset()


def _colour_bar(bar: Any, shades: Colours) -> None:
    for line in bar.region.lines:
        line.setPen(pg.mkPen(shades.grid))
        line.setHoverPen(pg.mkPen(shades.accent, width=2))
    for side in ("left", "top", "bottom"):
        bar.getAxis(side).setPen(pg.mkPen(shades.grid))
