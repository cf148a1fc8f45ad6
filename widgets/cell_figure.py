"""One step of a cell as a figure: the drawing and the formulas on one sheet, painted at any size on any device."""

from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from inspector.gates.cell_formulas import Formula, formulas
from inspector.gates.cell_step import CellStep, LstmStep, cell_step, number
from inspector.gates.gate_words import gate_words
from inspector.gates.rounded import rounded
from inspector.gates.unit_trace import UnitTrace
from inspector.model.config import RecurrentConfig
from widgets.cell_formula_ink import FormulaPlace, formula_places, paint_formulas
from widgets.cell_gates import paint_gate
from widgets.cell_inks import CellInks, Strengths, strengths
from widgets.cell_layout import gru_parts, lstm_parts
from widgets.cell_parts import CellParts
from widgets.cell_sentences import caption, cell_sentences, words_for
from widgets.cell_strokes import paint_dot, paint_feed, paint_rail, paint_sign, paint_wire, wide_for
from widgets.cell_words import fitted, paint_words

_WIDTH, _HEIGHT = 1346.0, 500.0  # of a cell with the formulas beside it
_BELOW = 240.0  # their height below it
_GAP = 12.0
_CAPTION = 34.0


@dataclass(frozen=True, slots=True, eq=False)
class CellFigure:
    """All that is drawn of one step; `told` is what stands in the place of a number."""

    step: CellStep
    parts: CellParts
    formulas: tuple[Formula, ...]
    titles: dict[str, str]
    sentences: dict[str, str]
    scale: Strengths
    caption: str
    told: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class FigurePlaces:
    """Where the figure lies in a room: `transform` leads from the sheet to it."""

    transform: QTransform
    size: tuple[float, float]
    formulas: tuple[FormulaPlace, ...]

    def quantity_at(self, figure: CellFigure, point: QPointF) -> str:
        """Give the quantity at a point of the room, in the drawing or in a formula; "" for none."""
        inside = self.transform.inverted()[0].map(point)
        found = next((place.formula.quantity for place in self.formulas if place.area.contains(inside)), "")
        return found or figure.parts.quantity_at(inside)


def cell_figure(
    trace: UnitTrace, time_step: int, config: RecurrentConfig, scale: Strengths | None = None
) -> CellFigure:
    """Give the figure of one step; `scale` is that of the trace, where it is known already."""
    step = cell_step(trace, time_step)
    return CellFigure(
        step,
        lstm_parts() if isinstance(step, LstmStep) else gru_parts(),
        formulas(step, config.bias),
        {words.name: words.title for words in gate_words(config)},
        cell_sentences(step, config),
        scale or strengths(trace),
        caption(trace, time_step, config),
        words_for(trace, time_step, config),
    )


def figure_places(figure: CellFigure, room: QRectF) -> FigurePlaces:
    """Fit the sheet into the room: the formulas beside the cell, or below it, whichever is larger."""
    sheet = figure.parts.sheet
    wide, high = (_WIDTH, _HEIGHT), (sheet.width(), _HEIGHT + _GAP + _BELOW)
    size = max((wide, high), key=lambda each: _scale(each, room))
    scale = _scale(size, room)
    free = QPointF(room.width() - size[0] * scale, room.height() - size[1] * scale) / 2
    transform = QTransform.fromTranslate(room.left() + free.x(), room.top() + free.y()).scale(scale, scale)
    if size == wide:
        area, columns = QRectF(sheet.width() + _GAP, 0, _WIDTH - sheet.width() - _GAP, _HEIGHT), 1
    else:
        area, columns = QRectF(0, _HEIGHT + _GAP, sheet.width(), _BELOW), 2
    return FigurePlaces(transform, size, formula_places(figure.formulas, area, columns))


def paint_figure(painter: QPainter, inks: CellInks, figure: CellFigure, places: FigurePlaces, meant: str = "") -> None:
    """Paint the whole figure; what belongs to the quantity `meant` is marked."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(places.transform, combine=True)
    _paint_lines(painter, inks, figure, meant)
    for sign in figure.parts.signs:
        paint_sign(painter, inks, sign, sign.quantity == meant)
    gates = {gate.name: gate for gate in figure.step.gates}
    for gate in figure.parts.gates:
        name = gate.quantity
        paint_gate(painter, inks, gate, gates[name], figure.titles[name], figure.scale, name == meant)
    _paint_words(painter, inks, figure, meant)
    paint_formulas(painter, inks, places.formulas, meant)
    painter.restore()


def paint_captioned(painter: QPainter, inks: CellInks, figure: CellFigure, room: QRectF) -> None:
    """Paint the figure on its ground, with what is shown written above it: a picture that stands alone."""
    painter.fillRect(room, inks.ground)
    places = figure_places(figure, room.adjusted(_GAP, _CAPTION, -_GAP, -_GAP))
    left = places.transform.dx()
    painter.setPen(inks.text)
    fitted(painter, QRectF(left, 6, room.width() - 2 * left, _CAPTION - 6), figure.caption, inks.font)
    paint_figure(painter, inks, figure, places)


def picture_size() -> tuple[int, int]:
    """Give the size of a picture that stands alone, formulas beside the cell."""
    return round(_WIDTH + 2 * _GAP), round(_HEIGHT + _CAPTION + _GAP)


def _paint_lines(painter: QPainter, inks: CellInks, figure: CellFigure, meant: str) -> None:
    parts, step, scale = figure.parts, figure.step, figure.scale
    painter.setPen(inks.grid)
    painter.setBrush(inks.body)
    painter.drawRoundedRect(parts.body, 14, 14)
    for rail in parts.rails:
        paint_rail(painter, inks, rail, rail.quantity == meant)
    gates = {gate.name: gate for gate in step.gates}
    for rail in parts.rails:
        for name, end in rail.feeds:
            value = gates[name].from_input if rail.quantity == "x" else gates[name].from_hidden
            start = QPointF(end.x(), rail.points[-1].y())
            paint_feed(painter, inks, start, end, value, wide_for(scale, value))
    for wire in parts.wires:
        value = number(step, wire.quantity)
        paint_wire(painter, inks, wire, value, scale.width(wire.quantity, value), wire.quantity == meant)
    for quantity, point in parts.dots:
        value = number(step, quantity)
        paint_dot(painter, inks, point, value, scale.width(quantity, value))


def _paint_words(painter: QPainter, inks: CellInks, figure: CellFigure, meant: str) -> None:
    for words in figure.parts.words:
        if words.quantity == meant:
            painter.fillRect(words.area, inks.shade)
        if words.quantity in figure.told:
            paint_words(painter, inks, words, figure.told[words.quantity], inks.text)
        else:
            value = number(figure.step, words.quantity)
            paint_words(painter, inks, words, rounded(value).text, inks.text if isfinite(value) else inks.wrong)


def _scale(size: tuple[float, float], room: QRectF) -> float:
    return max(0.05, min(room.width() / size[0], room.height() / size[1]))
