"""The final states of both directions of a layer, taken from its output or from its last states."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..primitives import ReduceKind, Trunk
from ..steps import ReshapeStep
from ..steps.join_steps import Cat, Stack
from ..steps.operand import Operand
from ..steps.reduce_steps import Amax, Mean, Sum
from ..steps.subscript import Slice, Subscript, SubscriptItem
from ..steps.take_steps import LastValid
from .wish_choices import Action, Combine, Take, spans_both
from .wish_layout import Group, Layout, labels_of
from .wish_reading_steps import subscripts

_COMBINED: tuple[tuple[ReduceKind, type[Mean | Sum | Amax], str, float], ...] = (
    ("sum", Sum, "both directions' final states added", 2.4),
    ("mean", Mean, "mean of both directions' final states", 2.7),
    ("max", Amax, "larger of both directions' final states", 3.7),
)
_BOTH = "both directions' final states"
_TRUNK = Trunk()


@dataclass(frozen=True, slots=True)
class FinalState:
    """One way to take them: what is left, what was done to the labels, the steps."""

    layout: Layout
    actions: tuple[tuple[int, Action], ...]
    steps: tuple[ReshapeStep, ...]
    meaning: str
    cost: float


def final_states(layout: Layout, name: str, packed: bool) -> Iterator[FinalState]:
    """Give the ways to take both directions' final states of a tensor with these axes, which code calls `name`."""
    if spans_both(layout):
        yield from _of_output(layout, name, packed)
    names = [[label.name for label in group] for group in layout]
    if names[:1] == [["layer", "direction"]] and len(layout[-1]) == 1 and layout[-1][0].is_unit:
        layer, direction = layout[0]
        left = (*layout[1:-1], (direction, layout[-1][0]))
        actions: tuple[tuple[int, Action], ...] = ((layer.number, Take(-1)),) if layer.size > 1 else ()
        last = "last layer: " if actions else ""
        cat = Cat((_TRUNK, Operand(name, (Subscript((-1,)),))), -1)
        yield FinalState(left, actions, (Subscript((-2,)), cat), f"{last}{_BOTH}", 0.7)


def _of_output(layout: Layout, name: str, packed: bool) -> Iterator[FinalState]:
    """At the last step the forward half is final, at step 0 the backward half."""
    time = next(label for label in labels_of(layout) if label.name == "time")
    pair = next(group for group in layout if len(group) == 2 and group[0].name == "direction")
    valid = packed and {group[0].name for group in layout[:2]} == {"batch", "time"}
    forward = _taken(layout, time.number, pair, Slice(None, pair[1].size), -1)
    backward = _taken(layout, time.number, pair, Slice(pair[1].size), 0)
    start: tuple[ReshapeStep, ...] = subscripts(forward)
    if valid:
        axis = layout.index((time,))
        start = (LastValid(1 - axis, axis), *subscripts(forward[:axis] + forward[axis + 1 :]))
    other = Operand(name, subscripts(backward))
    left = tuple(group for group in layout if group != (time,))
    gone: tuple[tuple[int, Action], ...] = ((time.number, Take(-1)), (-1, Take(0)))  # -1: the backward half's step
    yield FinalState(left, gone, (*start, Cat((_TRUNK, other), -1)), _BOTH, 0.9)
    single = tuple((pair[1],) if group == pair else group for group in left)
    for dim in range(len(single)):
        apart = (*single[:dim], (pair[0],), *single[dim:])
        yield FinalState(apart, gone, (*start, Stack((_TRUNK, other), dim)), _BOTH, 0.9)
    for kind, step, said, cost in _COMBINED:
        actions = (*gone, (pair[0].number, Combine(kind)))
        yield FinalState(single, actions, (*start, Stack((_TRUNK, other), 0), step((0,))), said, cost)


def _taken(layout: Layout, time: int, pair: Group, half: Slice, step: int) -> tuple[SubscriptItem, ...]:
    items: dict[Group, SubscriptItem] = {pair: half}
    items |= {group: step for group in layout if [label.number for label in group] == [time]}
    return tuple(items.get(group, Slice()) for group in layout)
