"""At which height above its boxes each line of a lane runs, so that words and lines do not lie on each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector.run.timeline_parts import Arrow
from inspector.run.timeline_words import arrow_label
from widgets.timeline_labels import begin_label
from widgets.timeline_places import ARCH, GUTTER, Key, Place, Width, key_of, loop_label

_MOST = 5  # more would leave no room for the boxes; the lines beyond share the highest level


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The level of each arrow by its id, 0 lowest, and how many levels each lane has."""

    of: dict[int, int]
    heights: dict[int, int]


@dataclass(slots=True, eq=False)
class _Track:
    """What runs at one height: the arrows of it and the pixels that it covers."""

    arrows: list[Arrow]
    left: float
    right: float


def levels(placed: Mapping[Key, Place], label: Width) -> Levels:
    """Give every line the lowest level at which it meets no other; the shortest lie lowest.

    What one box hands to several of a lane runs on one level.
    """
    of: dict[int, int] = {}
    heights: dict[int, int] = {}
    by_lane: dict[int, list[Place]] = defaultdict(list)
    for place in placed.values():
        by_lane[place.lane].append(place)
    for lane, own in by_lane.items():
        leads = list(_leads(own, label))
        taken = [leads] if leads else []
        for track in sorted(_tracks(own, placed, label), key=lambda each: each.right - each.left):
            level = _lowest(taken, track)
            of.update((id(arrow), level) for arrow in track.arrows)
        heights[lane] = len(taken)
    return Levels(of, heights)


def _lowest(taken: list[list[tuple[float, float]]], track: _Track) -> int:
    for level, used in enumerate(taken):
        if all(track.right <= left or right <= track.left for left, right in used) or level == _MOST - 1:
            used.append((track.left, track.right))
            return level
    taken.append([(track.left, track.right)])
    return len(taken) - 1


def _leads(own: list[Place], label: Width) -> Iterator[tuple[float, float]]:
    """Give what the words cover that stand left of a box: they do not meet each other, and lie lowest."""
    for place in own:
        lead = arrow_label(place.ends.straight) if place.ends.straight else begin_label(place.event)
        if lead:
            left = place.left - GUTTER + 4
            yield left, left + label(lead) + 4


def _tracks(own: list[Place], placed: Mapping[Key, Place], label: Width) -> list[_Track]:
    found: list[_Track] = []
    shared: dict[tuple[object, ...], _Track] = {}
    for place in own:
        loops = len(place.ends.loops) * ARCH
        found += [
            _Track([arrow], place.right - loops - 12 - label(loop_label(place.ends, arrow)), place.right)
            for arrow in place.ends.loops
        ]
        for arrow in place.ends.above:
            source = placed[key_of(arrow.source)]
            out = source.left if place.lane > source.lane else source.right + GUTTER / 2
            end = place.left + place.words + label(arrow_label(arrow)) + 4
            key = (key_of(arrow.source), arrow.is_input, arrow_label(arrow))
            track = shared.setdefault(key, _Track([], out, end))
            track.arrows.append(arrow)
            track.left, track.right = min(track.left, out, place.left), max(track.right, out, end)
    return found + list(shared.values())
