"""A timeline for the command line: a few lines, and plain data."""

from itertools import islice
from typing import Any

from .timeline_parts import Arrow, Event, Timeline
from .timeline_summary import summary
from .timeline_words import arrow_label, arrow_sentence, told

_LINES = 12


def timeline_text(timeline: Timeline) -> str:
    """Give the calls in order, one line each with what it begins with and takes, and the whole in a sentence.

    "" where fewer than two calls leave nothing to tell. After 12 lines the rest is counted.
    """
    if sum(lane.calls for lane in timeline.lanes) < 2:
        return ""
    sentences = [sentence for _, own in told(timeline) for sentence in own]
    shown = list(islice(sentences, _LINES))
    left = len(sentences) - len(shown)
    more = [f"  and {left:,} more"] if left else []
    return "\n".join((f"timeline: {summary(timeline)}", *(f"  {sentence}" for sentence in shown), *more))


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """Give summary, events and arrows as plain data; an arrow names its events by their place in the list."""
    places = {(event.module, event.span): place for place, event in enumerate(timeline.events)}
    return {
        "summary": summary(timeline),
        "events": [_event_json(event, sentences) for event, sentences in told(timeline)],
        "arrows": [_arrow_json(arrow, places) for arrow in timeline.arrows],
    }


def _event_json(event: Event, sentences: tuple[str, ...]) -> dict[str, Any]:
    return {
        "module": event.module,
        "kind": event.kind.value,
        "call": event.span.first,
        "count": event.span.count,
        "steps": event.steps,
        "lengths": None if event.lengths is None else list(event.lengths),
        "begins": event.begin.value,
        "sentences": list(sentences),
    }


def _arrow_json(arrow: Arrow, places: dict[Any, int]) -> dict[str, Any]:
    return {
        "from": places[arrow.source.module, arrow.source.span],
        "to": places[arrow.target.module, arrow.target.span],
        "givers": [arrow.givers.first, arrow.givers.last],
        "takers": [arrow.takers.first, arrow.takers.last],
        "passed": [{"from": each.gives, "to": each.takes, "by": each.how.value} for each in arrow.passed],
        "label": arrow_label(arrow),
        "sentence": arrow_sentence(arrow),
    }
