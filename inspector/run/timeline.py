"""The calls of a run in order, and what each handed to the next."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .equal_states import NOTHING, Compared, compare_states
from .handed_on import STATES, Handed, How, Span, handed_on
from .run import Call, Run
from .run_file import RunFile
from .timeline_groups import Group, Step, grouped
from .timeline_parts import Arrow, Begin, Event, Lane, Pass, Timeline, has_cell_state

_ByTaker = dict[tuple[str, int], list[Handed]]


def timeline_of(opened: RunFile) -> Timeline:
    """Give the timeline of a run file; where a tensor's identity is not known, values are compared.

    Only the states and inputs in question are read. Raises FileError for a file that was damaged since.
    """
    return timeline(opened.run, compare_states(opened, handed_on(opened.run)))


def timeline(run: Run, compared: Compared = NOTHING) -> Timeline:
    """Give the timeline of what the run knows by identity, and of what was found by comparing values."""
    handed = _by_taker(_joint(handed_on(run), compared.handed))
    modules = tuple(dict.fromkeys(call.module for call in run.calls))
    placed: list[tuple[int, Event, Group]] = []
    for module in modules:
        steps = (_step(run, place, call, handed, compared) for place, call in _calls_of(run, module))
        placed += [(group.steps[0].place, _event(group), group) for group in grouped(steps)]
    placed.sort(key=lambda item: item[0])
    events = tuple(event for _, event, _ in placed)
    lanes = tuple(_lane(run, module) for module in modules)
    return Timeline(lanes, events, tuple(_arrows([(event, group) for _, event, group in placed])))


def _calls_of(run: Run, module: str) -> list[tuple[int, Call]]:
    """Give the layer's calls by their number, each with its place in the run."""
    own = [(place, call) for place, call in enumerate(run.calls) if call.module == module]
    return sorted(own, key=lambda item: item[1].first)


def _joint(known: Iterable[Handed], compared: Iterable[Handed]) -> Iterable[Handed]:
    """Take what is known by identity, with the part that comparing found, and what only comparing found."""
    found = {(each.taker, each.takers, each.takes): each for each in compared}
    for each in known:
        key = (each.taker, each.takers, each.takes)
        other = found.get(key)
        is_part = other is not None and (each.giver, each.givers, each.how) == (other.giver, other.givers, How.VIEW)
        found[key] = replace(other, how=How.VIEW) if other is not None and is_part else each
    return found.values()


def _by_taker(handed: Iterable[Handed]) -> _ByTaker:
    found: _ByTaker = defaultdict(list)
    for each in handed:
        found[each.taker, each.takers.first].append(each)
    return found


def _step(run: Run, place: int, call: Call, handed: _ByTaker, compared: Compared) -> Step:
    own = range(call.first, call.first + min(call.count, 2))  # what a stack takes begins with its first or second call
    taken = tuple(each for number in own for each in handed.get((call.module, number), ()))
    return Step(call, place, *_begin(run, call, taken, compared), taken)


def _begin(run: Run, call: Call, taken: tuple[Handed, ...], compared: Compared) -> tuple[Begin, tuple[str, ...]]:
    """Tell how the first of the calls begins, and which of its states this is about."""
    roles = STATES[: 1 + has_cell_state(call.config.kind)]
    passed = {each.takes for each in taken if each.takers.first == call.first}
    rest = tuple(role for role in roles if role not in passed)
    captured = {tensor.role for tensor in call.tensors}
    if not rest:
        return Begin.PASSED, ()
    if captured.isdisjoint(rest):
        return Begin.ZEROS, rest
    if all(call.key(role).name in compared.zeros for role in rest):
        return Begin.ZERO_VALUES, rest
    return (Begin.CARRIED if run.carried and call.first == 0 else Begin.OUTSIDE), rest


def _event(group: Group) -> Event:
    step = group.steps[0]
    call = step.call
    return Event(
        call.module, call.config.kind, group.span, call.label, _time(call), call.lengths, step.begin, step.rest
    )


def _time(call: Call) -> int | None:
    """Give the number of time steps of one call; None for a cell, or where no input was captured."""
    shape = next((tensor.shape for tensor in call.tensors if tensor.role == "input"), ())
    shape = shape[1:] if call.stacked else shape
    if call.config.is_cell or len(shape) not in (2, 3):
        return None
    return shape[1] if len(shape) == 3 and call.config.batch_first else shape[0]


def _lane(run: Run, module: str) -> Lane:
    own = [call for call in run.calls if call.module == module]
    return Lane(module, own[0].config.kind, sum(call.count for call in own))


def _arrows(groups: list[tuple[Event, Group]]) -> Iterator[Arrow]:
    events: dict[str, list[Event]] = defaultdict(list)
    for event, _ in sorted(groups, key=lambda item: item[0].span):
        events[event.module].append(event)
    for target, group in groups:
        found: dict[tuple[object, ...], tuple[Event, Handed, list[Pass]]] = {}
        for handed in _merged(each for step in group.steps for each in step.handed):
            for source, part in _by_source(events[handed.giver], handed):
                key = (handed.giver, part.givers, part.takers, part.takes == "input")
                passed = found.setdefault(key, (source, part, []))[2]
                passed.append(Pass(part.takes, part.gives, part.how))
        for source, part, passed in found.values():
            order = sorted(set(passed), key=lambda each: STATES.index(each.takes) if each.takes in STATES else 0)
            yield Arrow(source, target, part.givers, part.takers, tuple(order))


def _merged(handed: Iterable[Handed]) -> list[Handed]:
    """Join what equal steps were handed: givers that move on with the takers, or one giver for all."""
    by_kind: dict[tuple[str, ...], list[Handed]] = defaultdict(list)
    for each in handed:
        row = by_kind[each.giver, each.gives, each.takes, each.how]
        joined = _joined(row[-1], each) if row else None
        row[-1:] = [joined] if joined else [*row[-1:], each]
    return [each for row in by_kind.values() for each in row]


def _joined(one: Handed, other: Handed) -> Handed | None:
    if other.takers.first != one.takers.last + 1:
        return None
    moves, single = one.givers.count == one.takers.count, one.givers.count == other.givers.count == 1
    if moves and other.givers.first == one.givers.last + 1 and other.givers.count == other.takers.count:
        givers = Span(one.givers.first, one.givers.count + other.givers.count)
    elif single and one.givers == other.givers:
        givers = one.givers
    else:
        return None
    takers = Span(one.takers.first, one.takers.count + other.takers.count)
    return Handed(one.giver, givers, one.gives, one.taker, takers, one.takes, one.how)


def _by_source(events: list[Event], handed: Handed) -> Iterator[tuple[Event, Handed]]:
    """Part what was handed by the events whose calls gave it; a call that the run has not gives none."""
    number = handed.givers.first
    while number <= handed.givers.last:
        place = bisect_right(events, number, key=lambda event: event.span.first) - 1
        if place < 0 or number > events[place].span.last:
            return
        last = min(handed.givers.last, events[place].span.last)
        yield events[place], _part(handed, number, last)
        number = last + 1


def _part(handed: Handed, first: int, last: int) -> Handed:
    if handed.givers.count == 1:
        return handed
    count = last - first + 1
    takers = Span(handed.takers.first + first - handed.givers.first, count)
    return Handed(handed.giver, Span(first, count), handed.gives, handed.taker, takers, handed.takes, handed.how)
