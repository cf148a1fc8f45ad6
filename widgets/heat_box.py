"""The part of a picture that moves with the mouse, and in which a rectangle can be drawn."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal


class HeatBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Dragging pans; with Shift it draws a rectangle, whose corners in the view `drawn` carries on the way."""

    drawn = Signal(QPointF, QPointF)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:  # noqa: N802
        """Draw with Shift, else pan."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and axis is None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.accept()
            self.drawn.emit(self.mapToView(event.buttonDownPos()), self.mapToView(event.pos()))
        else:
            super().mouseDragEvent(event, axis)
