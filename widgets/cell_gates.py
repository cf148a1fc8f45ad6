"""Painting one gate of a cell: its curve with the point on it, its value, and what is summed up below."""

from math import isfinite, tanh

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from inspector.gates.cell_step import GateStep
from inspector.gates.rounded import rounded
from widgets.cell_inks import CellInks, Strengths
from widgets.cell_parts import GatePlace
from widgets.cell_words import fitted, paint_symbol

_REACH = {"tanh": 3.5, "σ": 7.0}  # how far to both sides a curve is drawn
_POINTS = 41
_ROUND = 6.0
_CURVE = QRectF(10, 12, 58, 44)  # in the box
_DOT = 4.5


def paint_gate(
    painter: QPainter, inks: CellInks, place: GatePlace, gate: GateStep, title: str, scale: Strengths, is_meant: bool
) -> None:
    """Paint the gate with its numbers; `title` says what it is called."""
    _paint_frames(painter, inks, place, is_meant)
    curve = _CURVE.translated(place.box.topLeft())
    _paint_curve(painter, inks, curve, gate)
    right = place.box.adjusted(80, 8, -6, 0)
    painter.setPen(inks.text)
    paint_symbol(painter, QRectF(right.left(), right.top(), right.width(), 24), f"{gate.name}_t", inks.large)
    painter.setPen(inks.text if isfinite(gate.value) else inks.wrong)
    fitted(painter, QRectF(right.left(), right.top() + 25, right.width(), 22), rounded(gate.value).text, inks.font)
    painter.setPen(inks.muted)
    fitted(painter, place.box.adjusted(10, 58, -8, -4), title, inks.small)
    _paint_sums(painter, inks, place.sums, gate, scale)


def activation_of(gate: GateStep) -> str:
    """Give the name of the gate's function."""
    return "tanh" if gate.name in ("g", "n") else "σ"


def _paint_frames(painter: QPainter, inks: CellInks, place: GatePlace, is_meant: bool) -> None:
    painter.setPen(QPen(inks.accent if is_meant else inks.text, 2.5 if is_meant else 1.5))
    painter.setBrush(inks.box)
    painter.drawRoundedRect(place.box, _ROUND, _ROUND)
    painter.setPen(QPen(inks.accent if is_meant else inks.grid, 1))
    painter.drawRoundedRect(place.sums, _ROUND, _ROUND)
    x = place.box.center().x()
    painter.setPen(QPen(inks.text, 1.5))
    painter.drawLine(QPointF(x, place.sums.top()), QPointF(x, place.box.bottom()))


def _paint_curve(painter: QPainter, inks: CellInks, area: QRectF, gate: GateStep) -> None:
    """Paint the function, the axes through 0, and the point at which the gate stands."""
    kind = activation_of(gate)
    reach, low = _REACH[kind], -1.0 if kind == "tanh" else 0.0

    def at(x: float, y: float) -> QPointF:
        share = (y - low) / (1 - low)
        return QPointF(area.center().x() + x / reach * area.width() / 2, area.bottom() - share * area.height())

    painter.setPen(QPen(inks.grid, 1))
    painter.drawLine(at(-reach, 0), at(reach, 0))
    painter.drawLine(at(0, low), at(0, 1))
    xs = [reach * (2 * place / (_POINTS - 1) - 1) for place in range(_POINTS)]
    line = QPolygonF([at(x, tanh(x) if kind == "tanh" else (1 + tanh(x / 2)) / 2) for x in xs])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(inks.muted, 1.5))
    painter.drawPolyline(line)
    if isfinite(gate.sum) and isfinite(gate.value):
        painter.setPen(QPen(inks.box, 1.5))
        painter.setBrush(inks.accent)
        painter.drawEllipse(at(max(-reach, min(gate.sum, reach)), gate.value), _DOT, _DOT)


def _paint_sums(painter: QPainter, inks: CellInks, area: QRectF, gate: GateStep, scale: Strengths) -> None:
    hidden = "r·h" if gate.name == "n" else "h_{t-1}"  # of an n, the reset gate's part of it
    rows = (("x_t", gate.from_input), (hidden, gate.from_hidden), ("b", gate.bias), ("sum", gate.sum))
    high = (area.height() - 8) / len(rows)
    for number, (symbol, value) in enumerate(rows):
        row = QRectF(area.left() + 8, area.top() + 4 + number * high, area.width() - 16, high)
        if symbol == "sum":
            painter.setPen(QPen(inks.grid, 1))
            painter.drawLine(row.topLeft(), row.topRight())
        _paint_row(painter, inks, row, symbol, value, scale)


def _paint_row(painter: QPainter, inks: CellInks, row: QRectF, symbol: str, value: float, scale: Strengths) -> None:
    """Paint a symbol, a bar from the middle to the right for more and to the left for less than 0, and the number."""
    painter.setPen(inks.muted)
    paint_symbol(painter, QRectF(row.left(), row.top(), 30, row.height()), symbol, inks.small)
    bars = QRectF(row.left() + 32, row.top() + row.height() / 2 - 4, 36, 8)
    middle = bars.center().x()
    length = scale.share(value) * bars.width() / 2
    painter.fillRect(QRectF(min(middle, middle + length), bars.top(), abs(length), bars.height()), inks.accent)
    painter.setPen(QPen(inks.muted, 1))
    painter.drawLine(QPointF(middle, bars.top() - 3), QPointF(middle, bars.bottom() + 3))
    painter.setPen(inks.text if isfinite(value) else inks.wrong)
    right = Qt.AlignmentFlag.AlignRight
    fitted(
        painter,
        QRectF(bars.right() + 2, row.top(), row.right() - bars.right() - 2, row.height()),
        rounded(value).text,
        inks.font,
        right,
    )
