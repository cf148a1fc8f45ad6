"""Where the arrows at the edge of a plot stand that point at something small, or at what lies outside."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

_SMALL = 24.0  # pixels: what is larger is seen without help
_LENGTH, _HALF = 10.0, 6.0
_GAP = 4.0


def pointers(target: QRectF, plot: QRectF) -> tuple[QPolygonF, ...]:
    """Give the triangles, in pixels: from all sides at a target inside, outwards where the target lies outside."""
    centre, room = target.center(), _GAP + _HALF
    x = min(max(centre.x(), plot.left() + room), plot.right() - room)
    y = min(max(centre.y(), plot.top() + room), plot.bottom() - room)
    if not plot.intersects(target):
        return _outwards(centre, x, y, plot)
    found = []
    if target.width() <= _SMALL:
        found += [_triangle(x, plot.top(), 0, 1)] if target.top() > plot.top() + _LENGTH + _GAP else []
        found += [_triangle(x, plot.bottom(), 0, -1)] if target.bottom() < plot.bottom() - _LENGTH - _GAP else []
    if target.height() <= _SMALL:
        found += [_triangle(plot.left(), y, 1, 0)] if target.left() > plot.left() + _LENGTH + _GAP else []
        found += [_triangle(plot.right(), y, -1, 0)] if target.right() < plot.right() - _LENGTH - _GAP else []
    return tuple(found)


def _outwards(centre: QPointF, x: float, y: float, plot: QRectF) -> tuple[QPolygonF, ...]:
    if centre.x() < plot.left():
        return (_triangle(plot.left() + _LENGTH, y, -1, 0),)
    if centre.x() > plot.right():
        return (_triangle(plot.right() - _LENGTH, y, 1, 0),)
    if centre.y() < plot.top():
        return (_triangle(x, plot.top() + _LENGTH, 0, -1),)
    return (_triangle(x, plot.bottom() - _LENGTH, 0, 1),)


def _triangle(x: float, y: float, right: int, down: int) -> QPolygonF:
    """Give the triangle whose base has its middle at (x, y) and that points to the right, down, or against them."""
    tip = QPointF(x + right * _LENGTH, y + down * _LENGTH)
    side = QPointF(down * _HALF, right * _HALF)
    return QPolygonF([QPointF(x, y) + side, tip, QPointF(x, y) - side])
