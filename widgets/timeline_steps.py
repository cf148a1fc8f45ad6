"""What lies at a point of a timeline, and to which event a key goes."""

from PySide6.QtCore import QPointF, QRectF, Qt

from inspector.run.timeline_parts import Event
from widgets.timeline_layout import Box, Layout, Wire

_NEAR = 5.0  # pixels from a line


def box_at(drawn: Layout, point: QPointF) -> Box | None:
    """Give the box at a point."""
    return next((box for box in drawn.boxes if box.area.contains(point)), None)


def wire_at(drawn: Layout, point: QPointF) -> Wire | None:
    """Give the arrow whose label or line is at a point, or near it; of several the last one."""
    return next((wire for wire in reversed(drawn.wires) if _is_near(wire, point)), None)


def event_after(drawn: Layout, current: Event | None, key: int) -> Event | None:
    """Give the event that a key leads to from the current one, the same one where there is no other.

    Left and Right go through the calls in order, Home and End to the first and the last; Up and Down go to the nearest
    call of the lane above or below. None for any other key.
    """
    boxes = drawn.boxes
    place = next((number for number, box in enumerate(boxes) if box.place.event == current), None)
    wanted = _wanted(boxes, place, key)
    return None if wanted is None else boxes[min(max(wanted, 0), len(boxes) - 1)].place.event


def _wanted(boxes: tuple[Box, ...], place: int | None, key: int) -> int | None:
    if not boxes:
        return None
    match key:
        case Qt.Key.Key_Home:
            return 0
        case Qt.Key.Key_End:
            return len(boxes) - 1
        case Qt.Key.Key_Left | Qt.Key.Key_Right if place is not None:
            return place + (1 if key == Qt.Key.Key_Right else -1)
        case Qt.Key.Key_Up | Qt.Key.Key_Down if place is not None:
            return _beside(boxes, place, 1 if key == Qt.Key.Key_Down else -1)
        case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down:
            return 0
    return None


def _beside(boxes: tuple[Box, ...], place: int, step: int) -> int:
    here = boxes[place]
    own = [number for number, box in enumerate(boxes) if box.place.lane == here.place.lane + step]
    centre = here.area.center().x()
    return min(own, key=lambda number: abs(boxes[number].area.center().x() - centre), default=place)


def _is_near(wire: Wire, point: QPointF) -> bool:
    if wire.label.contains(point):
        return True
    stretches = zip(wire.points, wire.points[1:], strict=False)
    areas = (QRectF(start, end).normalized().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR) for start, end in stretches)
    return any(area.contains(point) for area in areas)
