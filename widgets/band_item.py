"""A band between two lines in a plot."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from .curve_parts import Band


class BandItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Fills what lies between the ends of a band, piece by piece where it has gaps."""

    def __init__(self, band: Band, colour: QColor) -> None:
        super().__init__()
        self._path = band_path(band)
        self._colour = colour

    def boundingRect(self) -> QRectF:  # noqa: N802  # Qt's name
        """Give the room that the band takes."""
        return self._path.boundingRect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Fill the band."""
        painter.fillPath(self._path, self._colour)


def band_path(band: Band) -> QPainterPath:
    """Give the outline of each piece; a single point is as wide as a third of a step."""
    path = QPainterPath()
    known = np.isfinite(band.low) & np.isfinite(band.high)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    for first, end in edges.reshape(-1, 2).tolist():
        places, low, high = (part[first:end].astype(float) for part in (band.places, band.low, band.high))
        if end - first == 1:
            places, low, high = np.array([places[0] - 0.17, places[0] + 0.17]), low.repeat(2), high.repeat(2)
        forth = [QPointF(x, y) for x, y in zip(places, high, strict=True)]
        back = [QPointF(x, y) for x, y in zip(places[::-1], low[::-1], strict=True)]
        path.addPolygon(QPolygonF([*forth, *back]))
        path.closeSubpath()
    return path
