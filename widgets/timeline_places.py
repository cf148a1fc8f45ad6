"""Where the boxes of a timeline stand from left to right."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from inspector.run.timeline_parts import Arrow, Event, Timeline
from inspector.run.timeline_words import arrow_label
from widgets.timeline_labels import begin_label, box_lines

END = 12.0  # right of the last box
GUTTER = 32.0  # between boxes of a lane: an arrow and its head, and the begin of its label
EXIT = 12.0  # from the left edge of a box to where an arrow leaves it downwards
ENTRY = 8.0  # from the left edge of a box to where the first arrow enters it from above
BETWEEN = 10.0  # arrows that enter or leave side by side
ARCH = 20.0  # the width of a loop
_INDENT = 40.0  # a box that begins below another one stands at least so far to its right
_SIDE = 8.0
_NARROWEST = 72.0

Width = Callable[[str], float]
Key = tuple[str, int]  # module and first call of an event


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The arrows that end at one event, by the way they come: from the left, in a loop, or from above."""

    straight: Arrow | None
    loops: tuple[Arrow, ...]
    above: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a box stands, in pixels: `entry` is where the first arrow from above ends, `words` where labels begin."""

    event: Event
    lane: int
    left: float
    width: float
    ends: Ends
    entry: float
    words: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width


def key_of(event: Event) -> Key:
    """Give what an event is known by."""
    return event.module, event.span.first


def loop_label(ends: Ends, loop: Arrow) -> str:
    """Give the words at a loop; none where the arrow that leads to it has the same."""
    same = ends.straight is not None and arrow_label(ends.straight) == arrow_label(loop)
    return "" if same else arrow_label(loop)


def places(timeline: Timeline, room: float, box: Width, label: Width) -> tuple[Place, ...]:
    """Place every event, each in a column of its own where that fits into `room`, else under one another, indented.

    `box` and `label` measure the words in boxes and at arrows.
    """
    lanes = {lane.module: place for place, lane in enumerate(timeline.lanes)}
    ends = _ends(timeline)
    boxes = [_box(event, lanes[event.module], ends[key_of(event)], box, label) for event in timeline.events]
    apart = _apart(boxes)
    return apart if not apart or apart[-1].right + END <= room else _indented(boxes, timeline, lanes)


def _ends(timeline: Timeline) -> dict[Key, Ends]:
    arrows: dict[Key, list[Arrow]] = defaultdict(list)
    for arrow in timeline.arrows:
        arrows[key_of(arrow.target)].append(arrow)
    before: dict[str, Event] = {}
    found: dict[Key, Ends] = {}
    for event in timeline.events:
        own = arrows[key_of(event)]
        last = before.get(event.module)
        near = sorted((arrow for arrow in own if arrow.source == last), key=lambda arrow: arrow.is_input)
        straight = near[0] if near and not begin_label(event) else None
        loops = tuple(arrow for arrow in own if arrow.is_loop)
        above = tuple(arrow for arrow in own if arrow is not straight and not arrow.is_loop)
        found[key_of(event)] = Ends(straight, loops, above)
        before[event.module] = event
    return found


def _box(event: Event, lane: int, ends: Ends, box: Width, label: Width) -> Place:
    lead = arrow_label(ends.straight) if ends.straight else begin_label(event)
    entry = max(ENTRY, label(lead) - GUTTER + _SIDE + ENTRY) if lead else ENTRY
    words = entry + (len(ends.above) - 1) * BETWEEN + 6 if ends.above else entry
    above = max((words + label(arrow_label(arrow)) for arrow in ends.above), default=entry)
    loops = len(ends.loops) * ARCH + max((label(loop_label(ends, arrow)) + _SIDE for arrow in ends.loops), default=0)
    text = max(box(line) for line in box_lines(event)) + 2 * _SIDE
    return Place(event, lane, 0.0, max(text, above, entry + loops, _NARROWEST), ends, entry, words)


def _apart(boxes: list[Place]) -> tuple[Place, ...]:
    found: list[Place] = []
    for each in boxes:
        found.append(_at(each, (found[-1].right if found else 0.0) + GUTTER))
    return tuple(found)


def _indented(boxes: list[Place], timeline: Timeline, lanes: dict[str, int]) -> tuple[Place, ...]:
    """Let a box begin below the one before where no line to another lane would run through a box."""
    reach: dict[Key, list[int]] = defaultdict(list)
    for arrow in timeline.arrows:
        reach[key_of(arrow.source)].append(lanes[arrow.target.module])
    found: list[Place] = []
    rights: dict[int, float] = defaultdict(float)
    after = 0.0
    for each in boxes:
        left = max(after, found[-1].left + _INDENT if found else 0.0, rights[each.lane] + GUTTER)
        below = [lane for lane in reach[key_of(each.event)] if lane > each.lane]
        crossed = [rights[lane] for lane in range(each.lane + 1, max(below, default=each.lane) + 1)]
        placed = _at(each, max(left, max(crossed, default=0.0)))
        found.append(placed)
        rights[each.lane] = placed.right
        if any(lane < each.lane for lane in reach[key_of(each.event)]):
            after = placed.right + GUTTER
    return tuple(found)


def _at(place: Place, left: float) -> Place:
    return Place(place.event, place.lane, left, place.width, place.ends, place.entry, place.words)
