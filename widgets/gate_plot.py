"""The picture of one gate: a heatmap on a fixed scale that moves together with those of the other gates."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from inspector.gates.gate_look import GatePicture
from inspector.tensor.levels import as_float32
from inspector.tensor.padded_part import padded_windows

from .gate_marks import Mark, MarkStrip
from .heat_place import place_of
from .heat_plot import HeatPlot

Span = tuple[float, float]  # of the view along one axis

TIME_NUMBERS = 40  # pixels that the numbers of the time steps take
_HALF_NUMBER = 8  # pixels: beside the edges of a picture stand numbers of the colour bar
_ROW_NUMBERS = 44  # pixels: the same beside every picture, so that equal time steps stand above each other


class GatePlot(HeatPlot):
    """Shows units or samples as rows over time; `moved` carries the part in view, (rows, time), after a zoom or pan."""

    moved = Signal(object, object)  # Span, Span

    def __init__(self, with_time: bool, parent: QWidget | None = None) -> None:
        self._strip: MarkStrip | None = None  # here, because the class above takes colours while it is made
        super().__init__(parent)
        box = self._plot.getViewBox()
        self._strip = MarkStrip(self._shades)
        self._plot.setAxisItems({"right": self._strip})
        self._rows.setWidth(_ROW_NUMBERS)
        self._columns.setHeight(TIME_NUMBERS)
        self._plot.showAxis("top", with_time)
        self.ci.layout.setContentsMargins(0, 0 if with_time else _HALF_NUMBER, 0, _HALF_NUMBER)
        self._bar.fix()  # the scale is that of the gate, and the same from picture to picture
        box.sigRangeChanged.connect(lambda _, ranges: self.moved.emit(tuple(ranges[1]), tuple(ranges[0])))

    def show_picture(self, picture: GatePicture, marks: Mapping[int, Mark]) -> None:
        """Show this one in place of the former, with marks on rows of the tensor."""
        part = picture.part
        self.show_axes((picture.row_title, picture.size), ("time", picture.steps))
        self.show_values(as_float32(part.array), picture.levels, place_of(part))
        self.marks.show_padding(padded_windows(part))
        if self._strip is not None:
            self._strip.show_marks(marks)

    def show_cross(self, row: int | None, step: int | None) -> None:
        """Show the cross-hair at a row and a time step of the tensor, each where it is given."""
        self.marks.hair.show_place(row, step)

    def show_span(self, rows: Span | None, time: Span) -> None:
        """Show this part, of the rows as it was where none is given; `moved` stays silent."""
        with QSignalBlocker(self):
            ranges = {"xRange": time} | ({"yRange": rows} if rows else {})
            self._plot.getViewBox().setRange(**ranges, padding=0)

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""
        super().recolour(palette)
        if self._strip is not None:
            self._strip.recolour(self._shades)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)
