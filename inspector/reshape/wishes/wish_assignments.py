"""Which labels can stand for the axes that are wanted."""

from collections.abc import Iterator

from .wish import Named, Sized, WantedAxis
from .wish_layout import Group, Layout, size_of_group
from .wish_names import FEATURES, can_mean


def assigned(wanted: tuple[WantedAxis, ...], labels: Group) -> Iterator[tuple[Layout, Group]]:
    """Give the labels for each wanted axis, none of them open, and those that are left.

    Axes that are named choose first: what is left of size 1 stands where just that size is wanted.
    """
    order = sorted(range(len(wanted)), key=lambda at: not isinstance(wanted[at], Named))
    for groups, left in _assigned(tuple(wanted[at] for at in order), labels):
        chosen = dict(zip(order, groups, strict=True))
        yield tuple(chosen[at] for at in range(len(wanted))), left


def _assigned(wanted: tuple[WantedAxis, ...], labels: Group) -> Iterator[tuple[Layout, Group]]:
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
            yield next(((label,) for label in labels if label.size == 1), ())
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
