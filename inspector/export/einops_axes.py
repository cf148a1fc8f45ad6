"""Reordering and regrouping as one pattern: every axis is followed as the factors that it is the product of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..reshape.primitives import Index, Pick, Primitive, Range, Regroup, Reorder
from ..reshape.steps.einops_pattern import Pattern
from ..tensor.axis import Axes, Axis
from .einops_names import identifier, told_apart
from .named_size import InputSizes, NamedSize, written_size


class CutsAcrossError(Exception):
    """A regrouping cuts across factors, so that no pattern says it."""


@dataclass(eq=False, slots=True)
class Factor:
    """A part of an axis; `parts` are the two that it was split into. `written` is its size as code says it."""

    name: str
    size: int
    written: int
    parts: tuple["Factor", ...] = ()

    @property
    def leaves(self) -> Iterator["Factor"]:
        """Give the parts that were not split again, outermost first."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves

    def split(self, outer: int) -> tuple["Factor", "Factor"]:
        """Split into an outer part of this size and the rest; a size that the input decides stays in the outer one."""
        inner = self.size // outer
        written = NamedSize(outer, f"{self.written!r} // {inner}") if isinstance(self.written, NamedSize) else outer
        self.parts = Factor(self.name, outer, written), Factor(self.name, inner, inner)
        return self.parts[0], self.parts[1]


@dataclass(slots=True)
class FollowedAxes:
    """The axes as a run of primitives begins, `left`, and as they are by now, `right`."""

    left: list[list[Factor]]
    right: list[list[Factor]] = field(default_factory=list)

    def follow(self, primitive: Primitive, after: Axes) -> None:
        """Go on with a primitive; `after` are the axes then. Raises CutsAcrossError."""
        match primitive:
            case Reorder(order):
                self.right = [self.right[axis] for axis in order]
            case Regroup():
                self.right = _regrouped([factor for group in self.right for factor in group], after)
            case Index(selectors):
                groups = iter(self.right)
                kept = []
                for selector in selectors:
                    group = next(groups) if isinstance(selector, Range | Pick) else []
                    kept += [] if isinstance(selector, Pick) else [group]
                self.right = kept

    @property
    def pattern(self) -> tuple[Pattern, tuple[tuple[str, int], ...]]:
        """Give the pattern, and the sizes that must be named beside it."""
        left = [[leaf for factor in group for leaf in factor.leaves] for group in self.left]
        right = [[leaf for factor in group for leaf in factor.leaves] for group in self.right]
        kept = {id(leaf) for group in right for leaf in group}
        left = [[leaf for leaf in group if id(leaf) in kept] for group in left]
        runs = _runs(left, right)
        names = _names(runs)
        heads = {id(run[0]): number for number, run in enumerate(runs)}
        sides = [[[heads[id(leaf)] for leaf in group if id(leaf) in heads] for group in side] for side in (left, right)]
        named = (tuple(tuple(names[number] for number in group) for group in side) for side in sides)
        sizes = [
            pair for group in sides[0] for pair in _open_sizes([(names[number], runs[number]) for number in group])
        ]
        return Pattern(*named), tuple(sizes)


def followed(axes: Axes, sizes: InputSizes) -> FollowedAxes:
    """Begin with these axes."""
    left = []
    for axis in axes:
        parts = [Axis((atom,)) for atom in axis.atoms]
        left.append([Factor(identifier(part), part.size, written_size(part, sizes)) for part in parts])
    return FollowedAxes(left, [list(group) for group in left])


def _regrouped(factors: list[Factor], after: Axes) -> list[list[Factor]]:
    """Share the factors out among the new axes; those of size 1 go where the axes say, or nowhere."""
    if any(factor.size == 0 for factor in factors) or any(axis.size == 0 for axis in after):
        raise CutsAcrossError
    large = [factor for factor in factors if factor.size > 1]
    ones = [factor for factor in factors if factor.size == 1]
    groups = []
    for axis in after:
        wanted = [identifier(Axis((atom,))) for atom in axis.atoms if atom.size == 1]
        placed = [one for one in ones if one.name in wanted]
        ones = [one for one in ones if one not in placed]
        groups.append([*placed, *_taken(large, axis.size)])
    return groups


def _taken(factors: list[Factor], size: int) -> list[Factor]:
    """Take from the front factors whose product is the size, splitting the last one if need be."""
    taken = []
    while size > 1:
        first = factors.pop(0)
        if first.size > size and first.size % size == 0:
            first, rest = first.split(size)
            factors.insert(0, rest)
        if size % first.size:
            raise CutsAcrossError
        taken.append(first)
        size //= first.size
    return taken


def _runs(left: list[list[Factor]], right: list[list[Factor]]) -> list[list[Factor]]:
    """Give runs of factors that stand side by side on both sides: a pattern needs one name for each."""
    beside = {(id(one), id(other)) for group in right for one, other in pairwise(group)}
    runs: list[list[Factor]] = []
    for group in left:
        before: Factor | None = None
        for factor in group:
            if before is not None and (id(before), id(factor)) in beside:
                runs[-1].append(factor)
            else:
                runs.append([factor])
            before = factor
    return runs


def _names(runs: list[list[Factor]]) -> list[str]:
    """Give each run a name of its own: what is in it."""
    return told_apart(["_".join(dict.fromkeys(factor.name for factor in run)) for run in runs])


def _open_sizes(group: list[tuple[str, list[Factor]]]) -> Iterator[tuple[str, int]]:
    """Give the sizes to be named of an axis on the left: of all but one, best the one that the input decides."""
    if len(group) < 2:
        return
    sizes = [(name, _run_size(run)) for name, run in group]
    from_input = (number for number, (_, size) in enumerate(sizes) if isinstance(size, NamedSize))
    left_open = next(from_input, len(sizes) - 1)
    yield from (pair for number, pair in enumerate(sizes) if number != left_open)


def _run_size(run: list[Factor]) -> int:
    """Give the size of a run of factors, as code says it where it is one."""
    if len(run) == 1:
        return run[0].written
    product = 1
    for factor in run:
        product *= factor.size
    return product
