"""The histogram that the mouse and the keyboard read bar by bar, and the line that says what a bar counts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from inspector.tensor.distribution import Distribution

from .histogram_plot import HistogramPlot
from .labels import elided
from .number_text import number_text
from .read_plot import ReadPlot
from .theme import tabular

_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_PROMPT = "Point at a bar, or use the arrow keys, to read it; the wheel makes bars finer."


class HistogramView(ReadPlot):
    """Shows a distribution; `reading` is the line that says what the bar pointed at counts, to be put below."""

    _plot: HistogramPlot
    moved = Signal(object)  # int | None: the bar that is read

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = HistogramPlot()
        self._finite = 0
        self._bar: int | None = None  # the keyboard's
        self.reading = elided("The bar pointed at", Qt.TextElideMode.ElideRight)
        self.reading.setFont(tabular(self.font()))
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Histogram")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._plot.pointed.connect(lambda bar: self._read(self._bar if bar is None else bar))
        self._plot.viewed.connect(lambda: self._go(None))

    def show_distribution(self, shown: Distribution) -> None:
        """Show how the finite values of a tensor are distributed."""
        self._finite = shown.histogram.finite
        self._plot.show_distribution(shown)

    def show_logarithmic(self, logarithmic: bool) -> None:
        """Show counts on a logarithmic scale or on a linear one."""
        self._plot.show_logarithmic(logarithmic)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's names from here on
        """Read bar after bar with Left and Right, none with Esc, show all with A."""
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go(min(max((-1 if self._bar is None else self._bar) + _MOVES[key], 0), len(self._plot.bars) - 1))
        elif key == Qt.Key.Key_Escape and self._bar is not None:
            self._go(None)
        elif key == Qt.Key.Key_A and not event.modifiers():
            self._plot.reset()
        else:
            super().keyPressEvent(event)

    def _go(self, bar: int | None) -> None:
        self._bar = bar
        self._read(bar)

    def _read(self, bar: int | None) -> None:
        self._plot.show_bar(bar)
        self.reading.setText(_PROMPT if bar is None else self._text_of(bar))
        self.moved.emit(bar)

    def _text_of(self, bar: int) -> str:
        low, high = (number_text(float(edge)) for edge in self._plot.edges[bar : bar + 2])
        count = float(self._plot.bars[bar])
        share = count / self._finite if self._finite else 0.0
        return f"{low} to {high}: {round(count):,} values, {number_text(100 * share, 3)} %"
