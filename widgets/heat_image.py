"""The cells of a matrix as coloured rectangles: what is painted of a heatmap in every frame."""

from dataclasses import dataclass
from math import ceil, hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from inspector.tensor.axis import Axis
from inspector.tensor.levels import Levels
from inspector.tensor.pooled import pooled

from .heat_colours import Pixels, Scale, colour_places

_SLACK = 0.002  # of a pixel: a cell that is a pixel wide but for rounding is one


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """An image with a pixel for each block of `steps` cells; it shares the memory of `pixels`."""

    steps: tuple[int, int]
    pixels: Pixels
    image: QImage


class HeatImage(QGraphicsItem):
    """Paints a matrix over a rectangle of a slice, each cell in one colour, never smoothed.

    Where cells are smaller than the pixels of the screen, a pixel shows the most extreme of its cells: else one that
    stands out would be lost between two pixels. Places from which elements came have no extremes; of them it shows one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._values: NDArray[Any] = np.zeros((1, 1), np.float32)
        self._scale: Scale = Levels(0.0, 1.0, signed=False)
        self._table: Pixels = np.zeros(256, np.uint32)
        self._extent = QRectF(-0.5, -0.5, 1, 1)
        self._drawing: _Drawing | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_values(self, values: NDArray[Any], scale: Scale, table: Pixels, extent: QRectF) -> None:
        """Show (rows, columns) on a scale in the colours of a table, over a rectangle; row 0 at its top."""
        if extent != self._extent:
            self.prepareGeometryChange()
            self._extent = extent
        self._values, self._scale, self._table = values, scale, table
        self._drawing = None
        self.update()

    @property
    def pixels(self) -> Pixels:
        """The colours of all cells."""
        return self._drawn((1, 1)).pixels

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give the rectangle that the cells cover."""
        return self._extent

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint the image, made anew where the cells, the colours or the zoom are others."""
        steps = self._steps(painter.worldTransform(), painter.device().devicePixelRatio())
        if self._drawing is None or self._drawing.steps != steps:
            self._drawing = self._drawn(steps)
        rows, columns = self._values.shape
        width, height = self._extent.width() / columns, self._extent.height() / rows
        image = self._drawing.image
        across, down = image.width() * steps[1] * width, image.height() * steps[0] * height
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(self._extent.left(), self._extent.top(), across, down), image)

    def _steps(self, transform: QTransform, ratio: float) -> tuple[int, int]:
        """Give how many rows and columns of cells share a pixel of the screen."""
        if isinstance(self._scale, Axis):
            return 1, 1
        rows, columns = self._values.shape
        down = hypot(transform.m21(), transform.m22()) * ratio * self._extent.height() / rows
        across = hypot(transform.m11(), transform.m12()) * ratio * self._extent.width() / columns
        return _to_a_pixel(down, rows), _to_a_pixel(across, columns)

    def _drawn(self, steps: tuple[int, int]) -> _Drawing:
        values = self._values if steps == (1, 1) else pooled(self._values, *steps)[0]
        pixels = np.take(self._table, colour_places(values, self._scale))
        pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape
        return _Drawing(steps, pixels, QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32))


def _to_a_pixel(size: float, most: int) -> int:
    """Give how many cells of that size in pixels fill one."""
    return min(max(ceil(1 / max(size, 1e-9) - _SLACK), 1), most)
