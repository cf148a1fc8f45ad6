"""Painting the parts of a timeline: lanes, boxes, arrows."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPalette, QPen, QPolygonF

from inspector.run.timeline_parts import Begin
from widgets.theme import bold, colours
from widgets.timeline_labels import begin_label, box_lines, lane_note
from widgets.timeline_layout import STRAIGHT, Box, Row, Wire

_ROUND = 4.0
_HEAD = QPolygonF([QPointF(0, 0), QPointF(-7, -3.5), QPointF(-7, 3.5)])
_SHEETS = (4.0, 2.0)  # what shows of the boxes below the first where several calls are one box
_SHADE = 36  # of 255: the accent behind the chosen box
_STUB = 14.0
_DASHES = (4.0, 3.0)
_SIDE = 8.0


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours and fonts of a drawing, from the palette and the font of the widget."""

    ground: QColor
    box: QColor
    text: QColor
    muted: QColor
    grid: QColor
    accent: QColor
    font: QFont
    small: QFont


def inks_of(palette: QPalette, font: QFont) -> Inks:
    """Give the colours and fonts; ask again when the theme or the font changes."""
    shades = colours(palette)
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() - 1, 6))
    return Inks(
        shades.plot,
        palette.color(QPalette.ColorRole.Button),
        shades.text,
        shades.muted,
        shades.grid,
        shades.accent,
        font,
        small,
    )


def paint_row(painter: QPainter, inks: Inks, row: Row, width: float) -> None:
    """Paint the line below a lane."""
    painter.setPen(QPen(inks.grid, 1))
    bottom = row.top + row.height - 0.5
    painter.drawLine(QPointF(0, bottom), QPointF(width, bottom))


def paint_name(painter: QPainter, inks: Inks, row: Row, area: QRectF, is_chosen: bool) -> None:
    """Paint the name of a lane, shortened in its middle where it is too long, above its kind and number of calls."""
    font = bold(inks.font) if is_chosen else inks.font
    metrics = QFontMetricsF(font)
    name = metrics.elidedText(row.lane.name, Qt.TextElideMode.ElideMiddle, area.width())
    half = area.height() / 2
    _write(painter, inks.text, font, QRectF(area.left(), area.top(), area.width(), half), name)
    below = QFontMetricsF(inks.small).elidedText(lane_note(row.lane), Qt.TextElideMode.ElideRight, area.width())
    _write(painter, inks.muted, inks.small, QRectF(area.left(), area.top() + half, area.width(), half), below)


def paint_box(painter: QPainter, inks: Inks, box: Box, is_chosen: bool, has_focus: bool) -> None:
    """Paint one event, several sheets for several calls, the chosen one shaded and framed."""
    edge = inks.accent if is_chosen else inks.muted
    painter.setBrush(inks.box)
    if box.place.event.span.count > 1:
        painter.setPen(QPen(inks.muted, 1))
        for off in _SHEETS:
            painter.drawRoundedRect(box.area.translated(off, off), _ROUND, _ROUND)
    painter.setPen(QPen(edge, 2.5 if is_chosen and has_focus else 1.5 if is_chosen else 1))
    painter.drawRoundedRect(box.area, _ROUND, _ROUND)
    if is_chosen:
        shade = QColor(inks.accent)
        shade.setAlpha(_SHADE)
        painter.setBrush(shade)
        painter.drawRoundedRect(box.area, _ROUND, _ROUND)
    above, below = box_lines(box.place.event)
    inner = box.area.adjusted(_SIDE, 3, 0, -3)
    half = inner.height() / 2
    _write(painter, inks.text, inks.font, QRectF(inner.left(), inner.top(), inner.width(), half), above)
    _write(painter, inks.muted, inks.small, QRectF(inner.left(), inner.top() + half, inner.width(), half), below)


def paint_begin(painter: QPainter, inks: Inks, box: Box) -> None:
    """Paint a short dotted line from a ring (zeros) or a dot (given) to a box whose state no arrow brings."""
    if box.begin is None:
        return
    event = box.place.event
    right = QPointF(box.area.left(), box.area.top() + STRAIGHT)
    left = right - QPointF(_STUB, 0)
    painter.setPen(QPen(inks.muted, 1.25, Qt.PenStyle.DotLine))
    painter.drawLine(left, right)
    painter.setPen(QPen(inks.muted, 1.25))
    painter.setBrush(inks.ground if event.begin in (Begin.ZEROS, Begin.ZERO_VALUES) else inks.muted)
    painter.drawEllipse(left - QPointF(2, 0), 3, 3)
    _write(painter, inks.muted, inks.small, box.begin, begin_label(event))


def paint_wire(painter: QPainter, inks: Inks, wire: Wire, is_chosen: bool) -> None:
    """Paint an arrow: a state in the accent, an input dashed and muted; those of the chosen event thicker."""
    colour = inks.muted if wire.arrow.is_input else inks.accent
    width = 2.25 if is_chosen else 1.25
    pen = QPen(colour, width)
    if wire.arrow.is_input:
        pen.setDashPattern([part / width for part in _DASHES])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_rounded(wire.points))
    painter.save()
    painter.translate(wire.points[-1])
    painter.rotate(_angle(wire.points[-2], wire.points[-1]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(_HEAD)
    painter.restore()


def paint_label(painter: QPainter, inks: Inks, wire: Wire) -> None:
    """Paint the words at an arrow, on a ground that keeps lines behind them apart."""
    if not wire.text:
        return
    painter.fillRect(wire.label.adjusted(-2, 1, 2, -1), inks.ground)
    colour = inks.muted if wire.arrow.is_input else inks.accent
    _write(painter, colour, inks.small, wire.label, wire.text)


def _write(painter: QPainter, colour: QColor, font: QFont, area: QRectF, text: str) -> None:
    painter.setPen(colour)
    painter.setFont(font)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(area.adjusted(0, 0, 1, 0), int(flags | Qt.TextFlag.TextDontClip), text)


def _angle(before: QPointF, end: QPointF) -> float:
    """Give the direction of a line that is level or upright, in degrees."""
    if before.y() == end.y():
        return 0.0 if end.x() >= before.x() else 180.0
    return 90.0 if end.y() > before.y() else -90.0


def _rounded(points: tuple[QPointF, ...]) -> QPainterPath:
    """Join the points with rounded corners; the last stretch ends within the arrow's head."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(corner + _towards(corner, before))
        path.quadTo(corner, corner + _towards(corner, after))
    path.lineTo(points[-1] + _towards(points[-1], points[-2]))
    return path


def _towards(start: QPointF, end: QPointF) -> QPointF:
    """Give a step of the corner's radius, or half the way where that is shorter."""
    way = end - start
    length = abs(way.x()) + abs(way.y())
    return way * (min(_ROUND, length / 2) / length) if length else QPointF()
