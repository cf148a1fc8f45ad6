"""Where everything in a timeline is drawn: boxes, the lines between them and their labels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from inspector.run.timeline_parts import Arrow, Lane, Timeline
from inspector.run.timeline_words import arrow_label
from widgets.timeline_labels import begin_label
from widgets.timeline_levels import levels
from widgets.timeline_places import ARCH, BETWEEN, END, EXIT, GUTTER, Key, Place, Width, key_of, loop_label, places

STRAIGHT = 12.0  # from the upper edge of a box to the arrow from its left
_LOW = 26.0  # to the arrow that leaves it on the right for another lane
_ABOVE, _BELOW = 4.0, 8.0  # around a lane


@dataclass(frozen=True, slots=True)
class Sizes:
    """The heights in pixels of a box and of a label."""

    box: float
    label: float


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A lane: from `top` on it is `height` high, its boxes begin at `box_top`."""

    lane: Lane
    top: float
    height: float
    box_top: float


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """One event; `begin` is the place of the words that say what it begins with, where no arrow says it."""

    place: Place
    area: QRectF
    begin: QRectF | None


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """One arrow: the corners of its line, the last one at its head, its label and the label's place."""

    arrow: Arrow
    points: tuple[QPointF, ...]
    label: QRectF
    text: str

    @property
    def bounds(self) -> QRectF:
        """What the line and the label cover, with room for the head."""
        xs, ys = [point.x() for point in self.points], [point.y() for point in self.points]
        line = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        return line.adjusted(-6, -6, 6, 6).united(self.label)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All that is drawn, and how large it is; x = 0 is right of the lanes' names."""

    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    width: float
    height: float


def layout(timeline: Timeline, room: float, sizes: Sizes, box: Width, label: Width) -> Layout:
    """Lay the timeline out for a width of `room` pixels; where it needs more, it is wider."""
    placed = {key_of(place.event): place for place in places(timeline, room, box, label)}
    found = levels(placed, label)
    rows = tuple(_rows(timeline, found.heights, sizes))
    boxes = tuple(_box(place, rows[place.lane], sizes, label) for place in placed.values())
    wires = tuple(_wires(placed, rows, found.of, sizes, label))
    width = max((place.right for place in placed.values()), default=0.0) + END
    return Layout(rows, boxes, wires, width, rows[-1].top + rows[-1].height if rows else 0.0)


def _rows(timeline: Timeline, heights: dict[int, int], sizes: Sizes) -> Iterator[Row]:
    top = 0.0
    for place, lane in enumerate(timeline.lanes):
        box_top = top + _ABOVE + heights.get(place, 0) * sizes.label + _ABOVE
        yield Row(lane, top, box_top + sizes.box + _BELOW - top, box_top)
        top = box_top + sizes.box + _BELOW


def _box(place: Place, row: Row, sizes: Sizes, label: Width) -> Box:
    words = begin_label(place.event)
    begin = _words(row, 0, sizes, place.left - GUTTER + 4, label(words)) if words else None
    return Box(place, QRectF(place.left, row.box_top, place.width, sizes.box), begin)


def _words(row: Row, level: int, sizes: Sizes, left: float, width: float) -> QRectF:
    return QRectF(left, row.box_top - _ABOVE / 2 - (level + 1) * sizes.label, width, sizes.label)


def _wires(
    placed: dict[Key, Place], rows: tuple[Row, ...], level: dict[int, int], sizes: Sizes, label: Width
) -> Iterator[Wire]:
    exits = _exits(placed)
    for place in placed.values():
        row, ends = rows[place.lane], place.ends
        if ends.straight:
            y = row.box_top + STRAIGHT
            source = placed[key_of(ends.straight.source)]
            area = _words(row, 0, sizes, place.left - GUTTER + 4, label(arrow_label(ends.straight)))
            level_line = (QPointF(source.right, y), QPointF(place.left, y))
            yield Wire(ends.straight, level_line, area, arrow_label(ends.straight))
        for number, arrow in enumerate(ends.loops):
            yield _loop(place, row, arrow, number, level[id(arrow)], sizes, label)
        for number, arrow in enumerate(sorted(ends.above, key=lambda each: level[id(each)])):
            area = _words(row, level[id(arrow)], sizes, place.left + place.words, label(arrow_label(arrow)))
            end = QPointF(place.left + place.entry + number * BETWEEN, row.box_top)
            source = placed[key_of(arrow.source)]
            start = _start(source, place, rows[source.lane], sizes, exits[id(arrow)])
            line = (*start, QPointF(start[-1].x(), area.center().y()), QPointF(end.x(), area.center().y()), end)
            yield Wire(arrow, line, area, arrow_label(arrow))


def _start(source: Place, place: Place, row: Row, sizes: Sizes, exit_: int) -> tuple[QPointF, ...]:
    """Leave downwards for a lane below, else on the right."""
    if place.lane > source.lane:
        return (QPointF(source.left + EXIT + exit_ * BETWEEN, row.box_top + sizes.box),)
    x = source.right + 8 + (exit_ % 3) * 5
    return QPointF(source.right, row.box_top + _LOW), QPointF(x, row.box_top + _LOW)


def _exits(placed: dict[Key, Place]) -> dict[int, int]:
    """Number the ways out of each box: arrows to one lane with the same words share one."""
    ways: dict[Key, dict[tuple[object, ...], int]] = defaultdict(dict)
    found: dict[int, int] = {}
    for place in placed.values():
        for arrow in place.ends.above:
            own = ways[key_of(arrow.source)]
            found[id(arrow)] = own.setdefault((place.lane, arrow.is_input, arrow_label(arrow)), len(own)) % 3
    return found


def _loop(place: Place, row: Row, arrow: Arrow, number: int, level: int, sizes: Sizes, label: Width) -> Wire:
    right = place.right - 6 - number * ARCH
    text = loop_label(place.ends, arrow)
    width = label(text)
    area = _words(row, level, sizes, place.right - len(place.ends.loops) * ARCH - 8 - width, width)
    top = area.center().y()
    corners: Iterable[tuple[float, float]] = (
        (right, row.box_top), (right, top), (right - ARCH + 6, top), (right - ARCH + 6, row.box_top)
    )  # fmt: skip
    return Wire(arrow, tuple(QPointF(x, y) for x, y in corners), area, text)
