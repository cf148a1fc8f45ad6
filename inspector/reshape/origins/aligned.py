"""Where two shapes of the same elements line up."""

from dataclasses import dataclass

from ..primitives import Shape


@dataclass(frozen=True, slots=True)
class Aligned:
    """Axes `source` of the one shape and axes `target` of the other that hold the same elements in order."""

    source: range
    target: range


def aligned_groups(source: Shape, target: Shape) -> tuple[Aligned, ...]:
    """Split both shapes into the smallest runs of axes with equal products, outermost first.

    (2, 5, 4) and (10, 2, 2) give 2 x 5 = 10 and 4 = 2 x 2. Shapes without elements are one group.
    """
    if 0 in source or 0 in target:
        return (Aligned(range(len(source)), range(len(target))),)
    groups: list[Aligned] = []
    first, second = 0, 0
    while first < len(source) or second < len(target):
        group = _next_group(source, target, first, second)
        first, second = group.source.stop, group.target.stop
        groups.append(group)
    return tuple(groups)


def _next_group(source: Shape, target: Shape, first: int, second: int) -> Aligned:
    next_first, next_second = min(first + 1, len(source)), min(second + 1, len(target))
    # A shape that has come to its end leaves axes of size 1 in the other: the empty product is 1.
    product = source[first] if first < len(source) else 1
    other = target[second] if second < len(target) else 1
    while product != other:
        if product < other:
            product *= source[next_first]
            next_first += 1
        else:
            other *= target[next_second]
            next_second += 1
    return Aligned(range(first, next_first), range(second, next_second))
