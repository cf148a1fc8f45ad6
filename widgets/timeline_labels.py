"""The few words that stand in and beside the boxes of a timeline."""

from inspector.run.timeline_parts import Begin, Event, Lane

_BEGINS = {
    Begin.PASSED: "",
    Begin.ZEROS: "zeros",
    Begin.ZERO_VALUES: "zeros",
    Begin.CARRIED: "earlier run",
    Begin.OUTSIDE: "outside",
}


def box_lines(event: Event) -> tuple[str, str]:
    """Give the two lines of a box: which calls, and how many time steps each takes."""
    each = " each" if event.span.count > 1 else ""
    return str(event.span), f"{_steps(event)}{each}"


def begin_label(event: Event) -> str:
    """Give what the first call begins with, "" where an arrow tells it."""
    return _BEGINS[event.begin] if "h_0" in event.rest else ""


def lane_note(lane: Lane) -> str:
    """Give what stands below the name of a lane: `LSTM, 12 calls`."""
    return f"{lane.kind.value}, {lane.calls:,} call{'' if lane.calls == 1 else 's'}"


def _steps(event: Event) -> str:
    if event.lengths:
        low, high = min(event.lengths), max(event.lengths)
        return f"lengths {low} to {high}" if low < high else f"length {low}"
    steps = 1 if event.steps is None else event.steps
    return f"{steps:,} step{'' if steps == 1 else 's'}"
