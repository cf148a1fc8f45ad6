"""The page with the life of one unit: its gates, its states and the input as lines over time."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from inspector.gates.gate_words import GateWords
from inspector.gates.unit_trace import Line

from .gate_text import value_text
from .gate_traces import GateTraces, Lines
from .labels import elided, plain_tip, quiet
from .line_ink import MOST_FEATURES, LineSample
from .theme import tabular

_PROMPT = "Point at a time step, or use the left and right arrow keys, to read it; up and down go to other units."
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class GateLines(QWidget):
    """Shows one unit of one sample; `unit_chosen` carries the number of the unit that the person wants to see."""

    unit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Lines = ()
        self._input: Line | None = None
        self._steps = 0
        self._step: int | None = None  # the keyboard's
        self._unit, self._units, self._features = 0, 0, 0
        self._words: tuple[GateWords, ...] = ()
        self._about, self._traces = quiet(), GateTraces()
        self._key = QHBoxLayout()
        self._reading = elided("Values at the cross-hair", Qt.TextElideMode.ElideRight)
        self._lay_out()
        self._traces.pointed.connect(lambda step: self._read(self._step if step is None else step))

    def show_kind(self, words: tuple[GateWords, ...]) -> None:
        """Show the key to the lines of a kind of layer."""
        self._words = words
        self._show_key(0)

    def show_unit(self, unit: int, units: int, lines: Lines, steps: int) -> None:
        """Show a unit of so many; `lines` are its gates and states, `steps` those of the time axis, with padding."""
        self._lines, self._steps, self._unit, self._units = lines, steps, unit, units
        gates = tuple((name, values) for name, values in lines if name in "ifozr")
        self._traces.show_lines(gates, tuple(line for line in lines if line not in gates), steps)
        self._go(min(self._step, steps - 1) if self._step is not None else None)

    def show_input(self, values: Line | None) -> None:
        """Show what the layer was given, (time, input); None while it is not known."""
        features = 0 if values is None else values.shape[1]
        if features != self._features:
            self._show_key(features)
        self._input = values
        self._traces.show_input(values)
        self._read(self._step)

    def show_about(self, text: str) -> None:
        """Say what the unit does."""
        self._about.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's names from here on
        """Move along time with Left and Right, to other units with Up and Down; Esc and A as in the pictures."""
        key = Qt.Key(event.key())
        if key in _MOVES and self._lines:
            self._go(min(max((-1 if self._step is None else self._step) + _MOVES[key], 0), self._steps - 1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose(self._unit + (1 if key == Qt.Key.Key_Up else -1))
        elif key == Qt.Key.Key_Escape and self._step is not None:
            self._go(None)
        elif key == Qt.Key.Key_A and not event.modifiers():
            self._traces.reset()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._traces.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._traces.show_focus(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._traces.recolour(self.palette())

    def _show_key(self, features: int) -> None:
        """Name the lines; those of the input where it is few features."""
        self._features = features
        while (item := self._key.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        named = [(each.name, f"{each.name} {each.title}", f"{each.sentence}\n{each.formula}") for each in self._words]
        few = range(features if features <= MOST_FEATURES else 0)
        for name, text, tip in (*named, *((str(at), f"input {at}", f"Feature {at} of the input") for at in few)):
            label = QLabel(text)
            label.setToolTip(plain_tip(tip))
            self._key.addWidget(LineSample(name))
            self._key.addWidget(label)
            self._key.addSpacing(12)
        self._key.addStretch(1)

    def _choose(self, unit: int) -> None:
        if 0 <= unit < self._units:
            self.unit_chosen.emit(unit)

    def _go(self, step: int | None) -> None:
        self._step = step
        self._read(step)

    def _read(self, step: int | None) -> None:
        self._traces.show_step(step)
        self._reading.setText(_PROMPT if step is None else self._text_at(step))

    def _text_at(self, step: int) -> str:
        if not self._lines or step >= len(self._lines[0][1]):
            return f"time {step}: padding"
        values = [f"{name} {value_text(float(line[step]))}" for name, line in self._lines]
        if self._input is not None and self._input.shape[1] <= MOST_FEATURES:
            values.append(f"input {', '.join(value_text(float(each)) for each in self._input[step])}")
        return "   ".join((f"time {step}:", *values))

    def _lay_out(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("One unit over time")
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._reading.setFont(tabular(self.font()))
        self._reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._reading.setFixedHeight(self.fontMetrics().height())
        self._key.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._about)
        layout.addLayout(self._key)
        layout.addWidget(self._traces, 1)
        layout.addWidget(self._reading)
