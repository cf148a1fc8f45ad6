"""Hatching over the parts of a picture that are padding."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from inspector.tensor.slice_spec import Window

from .theme import Colours

_ABOVE = 400.0  # the picture; the frame of the plot lies higher
_FAINT = 110  # of 255: hatching that is seen and calls nobody


class PaddingHatch(QGraphicsItem):
    """Hatching over a pyqtgraph.ViewBox, in pixels, in the colour of the paper; element k stands at k."""

    def __init__(self, box: Any, shades: Colours) -> None:
        super().__init__(box)
        self._box, self._shades = box, shades
        self.windows: tuple[Window, ...] = ()
        self.setZValue(_ABOVE)
        self.setVisible(False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigRangeChanged.connect(self._lay_out)
        box.sigResized.connect(self._lay_out)

    def show_windows(self, windows: tuple[Window, ...]) -> None:
        """Hatch these rows and columns; () hatches nothing."""
        if windows != self.windows:
            self.windows = windows
            self.setVisible(bool(windows))
            self.update()

    def recolour(self, shades: Colours) -> None:
        """Take the colours of a theme."""
        self._shades = shades
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give the whole plot."""
        return QRectF(self._box.rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Paint the padding."""
        painter.setClipRect(self._box.rect())
        hatching = QBrush(_faint(self._shades.muted), Qt.BrushStyle.BDiagPattern)
        for area in self._areas():
            painter.fillRect(area, self._shades.plot)
            painter.fillRect(area, hatching)

    def _areas(self) -> Iterator[QRectF]:
        """Give what is in view of the windows in pixels of the plot."""
        room = QRectF(self._box.rect())
        for window in self.windows:
            (top, bottom), (left, right) = window.rows, window.columns
            yield QRectF(self._at(left, top), self._at(right, bottom)).intersected(room)

    def _at(self, column: int, row: int) -> QPointF:
        """Give the upper left corner of an element in pixels of the plot."""
        (left, right), (top, bottom) = self._box.viewRange()
        across, down = self._box.width() / (right - left), self._box.height() / (bottom - top)
        return QPointF((column - 0.5 - left) * across, (row - 0.5 - top) * down)

    def _lay_out(self) -> None:
        if self.windows:
            self.prepareGeometryChange()
            self.update()


def _faint(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(_FAINT)
    return faint
