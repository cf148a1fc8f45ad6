"""The picture of a timeline: lanes with their names, calls as boxes from left to right, arrows between them."""

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from inspector.run.timeline_parts import Event, Timeline
from widgets.timeline_ink import inks_of, paint_begin, paint_box, paint_label, paint_name, paint_row, paint_wire
from widgets.timeline_labels import lane_note
from widgets.timeline_layout import Box, Layout, Row, Sizes, layout

_NAME_SHARE, _NAME_LEAST = 0.28, 72.0  # of the width, and pixels: longer names are shortened
_SIDE = 8.0
_AROUND = 40.0  # pixels that stay visible around the current box
_BESIDE = QRectF(-40, -20, 80, 40)  # what belongs to a box beside its area
_ON, _OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_NOTHING = Timeline((), (), ())


class TimelineCanvas(QAbstractScrollArea):
    """Draws a timeline and scrolls it; the names stay where they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = _NOTHING
        self._current: Event | None = None
        self._inks = inks_of(self.palette(), self.font())
        self._names = 0.0
        self.drawn = Layout((), (), (), 0.0, 0.0)
        self.setFrameShape(QFrame.Shape.StyledPanel)

    @property
    def current(self) -> Event | None:
        """The event that is marked."""
        return self._current

    @property
    def origin(self) -> QPointF:
        """Where x = 0, y = 0 of what is drawn lies in the viewport; x = 0 is right of the names."""
        return QPointF(self._names - self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    @property
    def names_width(self) -> float:
        """The pixels that the lanes' names take at the left of the viewport."""
        return self._names

    def show_timeline(self, timeline: Timeline) -> None:
        """Draw another timeline, from its begin; no event is marked."""
        self._timeline, self._current = timeline, None
        self._lay_out()
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)

    def mark(self, event: Event | None) -> None:
        """Mark this event and bring it into view."""
        self._current = event
        self._show_marked()
        self.viewport().update()

    def _lay_out(self) -> None:
        """Lay out for the present width. Which scroll bars are there is decided here, in one go.

        Left to Qt, a bar that comes makes the room smaller, and another layout may then need it no more.
        """
        self._inks = inks_of(self.palette(), self.font())
        bar, frame = self.verticalScrollBar().sizeHint().width(), 2 * self.frameWidth()
        width, height = self.width() - frame, self.height() - frame
        room = self._draw_for(width)
        across, down = self.drawn.width > room, self.drawn.height > height
        if down or (across and self.drawn.height > height - bar):
            room = self._draw_for(width - bar)
            across, down = self.drawn.width > room, True
        self.setHorizontalScrollBarPolicy(_ON if across else _OFF)
        self.setVerticalScrollBarPolicy(_ON if down else _OFF)
        self._set_ranges(room, height - bar * across)
        self.setMaximumHeight(ceil(self.drawn.height) + frame + bar * across)
        self.viewport().update()

    def _draw_for(self, width: int) -> float:
        """Lay out for this width and give how much of it the names leave."""
        text, small = QFontMetricsF(self._inks.font), QFontMetricsF(self._inks.small)
        lanes = self._timeline.lanes
        names = max((text.horizontalAdvance(lane.name) for lane in lanes), default=0.0)
        notes = max((small.horizontalAdvance(lane_note(lane)) for lane in lanes), default=0.0)
        self._names = max(min(names, width * _NAME_SHARE), min(notes, width / 2), _NAME_LEAST) + 2 * _SIDE
        sizes = Sizes(text.height() + small.height() + 8, small.height())
        room = width - self._names
        self.drawn = layout(self._timeline, room, sizes, text.horizontalAdvance, small.horizontalAdvance)
        return room

    def _set_ranges(self, room: float, high: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        for bar, size, seen in ((across, self.drawn.width, room), (down, self.drawn.height, high)):
            bar.setRange(0, max(0, ceil(size - seen)))
            bar.setPageStep(max(1, round(seen)))
            bar.setSingleStep(20)

    def _show_marked(self) -> None:
        area = next((box.area for box in self.drawn.boxes if box.place.event == self._current), None)
        if area is None:
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        room, high = self.viewport().width() - self._names, self.viewport().height()
        across.setValue(round(min(max(across.value(), area.right() + _AROUND - room), area.left() - _AROUND)))
        down.setValue(round(min(max(down.value(), area.bottom() + _AROUND - high), area.top() - _AROUND)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint what is in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.viewport().rect())
        painter.fillRect(room, self._inks.ground)
        seen = room.translated(-self.origin)
        rows = [row for row in self.drawn.rows if row.top <= seen.bottom() and row.top + row.height >= seen.top()]
        painter.save()
        painter.setClipRect(room.adjusted(self._names, 0, 0, 0))
        painter.translate(self.origin)
        for row in rows:
            paint_row(painter, self._inks, row, seen.right())
        self._paint_arrows(painter, seen)
        for box in self.drawn.boxes:
            if _around(box).intersects(seen):
                paint_begin(painter, self._inks, box)
                paint_box(painter, self._inks, box, box.place.event == self._current, self.hasFocus())
        painter.restore()
        self._paint_names(painter, rows, room.height())

    def _paint_arrows(self, painter: QPainter, seen: QRectF) -> None:
        wires = [wire for wire in self.drawn.wires if wire.bounds.intersects(seen)]
        for wire in wires:
            ends = (wire.arrow.source, wire.arrow.target)
            paint_wire(painter, self._inks, wire, self._current is not None and self._current in ends)
        for wire in wires:
            paint_label(painter, self._inks, wire)

    def _paint_names(self, painter: QPainter, rows: list[Row], height: float) -> None:
        painter.setPen(QPen(self._inks.grid, 1))
        painter.drawLine(QPointF(self._names - 0.5, 0), QPointF(self._names - 0.5, height))
        painter.translate(0, self.origin.y())
        for row in rows:
            paint_row(painter, self._inks, row, self._names)
            area = QRectF(_SIDE, row.box_top + 3, self._names - 2 * _SIDE, self.drawn.boxes[0].area.height() - 6)
            is_own = self._current is not None and row.lane.module == self._current.module
            paint_name(painter, self._inks, row, area, is_own)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Lay out again for another width; what is marked stays in view."""
        super().resizeEvent(event)
        self._lay_out()
        self._show_marked()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Take other colours and fonts."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lay_out()


def _around(box: Box) -> QRectF:
    return box.area.adjusted(_BESIDE.left(), _BESIDE.top(), _BESIDE.right(), _BESIDE.bottom())
