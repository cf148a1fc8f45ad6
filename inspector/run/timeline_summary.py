"""The whole timeline in a few sentences."""

from collections.abc import Iterator
from itertools import pairwise

from .handed_on import Span
from .timeline_parts import Arrow, Begin, Lane, Timeline
from .timeline_words import given_words

_TOLD = 4  # with more layers than these, they are counted
_OFTEN = {1: "once", 2: "twice"}
_ZEROS = "from zeros"
_BEGINS = {
    Begin.ZEROS: _ZEROS,
    Begin.ZERO_VALUES: _ZEROS,
    Begin.CARRIED: "with the final state of an earlier run",
    Begin.OUTSIDE: "with a state that no call ended with",
}


def summary(timeline: Timeline) -> str:
    """Say how often each layer was called and what its calls began with; many layers are counted.

    `encoder was called once, from zeros. decoder was called 12 times: first with the final state of encoder, then each
    time with the state of the call before.`
    """
    if not timeline.events:
        return "No recurrent layer was called."
    told = len(timeline.lanes) <= _TOLD
    sentences = [_lane_sentence(timeline, lane) for lane in timeline.lanes] if told else [_counted(timeline)]
    return " ".join((*sentences, *_not_passed(timeline), *_by_values(timeline)))


def _lane_sentence(timeline: Timeline, lane: Lane) -> str:
    begins = _begins(timeline, lane)
    called = f"{lane.name} was called {_OFTEN.get(lane.calls, f'{lane.calls:,} times')}"
    match begins:
        case [(_, phrase)]:
            ends = f", {phrase}" if lane.calls == 1 else f", each time {phrase}"
        case [(first, phrase), (rest, other)]:
            times = "first" if first.count == 1 else f"{first.count:,} times"
            ends = f": {times} {phrase}, then {'each time ' if rest.count > 1 else ''}{other}"
        case _:
            ends = f", begun in {len(begins)} ways"
    return f"{called}{ends}{_input(timeline, lane)}."


def _begins(timeline: Timeline, lane: Lane) -> list[tuple[Span, str]]:
    """Give what the calls begin with, one phrase for all that begin alike in a row."""
    found: list[tuple[Span, str]] = []
    for span, phrase in sorted(_phrases(timeline, lane)):
        if found and found[-1][1] == phrase:
            found[-1] = (Span(found[-1][0].first, found[-1][0].count + span.count), phrase)
        elif not found or span.first > found[-1][0].last:
            found.append((span, phrase))
    return found


def _phrases(timeline: Timeline, lane: Lane) -> Iterator[tuple[Span, str]]:
    arrows = [arrow for arrow in timeline.arrows if arrow.target.module == lane.module and not arrow.is_input]
    yield from ((arrow.takers, _phrase(timeline, arrow)) for arrow in arrows)
    for event in timeline.events:
        if event.module == lane.module and "h_0" in event.rest:
            taken = [arrow.takers.first for arrow in arrows if arrow.target == event]
            last = min(taken, default=event.span.last + 1)
            yield Span(event.span.first, last - event.span.first), _BEGINS[event.begin]


def _phrase(timeline: Timeline, arrow: Arrow) -> str:
    parts = given_words(arrow.passed)
    if arrow.source.module == arrow.target.module and arrow.givers.first + 1 == arrow.takers.first:
        return f"with {'the state' if arrow.is_whole_state else parts} of the call before"
    return f"with {'the final state' if arrow.is_whole_state else parts} of {_giver(timeline, arrow)}"


def _giver(timeline: Timeline, arrow: Arrow) -> str:
    source = arrow.source
    calls = next(lane.calls for lane in timeline.lanes if lane.module == source.module)
    if calls == 1:
        return source.layer
    return f"{source.layer}, call for call" if arrow.givers.count > 1 else f"{source.layer} {arrow.givers}"


def _input(timeline: Timeline, lane: Lane) -> str:
    """Tell whose output the layer takes, where it is one layer's."""
    arrows = [arrow for arrow in timeline.arrows if arrow.target.module == lane.module and arrow.is_input]
    givers = dict.fromkeys(arrow.source.layer for arrow in arrows)
    if len(givers) != 1 or sum(arrow.takers.count for arrow in arrows) < lane.calls:
        return ""
    passed = [each for arrow in arrows for each in arrow.passed]
    return f"; its input is {given_words(passed)} of {next(iter(givers))}"


def _counted(timeline: Timeline) -> str:
    calls = sum(lane.calls for lane in timeline.lanes)
    number = f"{len(timeline.lanes):,} layers were called"
    called = f"{number} once each" if calls == len(timeline.lanes) else f"{number}, {calls:,} calls in all"
    if _is_chain(timeline):
        return f"{called}: each takes what the one before puts out."
    return f"{called}."


def _is_chain(timeline: Timeline) -> bool:
    """Tell whether every layer but the first takes the output of the one before as its input."""
    names = [lane.module for lane in timeline.lanes]
    pairs = {(arrow.source.module, arrow.target.module) for arrow in timeline.arrows if arrow.is_input}
    return all(pair in pairs for pair in pairwise(names))


def _by_values(timeline: Timeline) -> Iterator[str]:
    equal = [arrow.is_equality for arrow in timeline.arrows]
    if any(equal):
        yield f"{'This' if all(equal) else 'Part of this'} is known by equal values, not by identity."


def _not_passed(timeline: Timeline) -> Iterator[str]:
    several = sum(lane.calls for lane in timeline.lanes) > 1
    states = [arrow for arrow in timeline.arrows if not arrow.is_input]
    if several and not timeline.arrows:
        yield "Nothing was handed from one call to another unchanged."
    elif several and not states:
        yield "No state was handed on."
    elif len(timeline.lanes) > _TOLD:
        takers = sum(arrow.takers.count for arrow in states)
        yield f"{takers:,} {'call begins' if takers == 1 else 'calls begin'} with the state of another one."
