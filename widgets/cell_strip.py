"""A slim picture of a unit's life: c_t and h_t over all time steps, with the step that is shown."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.gates.rounded import rounded
from inspector.gates.unit_trace import UnitTrace
from widgets.cell_inks import CellInks, cell_inks
from widgets.cell_parts import RIGHT
from widgets.cell_strokes import paint_focus
from widgets.cell_words import fitted, paint_symbol

_NAMES, _SIDE = 108.0, 16.0
_BAND, _EDGE = 34, 4
_DOT = 4.0
_MOST_DOTS = 120  # steps: with more, the dots would lie upon each other


class CellStrip(QWidget):
    """Draws the lines of a trace; a click or a drag goes to a step. `step_chosen` carries it."""

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[str, NDArray[np.float64]], ...] = ()
        self._step = 0
        self._inks = cell_inks(self.palette(), self.font())
        self.setAccessibleName("Time steps of the unit")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Click or drag to go to a time step; Left and Right go one step, Home and End to the ends.")

    def show_trace(self, trace: UnitTrace | None) -> None:
        """Draw another unit, or nothing."""
        lines = () if trace is None else (("c_t", trace.c), ("h_t", trace.h))
        self._lines = tuple((name, line) for name, line in lines if len(line))
        self._step = 0
        self.updateGeometry()
        self.update()

    def show_step(self, step: int) -> None:
        """Mark this step."""
        self._step = step
        told = ", ".join(f"{name[0]} {rounded(float(line[step])).text}" for name, line in self._lines)
        self.setAccessibleDescription(f"Time step {step}: {told}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Give each line a band of its own."""
        return QSize(400, _BAND * max(1, len(self._lines)) + 2 * _EDGE)

    def x_of(self, step: int) -> float:
        """Give where a step lies."""
        steps = self._steps()
        room = self.width() - _NAMES - _SIDE
        return _NAMES + (room / 2 if steps < 2 else step / (steps - 1) * room)

    def step_at(self, x: float) -> int:
        """Give the step that lies nearest."""
        steps = self._steps()
        share = (x - _NAMES) / max(1.0, self.width() - _NAMES - _SIDE)
        return max(0, min(round(share * (steps - 1)), steps - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Go to the step below the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._lines:
            self.step_chosen.emit(self.step_at(event.position().x()))

    mouseMoveEvent = mousePressEvent  # noqa: N815  # Qt's name: with the button down, every step passed by

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Take other colours and fonts."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._inks = cell_inks(self.palette(), self.font())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint the lines one above the other, and the mark across them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._inks.ground)
        if self.hasFocus():
            paint_focus(painter, self._inks, self.rect())
        if not self._lines:
            return
        x = self.x_of(self._step)
        painter.fillRect(QRectF(x - 5, 0, 10, self.height()), self._inks.shade)
        painter.setPen(QPen(self._inks.accent, 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        for place, (name, line) in enumerate(self._lines):
            self._paint_line(painter, QRectF(0, _EDGE + place * _BAND, self.width(), _BAND), name, line)

    def _paint_line(self, painter: QPainter, band: QRectF, name: str, line: NDArray[np.float64]) -> None:
        inks, finite = self._inks, line[np.isfinite(line)]
        low, high = min(0.0, finite.min(initial=0.0)), max(0.0, finite.max(initial=0.0))
        span = (high - low) or 1.0

        def at(step: int) -> QPointF:
            return QPointF(self.x_of(step), band.bottom() - 5 - (line[step] - low) / span * (band.height() - 10))

        zero = band.bottom() - 5 + low / span * (band.height() - 10)
        painter.setPen(QPen(inks.grid, 1))
        painter.drawLine(QPointF(_NAMES, zero), QPointF(self.width() - _SIDE, zero))
        _paint_name(painter, inks, band, name, (low, high))
        painter.setPen(QPen(inks.text, 1.5))
        painter.setBrush(inks.text)
        for stretch in _stretches(line, int(self.width())):
            points = [at(int(step)) for step in stretch]
            painter.drawPolyline(QPolygonF(points))
            if len(line) <= _MOST_DOTS:
                for point in points:
                    painter.drawEllipse(point, 1.25, 1.25)
        if np.isfinite(line[self._step]):
            painter.setPen(QPen(inks.ground, 1.5))
            painter.setBrush(inks.accent)
            painter.drawEllipse(at(self._step), _DOT + 1, _DOT + 1)

    def _steps(self) -> int:
        return len(self._lines[0][1]) if self._lines else 0


def _paint_name(painter: QPainter, inks: CellInks, band: QRectF, name: str, ends: tuple[float, float]) -> None:
    """Write the name of a line, and beside it its lowest and its highest number."""
    painter.setPen(inks.text)
    paint_symbol(painter, QRectF(8, band.top(), 26, band.height()), name, inks.font)
    painter.setPen(inks.muted)
    for place, value in enumerate(reversed(ends)):
        area = QRectF(36, band.top() + place * band.height() / 2, _NAMES - 46, band.height() / 2)
        fitted(painter, area, rounded(value).text, inks.small, RIGHT)


def _stretches(line: NDArray[np.float64], pixels: int) -> list[NDArray[np.intp]]:
    """Give the steps to join, without those that are not finite; of many for one pixel, the lowest and the highest."""
    steps = np.flatnonzero(np.isfinite(line))
    broken = np.split(steps, np.flatnonzero(np.diff(steps) > 1) + 1)
    if len(line) <= 4 * pixels:
        return [stretch for stretch in broken if stretch.size]
    part = -(-len(line) // (2 * pixels))
    return [_thinned(stretch, line, part) for stretch in broken if stretch.size]


def _thinned(steps: NDArray[np.intp], line: NDArray[np.float64], part: int) -> NDArray[np.intp]:
    kept = [
        steps[start + place]
        for start in range(0, len(steps), part)
        for place in sorted(
            {int(line[steps[start : start + part]].argmin()), int(line[steps[start : start + part]].argmax())}
        )
    ]
    return np.array(kept, dtype=np.intp)
