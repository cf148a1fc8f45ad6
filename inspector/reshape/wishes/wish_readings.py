"""The natural readings of a tensor: what of it is kept, selected or reduced, before its axes are put in order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..steps import ReshapeStep
from .wish_choices import Action, Choice, Keep, Take, TakeValid, choices_for, spans_both
from .wish_final_states import final_states
from .wish_layout import Group, Layout, labels_of
from .wish_reading_steps import can_select, reading_steps

Actions = tuple[tuple[int, Action], ...]
_CHEAPER = 3.0  # by how much a combination can be more natural than its parts


@dataclass(frozen=True, slots=True)
class Reading:
    """What is left of a tensor: its labels by axis, what was done to the others, what that means.

    `final` tells that it is a final state. `ready` are the steps where they are known already.
    """

    source: Layout
    layout: Layout
    actions: Actions
    meaning: str
    cost: float
    final: bool = False
    ready: tuple[ReshapeStep, ...] | None = None

    @property
    def steps(self) -> tuple[ReshapeStep, ...]:
        """The steps that give it."""
        return reading_steps(self.source, dict(self.actions)) if self.ready is None else self.ready


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to know beside the axes.

    The tensor's name in code, whether it is packed with known lengths, how many axes of size 1 are wanted.
    """

    name: str
    packed: bool
    ones: int


def readings_of(layout: Layout, told: Told, limit: float) -> Iterator[Reading]:
    """Give every reading of a tensor with these axes that costs no more than `limit`."""
    for state in final_states(layout, told.name, told.packed):
        yield Reading(layout, state.layout, state.actions, state.meaning, state.cost, True, state.steps)
    labels = labels_of(layout)
    options = [choices_for(label, layout, told.packed, told.ones > 0) for label in labels]
    for chosen in _chosen(options, limit + _CHEAPER, told.ones):
        actions = {label.number: choice.action for label, choice in zip(labels, chosen, strict=True)}
        if all(can_select(group, actions) for group in layout) and not _is_odd(labels, actions):
            reading = _reading(layout, labels, chosen, actions)
            if reading.cost <= limit:
                yield reading


def _chosen(options: list[tuple[Choice, ...]], budget: float, ones: int) -> Iterator[tuple[Choice, ...]]:
    """Give one choice for each label, so that all of them fit the budget and the axes of size 1."""
    if not options:
        yield ()
        return
    for choice in options[0]:
        left = ones - getattr(choice.action, "keepdim", False)
        if choice.cost <= budget and left >= 0:
            yield from ((choice, *others) for others in _chosen(options[1:], budget - choice.cost, left))


def _reading(layout: Layout, labels: Group, chosen: tuple[Choice, ...], actions: dict[int, Action]) -> Reading:
    left = tuple(group for each in layout if (group := _left(each, actions)) is not None)
    kept = tuple((number, action) for number, action in actions.items() if not isinstance(action, Keep))
    order = sorted(zip(labels, chosen, strict=True), key=lambda pair: not pair[0].is_time)
    said = ", ".join(choice.meaning for _, choice in order if choice.meaning)
    found = Reading(layout, left, kept, said, sum(choice.cost for choice in chosen))
    return _judged(found, labels, actions)


def _left(group: Group, actions: dict[int, Action]) -> Group | None:
    """Give what is left of an axis, None if it is gone."""
    gone = [label for label in group if not isinstance(actions[label.number], Keep)]
    if not gone:
        return group
    rest = tuple(label for label in group if label not in gone)
    if any(getattr(actions[label.number], "keepdim", False) for label in gone):
        return rest or (replace(group[0], size=1, whole=False),)
    return rest if any(label.size > 1 for label in rest) else None


def _is_odd(labels: Group, actions: dict[int, Action]) -> bool:
    """Tell whether it takes the only sample by an index though nothing else is taken: squeeze says that."""
    taken = [label for label in labels if isinstance(actions[label.number], Take)]
    return len(taken) == 1 and taken[0].name == "batch" and taken[0].size == 1


def _judged(reading: Reading, labels: Group, actions: dict[int, Action]) -> Reading:
    """Say what a time step means for each direction: the backward one has read everything at the first step."""
    time = next((label for label in labels if label.name == "time"), None)
    step = actions[time.number] if time else Keep()
    if not isinstance(step, Take | TakeValid):
        return _layer_judged(reading, labels, actions)
    at_end = isinstance(step, TakeValid) or step.position == -1
    direction = spans_both(reading.source)
    half = actions[direction.number] if direction else None
    if direction is None:
        return replace(reading, final=at_end)
    if not isinstance(half, Take):
        less = "the backward half has read that one step only" if at_end else "the forward half has read that one only"
        return replace(reading, cost=reading.cost + 2.0, meaning=f"{reading.meaning}; {less}")
    if at_end == (half.position == 0):
        said = f"{'forward' if at_end else 'backward'} direction's final state"
        return replace(reading, cost=reading.cost - _CHEAPER * (not at_end), final=True, meaning=said)
    return replace(reading, cost=reading.cost + 3.0, meaning=f"{reading.meaning}, which has read that one step only")


def _layer_judged(reading: Reading, labels: Group, actions: dict[int, Action]) -> Reading:
    """A decoder wants each layer's state: the last layer with its directions apart is the rarer wish."""
    layer = next((label for label in labels if label.name == "layer"), None)
    if layer is None:
        return reading
    last = isinstance(actions[layer.number], Take) or layer.size == 1
    apart = any(label.name == "direction" and isinstance(actions[label.number], Keep) for label in labels)
    return replace(reading, cost=reading.cost + (1.0 if apart and layer.size > 1 and last else 0.0), final=last)
