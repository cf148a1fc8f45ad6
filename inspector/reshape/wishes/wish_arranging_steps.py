"""The steps that put labels of axes into other axes, the shortest that a person would write."""

from itertools import pairwise

from ..steps import ReshapeStep
from ..steps.order_steps import Permute, Transpose
from ..steps.size_steps import Flatten, Reshape, Squeeze, Unsqueeze
from .wish_layout import Group, Layout, labels_of, size_of_group, sizes_of
from .wish_reading_steps import unflatten


def arranging_steps(layout: Layout, target: Layout) -> tuple[ReshapeStep, ...]:
    """Give the steps from the one layout to the other, which has the same labels of size above 1.

    Axes of the target without a label are put in with size 1.
    """
    wanted = _stripped(layout, target)
    steps = _piecewise(layout, wanted)
    straight = _big(layout) == _big(wanted)
    return _in_one(wanted) if straight and len(steps) > 1 else steps


def _stripped(layout: Layout, target: Layout) -> Layout:
    """Forget labels of size 1 in axes that have others: they need no place of their own."""
    alone = {group[0] for group in layout if len(group) == 1}
    kept = []
    for group in target:
        single = len(group) == 1 and group[0] in alone
        kept.append(group if single else tuple(label for label in group if label.size > 1))
    return tuple(kept)


def _big(layout: Layout) -> Group:
    return tuple(label for label in labels_of(layout) if label.size > 1)


def _in_one(target: Layout) -> tuple[ReshapeStep, ...]:
    """Give the one reshape; the batch's axis is left open, so that the code suits another batch size."""
    holding = [any(label.name == "batch" for label in group) for group in target]
    return (Reshape(tuple(-1 if batch else size for batch, size in zip(holding, sizes_of(target), strict=True))),)


def _piecewise(layout: Layout, target: Layout) -> tuple[ReshapeStep, ...]:
    """Split, squeeze, put in order, merge, put in new axes."""
    steps: list[ReshapeStep] = []
    blocks = _split(layout, target, steps)
    blocks = _squeezed(blocks, target, steps)
    order = [blocks.index(block) for group in target for block in _blocks_of(group, blocks)]
    steps += _reordered(order)
    tail = _merged([len(_blocks_of(group, blocks)) for group in target if group])
    tail += [_unsqueezed(axis, len(target)) for axis, group in enumerate(target) if not group]
    return (*steps, *(_in_one(target) if len(tail) > 1 else tail))


def _split(layout: Layout, target: Layout, steps: list[ReshapeStep]) -> list[Group]:
    """Split every axis whose labels do not stay side by side."""
    found: list[Group] = []
    parted = any(label.part for label in labels_of(target))
    for at, group in enumerate(layout):
        kept = _parted(group, target) if parted else group
        pieces = _runs(tuple(label for label in kept if label.size > 1) or kept, target)
        if len(pieces) > 1:
            rank = len(found) + len(layout) - at
            steps.append(unflatten(len(found), rank, tuple(map(size_of_group, pieces))))
        found += pieces
    return found


def _parted(group: Group, target: Layout) -> Group:
    """Write a label that the target has in parts as its parts."""
    parts = sorted((label for label in labels_of(target) if label.part), key=lambda label: label.place)
    numbers = {label.number for label in parts}
    return tuple(new for label in group for new in (parts if label.number in numbers else (label,)))


def _runs(group: Group, target: Layout) -> list[Group]:
    """Cut the labels of an axis where they do not follow each other on one axis of the target."""
    followers = {pair for axis in target for pair in pairwise(axis)}
    runs = [group[:1]]
    for one, other in pairwise(group):
        if (one, other) in followers:
            runs[-1] = (*runs[-1], other)
        else:
            runs.append((other,))
    return runs


def _squeezed(blocks: list[Group], target: Layout, steps: list[ReshapeStep]) -> list[Group]:
    """Drop the axes of size 1 that the target has not."""
    used = set(labels_of(target))
    gone = tuple(at for at, block in enumerate(blocks) if not used.intersection(block))
    if gone:
        steps.append(Squeeze(gone[0] if len(gone) == 1 else gone))
    return [block for at, block in enumerate(blocks) if at not in gone]


def _blocks_of(group: Group, blocks: list[Group]) -> list[Group]:
    inside = [block for block in blocks if block and set(block) <= set(group)]
    return sorted(inside, key=lambda block: group.index(block[0]))


def _reordered(order: list[int]) -> list[ReshapeStep]:
    moved = [at for at, axis in enumerate(order) if at != axis]
    if not moved:
        return []
    return [Transpose(moved[0], moved[1])] if len(moved) == 2 else [Permute(tuple(order))]


def _merged(counts: list[int]) -> list[ReshapeStep]:
    """Merge neighbours: `counts` tells how many blocks each axis has."""
    steps: list[ReshapeStep] = []
    rank = sum(counts)
    for axis, count in enumerate(counts):
        if count > 1:
            rank -= count - 1
            steps.append(Flatten(axis, -1 if axis == rank - 1 else axis + count - 1))
    return steps


def _unsqueezed(axis: int, rank: int) -> Unsqueeze:
    return Unsqueeze(-1 if axis == rank - 1 and rank > 1 else axis)
