"""Painting formulas with their numbers, part below part, and what belongs to one quantity on a shade."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from inspector.gates.cell_formulas import Formula, Part
from widgets.cell_inks import CellInks
from widgets.maths_text import maths_width, paint_maths

_AROUND = 10.0  # between a formula and the edge of its place
_BETWEEN = 5.0  # parts
_LINES = 3
_TALLEST = 104.0
_LARGEST, _LEAST = 17, 8
_LEADING = 1.12  # of the font's own distance of lines


@dataclass(frozen=True, slots=True, eq=False)
class FormulaPlace:
    """One formula and the part of the sheet that is its own."""

    formula: Formula
    area: QRectF


def formula_places(formulas: tuple[Formula, ...], area: QRectF, columns: int) -> tuple[FormulaPlace, ...]:
    """Divide the area among the formulas, column by column; few of them stand together in its middle."""
    rows = -(-len(formulas) // columns)
    wide, high = area.width() / columns, min(area.height() / rows, _TALLEST)
    top = area.center().y() - rows * high / 2
    return tuple(
        FormulaPlace(formula, QRectF(area.left() + place // rows * wide, top + place % rows * high, wide, high))
        for place, formula in enumerate(formulas)
    )


def paint_formulas(painter: QPainter, inks: CellInks, places: tuple[FormulaPlace, ...], meant: str) -> None:
    """Paint all formulas in one font, the largest in which every one fits; mark what belongs to `meant`."""
    font = _fitting(places, inks.font)
    for place in places:
        if place.formula.quantity == meant:
            painter.fillRect(place.area.adjusted(0, 2, 0, -2), inks.shade)
            painter.fillRect(QRectF(place.area.left(), place.area.top() + 2, 3, place.area.height() - 4), inks.accent)
        _paint_formula(painter, inks, place, font, meant)


def _fitting(places: tuple[FormulaPlace, ...], font: QFont) -> QFont:
    used = QFont(font)
    for size in range(_LARGEST, _LEAST, -1):
        used.setPixelSize(size)
        high = _LINES * QFontMetricsF(used).height() * _LEADING
        if all(
            _width(place.formula, used) <= place.area.width() - 2 * _AROUND and high <= place.area.height() - 8
            for place in places
        ):
            break
    return used


def _width(formula: Formula, font: QFont) -> float:
    columns = _columns(formula.parts, font)
    second = columns[2][0] + sum(width + _BETWEEN for _, width in _columns(formula.short[1:], font))
    return max(sum(columns[-1]), second)


def _columns(parts: tuple[Part, ...], font: QFont) -> list[tuple[float, float]]:
    """Give the left end and the width of each part; a bracket stands close to what it holds."""
    found, left = [], 0.0
    for part, after in zip(parts, (*parts[1:], Part("", "")), strict=True):
        width = max(maths_width(part.symbol, font), QFontMetricsF(font).horizontalAdvance(part.number))
        found.append((left, width))
        close = part.number.endswith("(") or after.number == ")"
        left += width + (1.0 if close else _BETWEEN)
    return found


def _paint_formula(painter: QPainter, inks: CellInks, place: FormulaPlace, font: QFont, meant: str) -> None:
    metrics, formula = QFontMetricsF(font), place.formula
    high = metrics.height() * _LEADING
    top = place.area.top() + (place.area.height() - _LINES * high) / 2
    left = place.area.left() + _AROUND
    columns = _columns(formula.parts, font)
    for part, (x, width) in zip(formula.parts, columns, strict=True):
        if meant in part.quantities and formula.quantity != meant:
            painter.fillRect(QRectF(left + x - 2, top, width + 4, 2 * high), inks.shade)
        base = top + metrics.ascent()
        painter.setPen(inks.muted)
        paint_maths(painter, QPointF(left + x + (width - maths_width(part.symbol, font)) / 2, base), part.symbol, font)
        painter.setPen(inks.text)
        _write(painter, QPointF(left + x, base + high), part.number, width, font)
    base = top + metrics.ascent() + 2 * high
    places = [columns[1], *((columns[2][0] + x, width) for x, width in _columns(formula.short[1:], font))]
    for part, (x, width) in zip(formula.short, places, strict=True):
        if meant in part.quantities and formula.quantity != meant:
            painter.fillRect(QRectF(left + x - 2, base - metrics.ascent(), width + 4, high), inks.shade)
        painter.setPen(inks.text)
        _write(painter, QPointF(left + x, base), part.number, width, font)


def _write(painter: QPainter, base: QPointF, text: str, width: float, font: QFont) -> None:
    painter.setFont(font)
    painter.drawText(base + QPointF((width - QFontMetricsF(font).horizontalAdvance(text)) / 2, 0), text)
