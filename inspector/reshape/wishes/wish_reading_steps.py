"""The steps that select and reduce atoms of a tensor, written as a person writes them."""

from collections.abc import Mapping
from math import prod

from ..primitives import ReduceKind
from ..steps import ReshapeStep
from ..steps.reduce_steps import Amax, Mean, Sum
from ..steps.size_steps import Unflatten
from ..steps.subscript import Slice, Subscript, SubscriptItem
from ..steps.take_steps import LastValid, MaskedMean
from .wish_choices import Action, Combine, CombineValid, Take, TakeValid
from .wish_layout import Group, Label, Layout

_WHOLE = Slice()
_REDUCTIONS: Mapping[ReduceKind, type[Mean | Sum | Amax]] = {"mean": Mean, "sum": Sum, "max": Amax}


def reading_steps(layout: Layout, actions: Mapping[int, Action]) -> tuple[ReshapeStep, ...]:
    """Give the steps that do this to the labels, by their numbers; a label without an action is kept."""
    by_lengths, layout = _by_lengths(layout, actions)
    items = tuple(_item(group, actions) for group in layout)
    left = tuple(
        tuple(label for label in group if not isinstance(actions.get(label.number), Take))
        for group, item in zip(layout, items, strict=True)
        if not isinstance(item, int)
    )
    return (*by_lengths, *subscripts(items), *_reductions(left, actions))


def can_select(group: Group, actions: Mapping[int, Action]) -> bool:
    """Tell whether at most one label of the axis is reduced, or some are taken so that a slice says it."""
    big = [label for label in group if label.size > 1]
    gone = [isinstance(actions[label.number], Take) for label in big]
    combined = sum(isinstance(actions[label.number], Combine) for label in big)
    return combined + (sum(gone) not in (0, len(gone)) and len(big) > 2) <= 1


def subscripts(items: tuple[SubscriptItem, ...]) -> tuple[Subscript, ...]:
    """Give the one Subscript with these items, shortened; none if all axes stay whole."""
    if all(item == _WHOLE for item in items):
        return ()
    if len(items) > 2 and all(item == _WHOLE for item in items[:-1]):
        return (Subscript((..., items[-1])),)
    last = max(at for at, item in enumerate(items) if item != _WHOLE)
    return (Subscript(items[: last + 1]),)


def _by_lengths(layout: Layout, actions: Mapping[int, Action]) -> tuple[tuple[ReshapeStep, ...], Layout]:
    for axis, group in enumerate(layout):
        match [actions.get(label.number) for label in group]:
            case [TakeValid()]:
                return (LastValid(1 - axis, axis),), layout[:axis] + layout[axis + 1 :]
            case [CombineValid()]:
                return (MaskedMean(1 - axis, axis),), layout[:axis] + layout[axis + 1 :]
    return (), layout


def _item(group: Group, actions: Mapping[int, Action]) -> SubscriptItem:
    """Give what takes the positions of an axis: a number, or a slice where some of its labels stay."""
    taken = {label: action for label in group if isinstance(action := actions.get(label.number), Take)}
    if not taken:
        return _WHOLE
    if all(label in taken or label.size == 1 for label in group):
        position = _position(group, taken)
        keepdim = any(action.keepdim for action in taken.values())
        return Slice(position or None, position + 1 or None) if keepdim else position
    return _block(group, *next((label, action.position) for label, action in taken.items() if label.size > 1))


def _position(group: Group, taken: Mapping[Label, Take]) -> int:
    position = 0
    for label in group:
        position = position * label.size + (taken[label].position if label in taken else 0)
    return position


def _block(group: Group, label: Label, position: int) -> Slice:
    """Give the slice that takes one position of the label and all of the one beside it."""
    inner = prod(other.size for other in group[group.index(label) + 1 :])
    if inner == 1:
        return Slice(position % label.size or None, None, label.size)
    last = position in (-1, label.size - 1)
    return Slice(position * inner or None, None if last else (position + 1) * inner)


def _reductions(layout: Layout, actions: Mapping[int, Action]) -> tuple[ReshapeStep, ...]:
    """Reduce whole axes first, then split off and reduce parts of axes."""
    steps: list[ReshapeStep] = []
    split: list[tuple[Label, Combine]] = []
    axes = list(layout)
    for group in layout:
        for label in group:
            action = actions.get(label.number)
            if not isinstance(action, Combine):
                continue
            if any(other.size > 1 and other is not label for other in group):
                split.append((label, action))
                continue
            axis = axes.index(group)
            steps.append(_REDUCTIONS[action.kind]((-1 if label.is_unit else axis,), action.keepdim))
            axes[axis : axis + 1] = [()] if action.keepdim else []
    return (*steps, *_split_reductions(axes, split))


def _split_reductions(axes: list[Group], split: list[tuple[Label, Combine]]) -> list[ReshapeStep]:
    steps: list[ReshapeStep] = []
    for label, action in split:
        axis = next(at for at, group in enumerate(axes) if label in group)
        group = axes[axis]
        inside = group.index(label)
        steps.append(unflatten(axis, len(axes), tuple(other.size for other in group)))
        steps.append(_REDUCTIONS[action.kind]((axis + inside,)))
        axes[axis : axis + 1] = [(other,) for other in group if other is not label]
    return steps


def unflatten(axis: int, rank: int, sizes: tuple[int, ...]) -> Unflatten:
    """Give the split of an axis; of the last one it is counted from the end, as features usually are."""
    return Unflatten(-1 if axis == rank - 1 and rank > 1 else axis, sizes)
