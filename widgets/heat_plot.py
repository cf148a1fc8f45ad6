"""The picture of a matrix with its axes, its colour bar and marks on its cells."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from inspector.tensor.levels import Levels

from .heat_bar import HeatBar
from .heat_colours import Scale, colour_places, colour_table
from .heat_links import LinkedCells
from .heat_mark import CellMark
from .heat_outline import Mask
from .heat_slice import Cell
from .index_axis import IndexAxis
from .theme import colours, is_dark


class HeatPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws what it is given, row 0 at the top.

    Wheel zooms, dragging pans, a double click shows all again. `pointed` carries the cell under the mouse or None,
    `clicked` the one that was clicked.
    """

    pointed = Signal(object)  # Cell | None
    clicked = Signal(object)  # Cell

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = np.zeros((1, 1), np.float32)
        self._steps = (1, 1)
        self._scale: Scale = Levels(0.0, 1.0, signed=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._rows, self._columns = IndexAxis("left"), IndexAxis("top")
        self._plot = self.addPlot(axisItems={"left": self._rows, "top": self._columns})
        self._bar = HeatBar()
        self._plot.addItem(self._image)
        self._mark = CellMark(self._plot)
        self._linked = LinkedCells(self._plot.getViewBox(), colours(self.palette()))
        self._arrange()
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self.cell_at(position)))
        self.scene().sigMouseClicked.connect(self._click)
        self._bar.sigLevelsChanged.connect(self._stretch)
        self.recolour(self.palette())

    def show_values(self, values: NDArray[Any], scale: Scale, steps: tuple[int, int]) -> None:
        """Show a matrix of at least one element, each `steps` apart on the axes; zoom stays while the extent does."""
        former = self._extent()
        self._values, self._scale, self._steps = values, scale, steps
        self._bar.show_scale(scale, self._dark)
        self._paint()
        if self._extent() != former:
            _limit(self._plot.getViewBox(), self._extent(), steps)
            self.reset()

    def show_axes(self, rows: tuple[str, int], columns: tuple[str, int]) -> None:
        """Name the axes and their full lengths."""
        self._rows.show_axis(*rows)
        self._columns.show_axis(*columns)

    def show_mark(self, cell: Cell | None) -> None:
        """Frame a cell, or none."""
        self._mark.show_cell(cell, self._steps)

    def show_linked(self, cells: Mask | None) -> None:
        """Mark the cells that belong to what is pointed at elsewhere, or none."""
        self._linked.show_cells(cells, self._extent())

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
        for axis in (self._rows, self._columns):
            axis.setPen(pg.mkPen(shades.grid))
            axis.setTextPen(pg.mkPen(shades.text))
        self.show_focus(False)
        for part in (self._mark, self._linked, self._bar):
            part.recolour(shades)
        self._bar.show_colours(self._scale, self._dark)
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
        self.ci.layout.setContentsMargins(0, 0, 0, 8)  # room for half a figure, beside the picture's lower edge
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        plot = self._plot
        plot.showAxes((True, True, False, False), showValues=(True, True, False, False))
        plot.invertY(True)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.getViewBox().disableAutoRange()
        self._bar.setImageItem([], insert_in=plot)  # beside the picture; its levels reach the image through _stretch
        self.reset()

    def _paint(self) -> None:
        self._image.setImage(
            colour_places(self._values, self._scale),
            levels=(0, 255),
            lut=colour_table(self._scale, self._dark, self._shades),
            rect=self._extent(),
        )

    def _extent(self) -> QRectF:
        """Give the rectangle of the picture: element k stands in the middle of its cell, at k * step."""
        (rows, columns), (height, width) = self._values.shape, self._steps
        return QRectF(-0.5 * width, -0.5 * height, columns * width, rows * height)

    def _stretch(self) -> None:
        low, high = self._bar.levels()
        if isinstance(self._scale, Levels) and low < high:
            self._scale = Levels(low, high, self._scale.signed)
            self._paint()

    def _click(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double():
            self.reset()
        elif (cell := self.cell_at(event.scenePos())) is not None:
            self.clicked.emit(cell)


def _limit(box: Any, extent: QRectF, steps: tuple[int, int]) -> None:
    """Keep the view on the picture, and not closer than two cells."""
    width, height = extent.width(), extent.height()
    box.setLimits(
        xMin=extent.left(), xMax=extent.right(), yMin=extent.top(), yMax=extent.bottom(),
        minXRange=min(width, 2.0 * steps[1]), minYRange=min(height, 2.0 * steps[0]), maxXRange=width, maxYRange=height,
    )  # fmt: skip
