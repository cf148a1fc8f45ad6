"""A timeline in words: a label and a sentence for every arrow, and how each call begins."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .handed_on import How, Span
from .timeline_parts import Arrow, Begin, Event, Pass, Timeline, has_cell_state

_BEGINS = {
    Begin.ZEROS: "zeros, since no state was given",
    Begin.ZERO_VALUES: "zeros",
    Begin.CARRIED: "the final state of an earlier run",
    Begin.OUTSIDE: "a state that no call ended with: it was given from outside, or computed on the way",
}


def arrow_label(arrow: Arrow) -> str:
    """Give what is handed on in a few letters: `h_n, c_n`, `h_n only`, `output as input`."""
    if arrow.is_input:
        words = f"{given_text(arrow.passed[0])} as input"
    elif arrow.is_whole_state:
        words = ", ".join(each.gives for each in arrow.passed)
    elif all(_is_straight(each) for each in arrow.passed):
        words = ", ".join(map(given_text, arrow.passed)) + (
            " only" if len(arrow.passed) == 1 and _wants_more(arrow) else ""
        )
    else:
        words = ", ".join(f"{given_text(each)} as {each.takes}" for each in arrow.passed)
    return f"{words} (equal)" if arrow.is_equality else words


def arrow_sentence(arrow: Arrow) -> str:
    """Say what the arrow shows, as in `decoder call 0 begins with the final state of encoder call 0`."""
    several, row = arrow.takers.count > 1, arrow.givers.count > 1 and not _is_before(arrow)
    each = ", in order, " if row else " each " if several else " "
    what = f"{'values equal to ' if arrow.is_equality else ''}{_what(arrow)} of {_givers(arrow)}"
    takers = f"{arrow.target.layer} {arrow.takers}"
    if arrow.is_input:
        return f"{takers}{each}{'take' if several else 'takes'} {what} as {'their' if several else 'its'} input."
    return f"{takers}{each}{'begin' if several else 'begins'} with {what}."


def begin_sentence(event: Event, arrows: Iterable[Arrow]) -> str:
    """Say how the calls of the event begin, as far as none of the arrows that end there says it; "" where they do."""
    if event.begin is Begin.PASSED:
        return ""
    later = [arrow.takers.first for arrow in arrows if _brings(arrow, event.rest) and arrow.target == event]
    span = Span(event.span.first, min(later, default=event.span.last + 1) - event.span.first)
    if "h_0" not in event.rest:
        return f"{event.layer} {span} {'has' if span.count == 1 else 'each have'} as c_0 {_BEGINS[event.begin]}."
    return f"{event.layer} {span} {'begins' if span.count == 1 else 'each begin'} with {_BEGINS[event.begin]}."


def _brings(arrow: Arrow, roles: tuple[str, ...]) -> bool:
    return any(each.takes in roles for each in arrow.passed)


def given_text(each: Pass) -> str:
    """Give what was handed on: `h_n`, `c_n[1]`, `part of h_n` where it is not known which."""
    return f"part of {each.gives}" if each.how is How.VIEW and "[" not in each.gives else each.gives


def told(timeline: Timeline) -> Iterator[tuple[Event, tuple[str, ...]]]:
    """Give the events in order, each with the sentences that say how it begins and what it takes."""
    arrows: dict[Event, list[Arrow]] = defaultdict(list)
    for arrow in timeline.arrows:
        arrows[arrow.target].append(arrow)
    for event in timeline.events:
        own = (begin_sentence(event, arrows[event]), *map(arrow_sentence, arrows[event]))
        yield event, tuple(sentence for sentence in own if sentence)


def given_words(passed: Iterable[Pass]) -> str:
    """Name in a sentence what was handed on: `the h_n and c_n`, `part of h_n`."""
    texts = tuple(dict.fromkeys(given_text(each) for each in passed))
    return f"{'' if texts[0].startswith('part of') else 'the '}{' and '.join(texts)}"


def _what(arrow: Arrow) -> str:
    if arrow.is_whole_state:
        return "the final state"
    if arrow.is_input or all(_is_straight(each) for each in arrow.passed):
        return given_words(arrow.passed)
    return "the " + " and ".join(f"{given_text(each)} (as {each.takes})" for each in arrow.passed)


def _is_before(arrow: Arrow) -> bool:
    """Tell whether each call takes from the call of the same layer before it."""
    same = arrow.source.module == arrow.target.module and arrow.givers.count == arrow.takers.count
    return same and arrow.givers.first + 1 == arrow.takers.first


def _givers(arrow: Arrow) -> str:
    if _is_before(arrow) and arrow.takers.count > 1:
        return "the call before"
    same = arrow.source.module == arrow.target.module
    return str(arrow.givers) if same else f"{arrow.source.layer} {arrow.givers}"


def _is_straight(each: Pass) -> bool:
    return each.takes != "input" and each.gives.startswith(f"{each.takes[0]}_n")


def _wants_more(arrow: Arrow) -> bool:
    return has_cell_state(arrow.target.kind)
