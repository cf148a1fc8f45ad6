"""Random tensors with named axes and random steps that torch accepts."""

import string
from dataclasses import dataclass
from math import prod

import torch
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_step
from inspector.engine.reshaping.named_values import NamedValues
from inspector.reshape.primitives import Primitives
from inspector.reshape.steps import (
    Amax,
    Contiguous,
    Flatten,
    Mean,
    Movedim,
    Narrow,
    PatternReduce,
    Permute,
    Rearrange,
    Reshape,
    ReshapeStep,
    Select,
    Squeeze,
    Sum,
    Transpose,
    Unflatten,
    Unsqueeze,
    View,
    bound_steps,
    primitives_of,
)
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.steps.subscript import Slice, Subscript
from inspector.run.key import parse_key
from inspector.tensor.axis import Axes, named_axis, shape_of
from inspector.tensor.record import TensorRecord

SIZES = st.sampled_from((1, 1, 2, 2, 3, 4, 4, 5, 6))
LARGEST = 360


@dataclass(frozen=True)
class Case:
    """A source with axes whose atoms have names of one letter each, and steps that suit it."""

    axes: Axes
    steps: tuple[ReshapeStep, ...]
    others: tuple[tuple[str, TensorRecord], ...] = ()
    lengths: tuple[int, ...] = ()

    @property
    def record(self) -> TensorRecord:
        return record_for("lstm/0/output", self.axes)

    @property
    def bindings(self) -> Bindings:
        return Bindings(self.record.key, (("output", self.record), *self.others), self.lengths)

    @property
    def bound(self) -> tuple[ReshapeStep, ...]:
        return bound_steps(self.steps, self.bindings)

    @property
    def named(self) -> NamedValues:
        return named_values(self.bindings)

    @property
    def shape(self) -> tuple[int, ...]:
        return shape_of(self.axes)

    @property
    def primitives(self) -> Primitives:
        return primitives_of(self.bound, self.shape)


def record_for(name: str, axes: Axes) -> TensorRecord:
    shape = shape_of(axes)
    return TensorRecord(parse_key(name), shape, numbered(shape).stride(), "float64", axes)


def named_values(bindings: Bindings) -> NamedValues:
    """Every other tensor is numbered on from 1000 x its place, so that no element is found twice."""
    tensors = {name: numbered(record.shape) + 1000 * place for place, (name, record) in enumerate(bindings.tensors)}
    return NamedValues(tensors, bindings.lengths)


def applied(step: ReshapeStep, tensor: torch.Tensor, named: NamedValues | None = None) -> torch.Tensor:
    return apply_step(tensor, step, named or NamedValues())


def numbered(shape: tuple[int, ...]) -> torch.Tensor:
    return torch.arange(prod(shape), dtype=torch.float64).reshape(shape)


def outcome(case: Case) -> torch.Tensor:
    tensor = numbered(case.shape)
    for step in case.steps:
        tensor = applied(step, tensor, case.named)
    return tensor


@st.composite
def named_axes(draw, most_axes: int = 4, products: bool = True) -> Axes:
    letters = iter(string.ascii_lowercase)
    axes: list = []
    for _ in range(draw(st.integers(0, most_axes))):
        atoms = [(next(letters), draw(SIZES)) for _ in range(draw(st.sampled_from((1, 1, 2))) if products else 1)]
        axes.append(named_axis(*atoms))
        if prod(shape_of(tuple(axes))) > LARGEST:
            axes.pop()
    return tuple(axes)


@st.composite
def cases(draw, reductions: bool = False, ranges: bool = True, most_steps: int = 5) -> Case:
    axes = draw(named_axes())
    tensor, steps = numbered(shape_of(axes)), []
    for _ in range(draw(st.integers(0, most_steps))):
        step = draw(step_for(tuple(tensor.shape), reductions, ranges))
        if isinstance(step, View) and not _is_viewable(tensor, step):
            step = Reshape(step.sizes)
        tensor = applied(step, tensor)
        steps.append(step)
    return Case(axes, tuple(steps))


def _is_viewable(tensor: torch.Tensor, step: View) -> bool:
    try:
        tensor.view(step.sizes)
    except RuntimeError:
        return False
    return True


