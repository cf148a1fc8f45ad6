"""How the values of a tensor are distributed: as a whole, or for each index of an axis."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.errors import InspectorError
from inspector.tensor.axis import Axes
from inspector.tensor.distribution import AxisQuantiles, Distribution
from inspector.tensor.padding import AnyPadding, NoPadding
from inspector.tensor.position import axis_title

from .distribution_head import DistributionHead
from .distribution_text import PADDED, along_text, at_text, figures_text, nothing_text, quantiles_text
from .given_height import GivenHeight
from .histogram_view import HistogramView
from .labels import quiet
from .line_key import LineKey
from .line_reader import LineReader
from .message_label import message_label
from .quantile_parts import KEY, quantile_parts
from .theme import tabular

_EXACT = "Quantiles are exact to 1/128 of their value."
_EMPTY = "Choose a tensor to see how its values are distributed."
_NOTHING = NoPadding()


class TensorDistribution(GivenHeight):
    """Asks for a distribution while it is looked at, and shows what it is given.

    `wanted` carries the axis of which each index is asked for, None for the whole tensor; `left` tells that nobody
    looks any more.
    """

    wanted = Signal(object)  # int | None
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: Axes = ()
        self._padding: AnyPadding = _NOTHING
        self._quantiles: AxisQuantiles | None = None
        self._head = DistributionHead()
        self._message, self._progress = message_label(_EMPTY), QProgressBar()
        self._histogram, self._reader, self._key = HistogramView(), LineReader("Quantiles"), LineKey()
        self._figures, self._told, self._note = QLabel(), QLabel(), quiet()
        self._pages = QStackedWidget()
        self._lay_out()
        self._head.chosen.connect(self.wanted)
        self._head.logarithmic_toggled.connect(self._histogram.show_logarithmic)
        self._reader.stepped.connect(self._read)

    @property
    def axis(self) -> int | None:
        """The axis of which each index is asked for, None for the whole tensor."""
        return self._head.axis

    def show_axes(self, axes: Axes, padding: AnyPadding = _NOTHING) -> None:
        """Offer the axes of the tensor; what was chosen stays where the tensor has an axis of that name."""
        self._axes, self._padding = axes, padding
        self._head.show_axes(axes)

    def show_message(self, text: str) -> None:
        """Show a sentence in place of a distribution."""
        self._message.setText(text)
        self._turn_to(self._message)

    def show_progress(self, done: int, of: int) -> None:
        """Show that values are being counted, and how many are."""
        self._progress.setRange(0, 1000 if of else 0)
        self._progress.setValue(1000 * done // max(of, 1))
        self._counting.setText(f"Counting {of:,} values…" if of else "Beginning to count…")
        self._turn_to(self._busy)

    def show_error(self, error: InspectorError) -> None:
        """Say why there is none."""
        self.show_message(str(error))

    def show_distribution(self, shown: Distribution) -> None:
        """Show the distribution of the whole tensor."""
        if not shown.histogram.finite:
            self.show_message(nothing_text(shown.statistics, shown.size))
            return
        self._histogram.show_distribution(shown)
        self._figures.setText(figures_text(shown))
        self._told.setText(quantiles_text(shown))
        self._note.setText(self._with_padding(_EXACT))
        self._turn_to(self._histogram)

    def show_quantiles(self, shown: AxisQuantiles) -> None:
        """Show the quantiles for each index of an axis."""
        if not shown.size or shown.axis >= len(self._axes):
            self.show_message("This tensor has no elements.")
            return
        self._quantiles = shown
        axis = self._axes[shown.axis]
        self._reader.show_parts(quantile_parts(shown), (axis_title(axis), shown.size))
        self._reader.read_again()
        self._note.setText(self._with_padding(along_text(shown)))
        self._turn_to(self._reader)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's names from here on
        """Ask for what is to be shown."""
        super().showEvent(event)
        self.wanted.emit(self.axis)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Tell that nobody looks any more."""
        super().hideEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Write in the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _read(self, step: int | None) -> None:
        shown = self._quantiles
        if step is not None and shown is not None and step < shown.size:
            self._reader.show_reading(at_text(shown, self._axes[shown.axis], step // shown.step))

    def _with_padding(self, text: str) -> str:
        return text if isinstance(self._padding, NoPadding) else f"{text} {PADDED}"

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        whole, along = page is self._histogram, page is self._reader
        of_whole: tuple[QWidget, ...] = (self._figures, self._told, self._histogram.reading)
        of_axis: tuple[QWidget, ...] = (self._key, self._reader.reading)
        for part in of_whole:
            part.setVisible(whole)
        for part in of_axis:
            part.setVisible(along)
        self._head.show_logarithmic_choice(whole)
        self._note.setVisible(whole or along)

    def _dress(self) -> None:
        for line in (self._figures, self._told):
            line.setFont(tabular(self.font()))

    def _lay_out(self) -> None:
        self.setFocusProxy(self._head)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._progress.setAccessibleName("Counting values")
        self._progress.setTextVisible(False)
        self._key.show_names(KEY)
        self._counting = quiet()
        self._busy = _centred(self._counting, self._progress)
        for page in (self._message, self._busy, self._histogram, self._reader):
            self._pages.addWidget(page)
        for line in (self._figures, self._told):
            line.setWordWrap(True)
        self._dress()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self._key)
        layout.addWidget(self._pages, 1)
        for line in (self._histogram.reading, self._reader.reading, self._figures, self._told, self._note):
            layout.addWidget(line)
        self._turn_to(self._message)


def _centred(text: QLabel, bar: QProgressBar) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(4)
    layout.addStretch(1)
    layout.addWidget(text)
    layout.addWidget(bar)
    layout.addStretch(1)
    return page
