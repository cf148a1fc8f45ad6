"""The ways to put the labels of a reading into the axes that are wanted, and how natural each is."""

from collections.abc import Iterator
from dataclasses import dataclass

from .wish import Open, Rest, Sized, WantedAxis
from .wish_assignments import assigned
from .wish_costs import arrangement_cost
from .wish_layout import Group, Label, Layout, halves, labels_of

_SPLIT_UNITS, _SPLIT_TIME = 3.0, 4.0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The labels of each wanted axis, outermost first; an axis without a label is put in with size 1."""

    axes: Layout
    cost: float


def arrangements(layout: Layout, wanted: tuple[WantedAxis, ...]) -> Iterator[Arrangement]:
    """Give every way to fill the wanted axes with all labels of the layout, some of them split if sizes ask for it.

    An axis `batch` that the layout has not is one of size 1.
    """
    yield from _filled(layout, layout, wanted, 0.0)
    for label in labels_of(layout):
        for both, cost in _splits(label, wanted):
            parts = tuple(
                tuple(part for each in group for part in (both if each == label else (each,))) for group in layout
            )
            yield from _filled(layout, parts, wanted, cost)


def _splits(label: Label, wanted: tuple[WantedAxis, ...]) -> Iterator[tuple[Group, float]]:
    if not (label.is_unit or label.name == "time") or not label.whole:
        return
    sizes = {axis.size for axis in wanted if isinstance(axis, Sized) and 1 < axis.size < label.size}
    fitting = {size for size in sizes if label.size % size == 0}
    for inner in sorted(fitting | {label.size // size for size in fitting}):
        yield halves(label, inner), _SPLIT_UNITS if label.is_unit else _SPLIT_TIME


def _filled(source: Layout, layout: Layout, wanted: tuple[WantedAxis, ...], cost: float) -> Iterator[Arrangement]:
    first = [at for at, axis in enumerate(wanted) if not isinstance(axis, Open | Rest)]
    for groups, left in assigned(tuple(wanted[at] for at in first), labels_of(layout)):
        filled: dict[int, Layout] = {at: (group,) for at, group in zip(first, groups, strict=True)}
        rest = tuple(label for label in left if label.size > 1)
        open_at = next((at for at in range(len(wanted)) if at not in filled), None)
        if open_at is not None:
            filled[open_at] = (rest,) if isinstance(wanted[open_at], Open) else _as_they_are(layout, left)
        elif rest:
            continue
        axes = tuple(group for at in range(len(wanted)) for group in filled[at])
        if all(_is_usual(group) for group in axes) and _in_order(axes):
            yield Arrangement(axes, cost + arrangement_cost(source, layout, wanted, axes))


def _as_they_are(layout: Layout, left: Group) -> Layout:
    kept = (tuple(label for label in group if label in left) for group in layout)
    return tuple(group for group in kept if group)


def _is_usual(group: Group) -> bool:
    """Tell whether a part of a label stands alone, or is merged as usual: heads into batch, frames into features."""
    match group:
        case [] | [_]:
            return True
        case [Label(name="batch"), Label(part=1, is_unit=True)]:
            return True
        case [Label(part=2, is_time=True), *others]:
            return [other.part for other in others] == [0] * len(others) and others[-1].is_unit
    return not any(label.part for label in group)


def _in_order(axes: Layout) -> bool:
    """Tell whether the parts of a label keep their order, and heads in the batch leave their width last."""
    parts = [(label, group) for group in axes for label in group if label.part]
    if [label.part for label, _ in parts] not in ([], [1, 2]):
        return False
    return not parts or len(parts[0][1]) == 1 or axes[-1] == parts[1][1]
