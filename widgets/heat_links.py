"""The cells of a picture that belong to what is pointed at in another one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, qRgba
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from .edge_pointers import pointers
from .heat_outline import Mask, bounds, count_corners, outline, visible
from .theme import Colours

_LEAST = 5.0  # pixels across within the outline, so that a cell narrower than a pixel is seen
_MOST_LINES = 1500  # more make a carpet, and take longer to paint than the mouse to move
_VEIL = 170  # of 255: what is veiled can still be made out
_LINE, _HALO = 3.0, 4.5  # pixels around the cells: the outline, and the outline with the rim that sets it off
_ABOVE = 500.0  # the picture and the keyboard's mark; the frame of the plot lies higher


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """What is painted, in pixels of the plot: `veil` lies over `area` and leaves the marked cells free."""

    area: QRectF
    veil: QImage | None
    halo: QPainterPath
    line: QPainterPath
    pointers: tuple[QPolygonF, ...]


class LinkedCells(QGraphicsItem):
    """Outlines cells, points from the edge at what is small, and veils the rest where the cells are several.

    It lies over a pyqtgraph.ViewBox and paints in pixels, so that no zoom makes it vanish.
    """

    def __init__(self, box: Any, shades: Colours) -> None:
        super().__init__(box)
        self._box, self._shades = box, shades
        self._mask: Mask | None = None
        self._extent = QRectF()
        self._layout: _Layout | None = None
        self.setZValue(_ABOVE)
        self.setVisible(False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigRangeChanged.connect(self._lay_out)
        box.sigResized.connect(self._lay_out)

    def show_cells(self, mask: Mask | None, extent: QRectF) -> None:
        """Mark cells of the picture that fills `extent` of the view; None, or no cell at all, marks nothing."""
        former, self._extent = self._mask, extent
        self._mask = mask if mask is not None and mask.any() else None
        if former is not None or self._mask is not None:  # nothing in place of nothing is in every frame
            self._lay_out()

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._shades = shades
        self._lay_out()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give the whole plot."""
        return QRectF(self._box.rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint veil, outlines and pointers, in two tones that are seen on dark and light cells."""
        layout = self._layout
        if layout is None:
            return
        if layout.veil is not None:
            painter.drawImage(layout.area, layout.veil)
        halo, line = self._shades.background, self._shades.accent
        painter.strokePath(layout.halo, QPen(halo, _HALO, c=Qt.PenCapStyle.SquareCap))
        painter.strokePath(layout.line, QPen(line, _LINE, c=Qt.PenCapStyle.SquareCap))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(halo, 1.5))
        painter.setBrush(line)
        for triangle in layout.pointers:
            painter.drawPolygon(triangle)

    def _lay_out(self) -> None:
        self.prepareGeometryChange()
        self._layout = self._laid_out(self._mask) if self._mask is not None else None
        self.setVisible(self._layout is not None)
        self.update()

    def _laid_out(self, mask: Mask) -> _Layout:
        area = self._area()
        width, height = area.width() / mask.shape[1], area.height() / mask.shape[0]
        seen = visible(mask, _reach(height), _reach(width))
        left, top, right, bottom = bounds(seen)
        target = QRectF(left * width, top * height, (right - left) * width, (bottom - top) * height)
        target.translate(area.topLeft())
        veil = _veil_beside(seen, self._shades.background) if np.count_nonzero(mask) > 1 else None
        plot, lines = self._box.rect(), _lines(seen, area)
        halo, line = (_around(lines, thickness, plot) for thickness in (_HALO, _LINE))
        return _Layout(area, veil, halo, line, pointers(target, plot))

    def _area(self) -> QRectF:
        """Give the place of the picture in pixels of the plot."""
        (left, right), (top, bottom) = self._box.viewRange()
        across, down = self._box.width() / (right - left), self._box.height() / (bottom - top)
        extent = self._extent
        return QRectF(
            (extent.left() - left) * across,
            (extent.top() - top) * down,
            extent.width() * across,
            extent.height() * down,
        )


def _reach(size: float) -> int:
    """Give by how many cells of that size in pixels a mark grows to either side."""
    return max(0, round((_LEAST / max(size, 0.01) - 1) / 2))


def _lines(seen: Mask, area: QRectF) -> NDArray[np.float64]:
    if count_corners(seen) > _MOST_LINES:
        return np.zeros((0, 4))
    cell = np.array([area.width() / seen.shape[1], area.height() / seen.shape[0]])
    lines: NDArray[np.float64] = outline(seen) * np.tile(cell, 2) + np.array([area.left(), area.top()] * 2)
    return lines


def _around(lines: NDArray[np.float64], thickness: float, plot: QRectF) -> QPainterPath:
    """Give the middle of a line of that thickness that runs outside the cells, on their left in its direction."""
    half = thickness / 2
    along = np.sign(lines[:, 2:] - lines[:, :2])
    outwards = along[:, ::-1] * np.array([1.0, -1.0])
    starts, ends = lines[:, :2] + half * (outwards - along), lines[:, 2:] + half * (outwards + along)
    points = np.stack((starts, ends), axis=1).reshape(-1, 2)
    x = _moved_inside(points[:, 0], half, plot.width() - half)
    y = _moved_inside(points[:, 1], half, plot.height() - half)
    path: QPainterPath = pg.arrayToQPath(x, y, connect="pairs")
    return path


def _moved_inside(places: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Move what lies just outside the plot, along the edge of the picture, to where it is seen."""
    near = 2 * _HALO
    moved = np.where((places < low) & (places > low - near), low, places)
    return np.where((moved > high) & (moved < high + near), high, moved)


def _veil_beside(seen: Mask, shade: QColor) -> QImage:
    """Give an image of one pixel a cell, clear where a cell is marked."""
    rows, columns = seen.shape
    red, green, blue = (part * _VEIL // 255 for part in (shade.red(), shade.green(), shade.blue()))
    colour = qRgba(red, green, blue, _VEIL)  # premultiplied, which is painted without another copy
    pixels = np.where(seen, np.uint32(0), np.uint32(colour))
    image: QImage = pg.functions.ndarray_to_qimage(
        pixels.view(np.uint8).reshape(rows, columns, 4), QImage.Format.Format_ARGB32_Premultiplied
    )
    return image
