"""The drawing of a timeline that is walked through with keys and the mouse."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.run.timeline_parts import Event
from inspector.run.timeline_words import arrow_sentence
from widgets.labels import plain_tip
from widgets.timeline_canvas import TimelineCanvas
from widgets.timeline_steps import box_at, event_after, wire_at

_KEYS = "Arrow keys go from call to call, Enter chooses the call's tensors."
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TimelineDrawing(TimelineCanvas):
    """`moved` carries the event that the person went to, `used` the one that was chosen."""

    moved = Signal(object)
    used = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline of the calls")
        self.describe("")

    def describe(self, sentence: str) -> None:
        """Tell a screen reader what is marked."""
        self.setAccessibleDescription(f"{sentence} {_KEYS}".strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Go to another call, or choose the current one."""
        wanted = event_after(self.drawn, self.current, event.key())
        if event.key() in _ENTER and self.current is not None:
            self.used.emit(self.current)
        elif wanted is not None:
            self._go(wanted)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Go to the call that is clicked, or to the one that the arrow leads to."""
        found = self._event_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if found is not None:
            self._go(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Choose the call."""
        found = self._event_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if found is not None:
            self.used.emit(found)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Say in a tooltip what lies below the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def tip_at(self, point: QPoint) -> str:
        """Give the words for a point of the viewport: a lane's whole name, a call, an arrow's sentence."""
        place = QPointF(point) - self.origin
        if point.x() < self.names_width:
            row = next((row for row in self.drawn.rows if row.top <= place.y() < row.top + row.height), None)
            return row.lane.name if row else ""
        box, wire = box_at(self.drawn, place), wire_at(self.drawn, place)
        if box is not None:
            return f"{box.place.event.name}\nDouble click or Enter: choose its tensors in the tree"
        return arrow_sentence(wire.arrow) if wire else ""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Show that the keyboard has left."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _event_at(self, point: QPointF) -> Event | None:
        if point.x() < self.names_width:
            return None
        box, wire = box_at(self.drawn, point - self.origin), wire_at(self.drawn, point - self.origin)
        return box.place.event if box else wire.arrow.target if wire else None

    def _go(self, wanted: Event) -> None:
        self.mark(wanted)
        self.moved.emit(wanted)
