"""What is drawn beside and beyond a colour bar: a histogram of the values, and where there are values off the scale."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from inspector.tensor.spread import Spread


def histogram_beside(bar: QRectF, spread: Spread, width: float) -> QPolygonF:
    """Give the counts on a logarithmic scale, to the left of the bar."""
    heights = np.log1p(spread.counts)
    if not heights.any():
        return QPolygonF()
    edges = bar.bottom() - bar.height() * np.arange(len(heights) + 1) / len(heights)
    foot = bar.left() - 2
    x = np.concatenate(([foot], np.repeat(foot - width * heights / heights.max(), 2), [foot]))
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(x, np.repeat(edges, 2))
    return polygon


def arrows_beyond(bar: QRectF, spread: Spread, length: float) -> list[QPolygonF]:
    """Give a triangle at each end beyond which there are values."""
    ends = ((bar.top() - 2, -length, spread.above), (bar.bottom() + 2, length, spread.below))
    middle = bar.center().x()
    return [
        QPolygonF([QPointF(bar.left(), y), QPointF(bar.right(), y), QPointF(middle, y + tip)])
        for y, tip, count in ends
        if count
    ]
