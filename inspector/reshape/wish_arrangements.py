"""The ways to put the labels of a reading into the axes that are wanted, and how natural each is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .wish import Named, Open, Rest, Sized, WantedAxis
from .wish_layout import Group, Label, Layout, halves, labels_of, size_of_group
from .wish_names import FEATURES, can_mean

_NEW, _DROPPED = 0.5, 0.2
_MOVED, _MOVED_WITHIN = 0.5, 1.0
_SPLIT_UNITS, _SPLIT_TIME, _ALL_FEATURES = 3.0, 4.0, 2.0


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
        for outer, inner, cost in _splits(label, wanted):
            both = {label: (outer, inner)}
            parts = tuple(tuple(part for each in group for part in both.get(each, (each,))) for group in layout)
            yield from _filled(layout, parts, wanted, cost)


def _splits(label: Label, wanted: tuple[WantedAxis, ...]) -> Iterator[tuple[Label, Label, float]]:
    if not (label.is_unit or label.name == "time") or not label.whole:
        return
    sizes = {axis.size for axis in wanted if isinstance(axis, Sized) and 1 < axis.size < label.size}
    fitting = {size for size in sizes if label.size % size == 0}
    for inner in sorted(fitting | {label.size // size for size in fitting}):
        yield *halves(label, inner), _SPLIT_UNITS if label.is_unit else _SPLIT_TIME


def _filled(source: Layout, layout: Layout, wanted: tuple[WantedAxis, ...], cost: float) -> Iterator[Arrangement]:
    labels = labels_of(layout)
    first = [at for at, axis in enumerate(wanted) if not isinstance(axis, Open | Rest)]
    for groups, left in _assigned(tuple(wanted[at] for at in first), labels):
        filled: dict[int, Layout] = {at: (group,) for at, group in zip(first, groups, strict=True)}
        rest = tuple(label for label in left if label.size > 1)
        open_at = next((at for at in range(len(wanted)) if at not in filled), None)
        if open_at is not None:
            filled[open_at] = (rest,) if isinstance(wanted[open_at], Open) else _as_they_are(layout, left)
        elif rest:
            continue
        axes = tuple(group for at in range(len(wanted)) for group in filled[at])
        if all(_is_usual(group) for group in axes) and _in_order(axes):
            yield Arrangement(axes, cost + _cost(source, layout, wanted, axes))


def _as_they_are(layout: Layout, left: Group) -> Layout:
    kept = (tuple(label for label in group if label in left) for group in layout)
    return tuple(group for group in kept if group)


def _is_usual(group: Group) -> bool:
    """Tell whether a part of a label stands alone, or as people merge it: heads into the batch, frames into features."""
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


def _assigned(wanted: tuple[WantedAxis, ...], labels: Group) -> Iterator[tuple[Layout, Group]]:
    """Give the labels for each wanted axis, and those that are left."""
    if not wanted:
        yield (), labels
        return
    for group in _groups_for(wanted[0], labels):
        left = tuple(label for label in labels if label not in group)
        for others, rest in _assigned(wanted[1:], left):
            yield (group, *others), rest


def _groups_for(wanted: WantedAxis, labels: Group) -> Iterator[Group]:
    match wanted:
        case Sized(1):
            yield ()
            yield from ((label,) for label in labels if label.size == 1)
        case Sized(size):
            yield from _with_product(size, tuple(label for label in labels if label.size > 1))
        case Named(names, size):
            for group in _meant(names, labels):
                if size is None or size_of_group(group) == size:
                    yield group


def _with_product(size: int, labels: Group) -> Iterator[Group]:
    """Give every order of some labels whose sizes multiply to `size`."""
    for label in labels:
        if label.size == size:
            yield (label,)
        elif size % label.size == 0:
            others = tuple(other for other in labels if other is not label)
            yield from ((label, *rest) for rest in _with_product(size // label.size, others))


def _meant(names: tuple[str, ...], labels: Group) -> Iterator[Group]:
    """Give the labels that the names can mean, in the order of the names."""
    if not names:
        yield ()
        return
    for group in _meant_by(names[0], labels):
        left = tuple(label for label in labels if label not in group)
        yield from ((*group, *others) for others in _meant(names[1:], left))


def _meant_by(name: str, labels: Group) -> Iterator[Group]:
    whole = tuple(label for label in labels if label.whole)
    if name != FEATURES:
        named = next((label for label in whole if can_mean(name, label.name, label.size)), None)
        if named is not None:
            yield (named,)
        elif name == "batch" and not any(label.name == "batch" for label in labels):
            yield ()  # one sequence is a batch of one
        return
    units = tuple(label for label in whole if label.is_unit or label.name == "direction")
    rest = tuple(label for label in whole if label.size > 1 and label.name != "batch")
    yield from (group for group in dict.fromkeys((units, rest)) if any(label.is_unit for label in group))


def _cost(source: Layout, layout: Layout, wanted: tuple[WantedAxis, ...], axes: Layout) -> float:
    target = labels_of(axes)
    dropped = sum(len(group) == 1 and group[0] not in target and group[0].size == 1 for group in layout)
    alone = {group for group in layout if len(group) == 1}
    new = sum(all(label.size == 1 for label in group) and group not in alone for group in axes)
    return (
        _NEW * new
        + _DROPPED * dropped
        + _order_cost(axes, layout)
        + _merge_cost(source, axes)
        + _all_cost(wanted, axes)
    )


def _order_cost(axes: Layout, layout: Layout) -> float:
    """Charge each pair of labels that changes its order, more if both stand on one axis."""
    before = [label for label in labels_of(layout) if label.size > 1 or not label.whole]
    at = {label: axis for axis, group in enumerate(axes) for label in group}
    after = [label for label in labels_of(axes) if label in before]
    turned = [(one, other) for one, other in combinations(after, 2) if before.index(one) > before.index(other)]
    return sum(_MOVED_WITHIN if at[one] == at[other] else _MOVED for one, other in turned)


def _merge_cost(source: Layout, axes: Layout) -> float:
    """Charge each pair of labels that comes to stand on one axis, as people seldom merge them."""
    home = {label.number: axis for axis, group in enumerate(source) for label in group}
    pairs = (pair for group in axes for pair in combinations([label for label in group if label.size > 1], 2))
    return sum(_merged(one, other) for one, other in pairs if home[one.number] != home[other.number])


def _merged(one: Label, other: Label) -> float:
    names = {"time" if label.is_time else "unit" if label.is_unit else label.name for label in (one, other)}
    if names == {"direction", "unit"}:
        return 0.3
    if names <= {"batch", "time"} or names <= {"time", "unit", "direction"} or names <= {"layer", "direction", "unit"}:
        return 1.0
    return 1.5 if one.part or other.part else 4.0


def _all_cost(wanted: tuple[WantedAxis, ...], axes: Layout) -> float:
    """Charge features that are all there is: where a time axis or a layer is left, it is asked for by name."""
    if len(wanted) != len(axes):
        return 0.0
    pairs = (
        group for axis, group in zip(wanted, axes, strict=True) if isinstance(axis, Named) and axis.names == (FEATURES,)
    )
    return sum(
        _ALL_FEATURES for group in pairs if any(not label.is_unit and label.name != "direction" for label in group)
    )
