"""The picture of a matrix with its axes, its colour bar and marks on its cells."""

from typing import Any

import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from inspector.tensor.levels import Levels
from inspector.tensor.slice_spec import Window
from inspector.tensor.spread import NO_SPREAD, Spread

from .heat_bar import HeatBar
from .heat_box import HeatBox
from .heat_colours import Scale, colour_table, pixel_table
from .heat_image import HeatImage
from .heat_marks import HeatMarks
from .heat_place import SIDE, Cell, HeatPlace
from .heat_zoom import one_to_one, zoom
from .index_axis import IndexAxis
from .theme import colours, is_dark

_BAR_COLUMN = 5  # of a pyqtgraph.PlotItem's layout: beyond its axes


class HeatPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws what it is given, row 0 at the top.

    Wheel zooms, dragging pans, a double click shows all again. `pointed` carries the cell under the mouse or None,
    `clicked` the one that was clicked, `viewed` the rows and columns in view after they or their room changed,
    `selected` the rows and columns that were drawn with Shift, `stretched` the levels to which the person dragged the
    colour bar. `marks` stand over the cells.
    """

    pointed = Signal(object)  # Cell | None
    clicked = Signal(object)  # Cell
    viewed = Signal(object)  # Window
    selected = Signal(object)  # Window
    stretched = Signal(object)  # Levels

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[Any] | None = None
        self._place = HeatPlace((1, 1), (1, 1), (0, 0), (1, 1))
        self._scale: Scale = Levels(0.0, 1.0, signed=False)
        self._axes: tuple[tuple[str, int], tuple[str, int]] | None = None
        self._image = HeatImage()
        self._rows, self._columns = IndexAxis("left"), IndexAxis("top")
        box = HeatBox(enableMenu=False)  # made, a menu that nobody opens takes as long as the rest
        self._plot = self.addPlot(viewBox=box, enableMenu=False, axisItems={"left": self._rows, "top": self._columns})
        self._bar = HeatBar(colours(self.palette()), is_dark(self.palette()))
        self._plot.addItem(self._image, ignoreBounds=True)
        self.marks = HeatMarks(self._plot, colours(self.palette()))
        self._arrange()
        self.scene().sigMouseMoved.connect(lambda position: self.pointed.emit(self.cell_at(position)))
        self.scene().sigMouseClicked.connect(self._click)
        box.drawn.connect(lambda one, other: self.selected.emit(self._place.between(one, other)))
        self._bar.stretched.connect(self._stretch)
        self._bar.released.connect(self.stretched)
        for signal in (box.sigRangeChanged, box.sigResized):
            signal.connect(lambda *_: self.viewed.emit(self.window_in_view))
        self.recolour(self.palette())

    @property
    def window_in_view(self) -> Window:
        """The rows and columns in view, if only in part."""
        return self._place.window(self._plot.getViewBox().viewRect())

    @property
    def room(self) -> Cell:
        """How many rows and columns of cells the screen can show, one to a pixel."""
        if not self.isVisible():
            return SIDE, SIDE
        box, ratio = self._plot.getViewBox(), self.devicePixelRatioF()
        return max(int(box.height() * ratio), 1), max(int(box.width() * ratio), 1)

    def show_values(self, values: NDArray[Any], scale: Scale, place: HeatPlace, spread: Spread = NO_SPREAD) -> None:
        """Show a matrix of at least one element; the zoom stays while the slice that it is of has the same size."""
        former, self._place = self._place, place
        self.marks.take_place(place)
        self._values, self._scale = values, scale
        self._bar.show_scale(scale, spread)
        self._paint()
        if place.size != former.size:
            _limit(self._plot.getViewBox(), place.whole)
            self.reset()

    def show_axes(self, rows: tuple[str, int], columns: tuple[str, int]) -> None:
        """Name the axes and their full lengths."""
        if self._axes != (rows, columns):  # laid out and painted anew
            self._axes = rows, columns
            self._rows.show_axis(*rows)
            self._columns.show_axis(*columns)

    def show_focus(self, focused: bool) -> None:
        """Frame the picture in the accent colour while the keyboard reads it."""
        self.marks.show_focus(focused)

    def reset(self) -> None:
        """Show the whole matrix."""
        self._plot.getViewBox().setRange(self._place.whole, padding=0)

    def zoom(self, factor: float, cell: Cell | None) -> None:
        """Show less, with a factor above 1, or more, around a cell or the middle."""
        zoom(self._plot.getViewBox(), factor, self.marks.middle(cell))

    def show_one_to_one(self, cell: Cell | None) -> None:
        """Give each element one pixel, around a cell or the middle."""
        one_to_one(self._plot.getViewBox(), self.devicePixelRatioF(), self.marks.middle(cell))

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        shades = colours(palette)
        self._shades, self._dark = shades, is_dark(palette)
        self.setBackground(shades.background)
        for axis in (self._rows, self._columns):
            axis.setPen(pg.mkPen(shades.grid))
            axis.setTextPen(pg.mkPen(shades.text))
        self.marks.recolour(shades)
        self._bar.recolour(shades, self._dark)
        self._paint()

    def cell_at(self, position: QPointF) -> Cell | None:
        """Give the cell at a position in the scene."""
        box = self._plot.getViewBox()
        if not box.sceneBoundingRect().contains(position):
            return None
        return self._place.cell_at(box.mapSceneToView(position))

    def _arrange(self) -> None:
        # In one rectangle: clipped to the several that a frame changes, Qt takes up to three times as long to paint it.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        for axis in (self._rows, self._columns):  # they touch that rectangle, and stay from frame to frame
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.ci.layout.setContentsMargins(0, 0, 0, 8)  # room for half a figure, beside the picture's lower edge
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard belongs to the widget around it
        plot = self._plot
        plot.showAxes((True, True, False, False), showValues=(True, True, False, False))
        plot.invertY(True)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.getViewBox().disableAutoRange()
        plot.getViewBox().setBorder(None)
        plot.layout.addItem(self._bar, 2, _BAR_COLUMN)
        self.reset()

    def _paint(self) -> None:
        if self._values is not None:
            table = pixel_table(colour_table(self._scale, self._dark, self._shades))
            self._image.show_values(self._values, self._scale, table, self._place.extent)

    def _stretch(self, levels: Levels) -> None:
        self._scale = levels
        self._paint()

    def _click(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double():
            self.reset()
        elif (cell := self.cell_at(event.scenePos())) is not None:
            self.clicked.emit(cell)


def _limit(box: Any, whole: QRectF) -> None:
    """Keep the view on the slice, and not closer than two elements."""
    width, height = whole.width(), whole.height()
    box.setLimits(
        xMin=whole.left(), xMax=whole.right(), yMin=whole.top(), yMax=whole.bottom(),
        minXRange=min(width, 2.0), minYRange=min(height, 2.0), maxXRange=width, maxYRange=height,
    )  # fmt: skip
