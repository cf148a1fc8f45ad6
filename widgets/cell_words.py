"""Painting words and numbers beside the lines of a cell; what is too long for its place is written smaller."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from widgets.cell_inks import CellInks
from widgets.cell_parts import CENTRE, LEFT, RIGHT, WordsPlace
from widgets.maths_text import maths_width, paint_maths

_BETWEEN = 8.0


def fitted(painter: QPainter, area: QRectF, text: str, font: QFont, align: Qt.AlignmentFlag = LEFT) -> None:
    """Write the text on one line, in a smaller font where it would not fit."""
    painter.setFont(_smaller(font, QFontMetricsF(font).horizontalAdvance(text), area.width()))
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
    painter.drawText(area, int(flags), text)


def paint_symbol(painter: QPainter, area: QRectF, symbol: str, font: QFont, align: Qt.AlignmentFlag = LEFT) -> None:
    """Write a symbol with its subscript on the middle line of the area."""
    used = _smaller(font, maths_width(symbol, font), area.width())
    room = area.width() - maths_width(symbol, used)
    left = area.left() + (room if align == RIGHT else room / 2 if align == CENTRE else 0)
    metrics = QFontMetricsF(used)
    paint_maths(painter, QPointF(left, area.center().y() + (metrics.ascent() - metrics.descent()) / 2), symbol, used)


def paint_words(painter: QPainter, inks: CellInks, place: WordsPlace, text: str, colour: QColor) -> None:
    """Write a symbol and its number, the number below its symbol where they are stacked."""
    if place.stacked:
        painter.setPen(inks.text)
        above = QRectF(place.area.topLeft(), place.area.size()).adjusted(0, 0, 0, -38)
        paint_symbol(painter, above, place.symbol, inks.large, place.align)
        painter.setPen(colour)
        fitted(painter, place.area.adjusted(0, 39, 0, 0), text, inks.font, place.align)
        return
    wide = maths_width(place.symbol, inks.font) + _BETWEEN if place.symbol else 0.0
    number = QFontMetricsF(inks.font).horizontalAdvance(text)
    room = max(0.0, place.area.width() - wide - number)
    left = place.area.left() + (room if place.align == RIGHT else room / 2 if place.align == CENTRE else 0)
    painter.setPen(inks.muted)
    paint_symbol(painter, QRectF(left, place.area.top(), wide, place.area.height()), place.symbol, inks.font)
    painter.setPen(colour)
    left += wide
    fitted(painter, QRectF(left, place.area.top(), place.area.right() - left, place.area.height()), text, inks.font)


def _smaller(font: QFont, width: float, room: float) -> QFont:
    if width <= room or width == 0:
        return font
    used = QFont(font)
    used.setPixelSize(max(6, int(font.pixelSize() * room / width)))
    return used