def step_for(shape: tuple[int, ...], reductions: bool, ranges: bool) -> st.SearchStrategy[ReshapeStep]:
    rank = len(shape)
    axis = st.integers(-max(rank, 1), max(rank, 1) - 1)
    moves = [
        st.permutations(range(rank)).map(lambda dims: Permute(tuple(dims))),
        st.permutations(range(-rank, 0)).map(lambda dims: Permute(tuple(dims))),
        st.builds(Transpose, axis, axis),
        sizes_for(shape).map(Reshape),
        sizes_for(shape).map(Reshape),
        sizes_for(shape).map(View),
        flattenings_for(rank),
        st.builds(Squeeze, st.none() | axis | _some_axes(rank)),
        st.integers(-rank - 1, rank).map(Unsqueeze),
        subscripts_for(shape, ranges),
        subscripts_for(shape, ranges),
        st.just(Contiguous()),
        movings_for(rank),
        rearrangings_for(shape),
    ]
    if rank:
        moves.append(unflattenings_for(shape))
    if rank and 0 not in shape:
        moves += [selections_for(shape)] if not ranges else [selections_for(shape), narrowings_for(shape)]
    return st.one_of(*moves, *[reductions_for(shape)] * (2 * reductions))


def reductions_for(shape: tuple[int, ...]) -> st.SearchStrategy[ReshapeStep]:
    axes, keep = st.none() | _some_axes(len(shape)), st.booleans()
    kinds: list = [st.builds(Mean, axes, keep), st.builds(Mean, axes, keep), st.builds(Sum, axes, keep)]
    if 0 not in shape:  # of nothing there is no largest
        kinds += [st.builds(Amax, axes, keep), pattern_reductions_for(shape)]
    return st.one_of(kinds)


@st.composite
def movings_for(draw, rank: int) -> Movedim:
    count = max(rank, 1)
    if not rank or draw(st.booleans()):
        return Movedim(draw(st.integers(-count, count - 1)), draw(st.integers(-count, count - 1)))
    chosen = draw(st.integers(0, rank))
    source, destination = (draw(st.permutations(range(rank)))[:chosen] for _ in range(2))
    return Movedim(tuple(source), tuple(axis - rank * draw(st.booleans()) for axis in destination))


@st.composite
def unflattenings_for(draw, shape: tuple[int, ...]) -> Unflatten:
    dim = draw(st.integers(0, len(shape) - 1))
    sizes = [*draw(_two_factors(shape[dim]))] if shape[dim] else [0, 2]
    sizes.insert(draw(st.integers(0, 2)), 1)
    if draw(st.booleans()) and shape[dim]:
        sizes[draw(st.integers(0, len(sizes) - 1))] = -1
    return Unflatten(dim - len(shape) * draw(st.booleans()), tuple(sizes))


@st.composite
def selections_for(draw, shape: tuple[int, ...]) -> Select:
    dim = draw(st.integers(0, len(shape) - 1))
    return Select(dim - len(shape) * draw(st.booleans()), draw(st.integers(-shape[dim], shape[dim] - 1)))


@st.composite
def narrowings_for(draw, shape: tuple[int, ...]) -> Narrow:
    dim = draw(st.integers(0, len(shape) - 1))
    start = draw(st.integers(0, shape[dim] - 1))
    length = draw(st.integers(0, shape[dim] - start))
    return Narrow(dim, start - shape[dim] * draw(st.booleans()), length)


@st.composite
def rearrangings_for(draw, shape: tuple[int, ...]) -> Rearrange:
    left, names, sizes = _pattern_left(draw, shape)
    right = _groups_of(draw, draw(st.permutations(names)))
    return Rearrange(f"{left} -> {right}", sizes)


@st.composite
def pattern_reductions_for(draw, shape: tuple[int, ...]) -> PatternReduce:
    left, names, sizes = _pattern_left(draw, shape)
    kept = [name for name in draw(st.permutations(names)) if name == "..." or draw(st.booleans())]
    kind = draw(st.sampled_from(("mean", "sum", "max", "min")))
    return PatternReduce(f"{left} -> {_groups_of(draw, kept)}", sizes, kind)


def _pattern_left(draw, shape: tuple[int, ...]) -> tuple[str, list[str], tuple[tuple[str, int], ...]]:
    """Give the left side of a pattern, its names, and the sizes that it leaves open."""
    letters, groups, names = iter(string.ascii_lowercase), [], []
    sizes: list[tuple[str, int]] = []
    start, stop = sorted(draw(st.integers(0, len(shape))) for _ in range(2))
    dots = draw(st.booleans())
    for axis, size in enumerate(shape):
        if dots and start <= axis < stop:
            if axis == start:
                groups.append("...")
                names.append("...")
            continue
        if size == 1 and draw(st.booleans()):
            groups.append(draw(st.sampled_from(("1", "()"))))
        elif size and draw(st.booleans()):
            outer, inner = next(letters), next(letters)
            groups.append(f"({outer} {inner})")
            names += [outer, inner]
            sizes.append((outer, draw(_two_factors(size))[0]))
        else:
            groups.append(next(letters))
            names.append(groups[-1])
    return " ".join(groups), names, tuple(sizes)


