"""Painting the lines of a cell: wires as thick as their number is large, rails, arrow heads, round signs."""

from math import isfinite

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from widgets.cell_inks import CellInks, Strengths
from widgets.cell_parts import RailPlace, SignPlace, WirePlace

_CORNER = 7.0
_RAIL = 3.0
_GAP = 3.0  # left free on both sides of a line that passes over another


def paint_wire(painter: QPainter, inks: CellInks, wire: WirePlace, value: float, width: float, is_meant: bool) -> None:
    """Paint a line from corner to corner with an arrow's head; dashed where the number is 0 or no number."""
    colour = inks.accent if isfinite(value) else inks.wrong
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if value == 0 or not isfinite(value):
        pen.setDashPattern([4, 3])
    head = _head_length(width) if wire.has_head else 0.0
    if is_meant:
        painter.setPen(QPen(inks.shade, width + 10, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(_rounded(wire.points, head))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(_rounded(wire.points, head))
    if head:
        _paint_head(painter, colour, wire.points[-2], wire.points[-1], width)


def paint_rail(painter: QPainter, inks: CellInks, rail: RailPlace, is_meant: bool) -> None:
    """Paint the line of a vector, as wide whatever it carries."""
    pen = QPen(inks.accent if is_meant else inks.muted, _RAIL)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_rounded(rail.points, 0))


def paint_feed(painter: QPainter, inks: CellInks, start: QPointF, end: QPointF, value: float, width: float) -> None:
    """Paint what goes from a rail into the sum of a gate; it passes over the other rail."""
    painter.setPen(QPen(inks.body, width + 2 * _GAP, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(start - QPointF(0, _RAIL), end + QPointF(0, _head_length(width)))
    paint_wire(painter, inks, WirePlace("", (start, end)), value, width, is_meant=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.muted)
    painter.drawEllipse(start, _RAIL + 1, _RAIL + 1)


def paint_dot(painter: QPainter, inks: CellInks, point: QPointF, value: float, width: float) -> None:
    """Paint where a line parts."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.accent if isfinite(value) else inks.wrong)
    radius = max(3.5, width / 2 + 2)
    painter.drawEllipse(point, radius, radius)


def paint_sign(painter: QPainter, inks: CellInks, sign: SignPlace, is_meant: bool) -> None:
    """Paint × or + in a circle, a function's name in a long one."""
    painter.setPen(QPen(inks.accent if is_meant else inks.text, 2.5 if is_meant else 1.5))
    painter.setBrush(inks.box)
    radius = sign.area.height() / 2
    painter.drawRoundedRect(sign.area, radius, radius)
    painter.setPen(QPen(inks.text, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    centre, arm = sign.area.center(), radius * 0.5
    if sign.text == "+":
        painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))
    elif sign.text == "×":
        arm *= 0.8
        painter.drawLine(centre - QPointF(arm, arm), centre + QPointF(arm, arm))
        painter.drawLine(centre - QPointF(arm, -arm), centre + QPointF(arm, -arm))
    else:
        painter.setFont(inks.small)
        painter.drawText(sign.area, Qt.AlignmentFlag.AlignCenter, sign.text)


def paint_focus(painter: QPainter, inks: CellInks, area: QRect) -> None:
    """Paint a thin frame around what the keyboard goes to."""
    painter.setPen(QPen(inks.accent, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5))


def wide_for(strengths: Strengths, value: float) -> float:
    """Give the width of the line of what goes into a sum."""
    return 1.25 + 4 * abs(strengths.share(value))


def _head_length(width: float) -> float:
    return 7 + width


def _paint_head(painter: QPainter, colour: QColor, before: QPointF, end: QPointF, width: float) -> None:
    way = end - before
    along = way / (abs(way.x()) + abs(way.y()))
    across = QPointF(-along.y(), along.x()) * (3.5 + width * 0.75)
    foot = end - along * _head_length(width)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([end, foot + across, foot - across]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _rounded(points: tuple[QPointF, ...], short: float) -> QPainterPath:
    """Join the points with rounded corners; the last stretch ends `short` before its end."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before, _CORNER))
        path.quadTo(corner, _towards(corner, after, _CORNER))
    path.lineTo(_towards(points[-1], points[-2], short))
    return path


def _towards(start: QPointF, end: QPointF, far: float) -> QPointF:
    way = end - start
    length = abs(way.x()) + abs(way.y())
    return start + way * (min(far, length) / length) if length else start
