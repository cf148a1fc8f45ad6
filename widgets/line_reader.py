"""Plots of lines that the mouse and the keyboard read step by step, and the line that says what stands there."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from .curve_parts import PlotPart
from .labels import elided, plain_tip
from .line_plot import LinePlot
from .read_plot import ReadPlot
from .theme import tabular

_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_PROMPT = "Point at the plot, or use the left and right arrow keys, to read values."


class LineReader(ReadPlot):
    """Draws plots over one axis; `stepped` carries the step that is read, or None, `viewed` the steps in view.

    `reading` is the line that says what stands there, to be put below.
    """

    _plot: LinePlot
    stepped = Signal(object)  # int | None
    viewed = Signal(object)  # tuple[int, int]

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = LinePlot()
        self._size = 1
        self._step: int | None = None  # the keyboard's
        self.reading = elided("Values at the cross-hair", Qt.TextElideMode.ElideRight)
        self.reading.setFont(tabular(self.font()))
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._plot.pointed.connect(lambda step: self._read(self._step if step is None else step))
        self._plot.clicked.connect(self._go)
        self._plot.viewed.connect(self.viewed)

    @property
    def room(self) -> int:
        """How many points along the axis the screen can tell apart."""
        return self._plot.room

    def steps_of(self, axis: tuple[str, int]) -> tuple[int, int]:
        """Give the steps of an axis that are in view, as (first, end); all of one that is not shown yet."""
        return self._plot.steps_of(axis)

    def show_parts(self, parts: tuple[PlotPart, ...], axis: tuple[str, int]) -> None:
        """Draw these plots over an axis with this name and size."""
        self._size = axis[1]
        with QSignalBlocker(self):  # laying it out brings other steps into view
            self._plot.show_parts(parts, axis)

    def read_again(self) -> None:
        """Read the keyboard's step of what is shown now."""
        self._go(None if self._step is None else min(self._step, self._size - 1))

    def show_reading(self, text: str) -> None:
        """Say what stands at the step that is read."""
        self.reading.setText(text)
        self.reading.setToolTip(plain_tip(text.replace("   ", "\n")))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's names from here on
        """Move the cross-hair with Left and Right, forget it with Esc, show all steps with A."""
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go(min(max((-1 if self._step is None else self._step) + _MOVES[key], 0), self._size - 1))
        elif key == Qt.Key.Key_Escape and self._step is not None:
            self._go(None)
        elif key == Qt.Key.Key_A and not event.modifiers():
            self._plot.reset()
        else:
            super().keyPressEvent(event)

    def _go(self, step: int | None) -> None:
        self._step = step
        self._read(step)

    def _read(self, step: int | None) -> None:
        self._plot.show_step(step)
        if step is None:
            self.show_reading(_PROMPT)
        self.stepped.emit(step)