def _groups_of(draw, names: list[str]) -> str:
    groups: list[str] = []
    for name in names:
        if groups and groups[-1].endswith(")") and "..." not in groups[-1] and name != "..." and draw(st.booleans()):
            groups[-1] = f"{groups[-1][:-1]} {name})"
        else:
            groups.append(f"({name})" if name != "..." and draw(st.booleans()) else name)
        if not draw(st.integers(0, 5)):
            groups.append("1")
    return " ".join(groups)


@st.composite
def flattenings_for(draw, rank: int) -> Flatten:
    count = max(rank, 1)
    start = draw(st.integers(0, count - 1))
    end = draw(st.integers(start, count - 1))
    return Flatten(start - count * draw(st.booleans()), end - count * draw(st.booleans()))


def _some_axes(rank: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Some different axes, in any order, some of them counted from the end."""
    if not rank:
        return st.sampled_from(((), (0,), (-1,)))
    chosen = st.lists(st.integers(0, rank - 1), unique=True, max_size=rank)
    return st.builds(
        lambda axes, back: tuple(axis - rank if turned else axis for axis, turned in zip(axes, back, strict=False)),
        chosen,
        st.lists(st.booleans(), min_size=rank, max_size=rank),
    )


@st.composite
def sizes_for(draw, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Other sizes with the same product: cut anywhere, or along the axes that there are; some 1; perhaps one -1."""
    total = prod(shape)
    if total == 0:
        return draw(st.permutations(shape).map(tuple))
    sizes, left = [], total
    while left > 1:
        sizes.append(draw(st.sampled_from([size for size in range(2, left + 1) if left % size == 0])))
        left //= sizes[-1]
    if draw(st.booleans()):
        factors = [factor for size in shape for factor in draw(_two_factors(size))]
        sizes = [size for size in factors if size > 1]
        while len(sizes) > 1 and draw(st.booleans()):
            place = draw(st.integers(0, len(sizes) - 2))
            sizes[place : place + 2] = [sizes[place] * sizes[place + 1]]
    for _ in range(draw(st.integers(0, 2))):
        sizes.insert(draw(st.integers(0, len(sizes))), 1)
    if sizes and draw(st.booleans()):
        sizes[draw(st.integers(0, len(sizes) - 1))] = -1
    return tuple(sizes)


def _two_factors(size: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.sampled_from([(outer, size // outer) for outer in range(1, size + 1) if size % outer == 0])


@st.composite
def subscripts_for(draw, shape: tuple[int, ...], ranges: bool) -> Subscript:
    count = draw(st.integers(0, len(shape)))
    from_end = draw(st.booleans())
    sizes = shape[len(shape) - count :] if from_end else shape[:count]
    items: list = [draw(_item_for(size, ranges)) for size in sizes]
    if from_end:
        items.insert(0, ...)
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        items.insert(draw(st.integers(0, len(items))), None)
    return Subscript(tuple(items))


def _item_for(size: int, ranges: bool) -> st.SearchStrategy[int | Slice]:
    whole = st.just(Slice())
    positions = st.integers(-size, size - 1) if size else whole
    if not ranges:
        return positions | whole
    ends = st.none() | st.integers(-size - 1, size + 1)
    blocks = st.sampled_from([Slice(start, start + size // 2) for start in range(max(size // 2, 1))])
    return positions | whole | blocks | st.builds(Slice, ends, ends, st.none() | st.integers(1, 3))


@st.composite
def invalid_steps_for(draw, shape: tuple[int, ...]) -> ReshapeStep:
    """A step that torch refuses for a tensor of this shape."""
    rank = len(shape)
    beyond = draw(st.sampled_from((max(rank, 1), -max(rank, 1) - 1, max(rank, 1) + 3)))
    return draw(
        st.sampled_from(
            (
                Permute((*range(rank), rank)),
                Permute((0,) * rank if rank > 1 else (beyond,)),
                Transpose(0, beyond),
                Reshape((prod(shape) + 1,)),
                View((-1, -1)),
                Reshape((prod(shape), -2)),
                Reshape((-1, 2 * prod(shape) + 1)),
                Reshape((0, -1)),
                Flatten(beyond),
                Squeeze(beyond),
                Squeeze((0, 0)),
                Unsqueeze(rank + 1),
                Mean((beyond,)),
                Mean((0, -max(rank, 1))),
                Subscript((0,) * (rank + 1)),
                Subscript((shape[0],)) if rank else Subscript((0,)),
                Subscript((..., Slice(None, None, -1))),
            )
        )
    )
