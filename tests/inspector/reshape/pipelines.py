"""Random tensors with named axes and random steps that torch accepts."""

import string
from dataclasses import dataclass
from math import prod

import torch
from hypothesis import strategies as st

from inspector.reshape.primitives import Primitives
from inspector.reshape.steps import (
    Contiguous,
    Flatten,
    Mean,
    Permute,
    Reshape,
    ReshapeStep,
    Squeeze,
    Transpose,
    Unsqueeze,
    View,
    primitives_of,
)
from inspector.reshape.subscript import Slice, Subscript
from inspector.tensor.axis import Axes, named_axis, shape_of

SIZES = st.sampled_from((1, 1, 2, 2, 3, 4, 4, 5, 6))
LARGEST = 360


@dataclass(frozen=True)
class Case:
    """A source with axes whose atoms have names of one letter each, and steps that suit it."""

    axes: Axes
    steps: tuple[ReshapeStep, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return shape_of(self.axes)

    @property
    def primitives(self) -> Primitives:
        return primitives_of(self.steps, self.shape)


def applied(step: ReshapeStep, tensor: torch.Tensor) -> torch.Tensor:
    call = step.call
    return getattr(tensor, call.method)(*call.arguments, **dict(call.keywords))


def numbered(shape: tuple[int, ...]) -> torch.Tensor:
    return torch.arange(prod(shape), dtype=torch.float64).reshape(shape)


def outcome(case: Case) -> torch.Tensor:
    tensor = numbered(case.shape)
    for step in case.steps:
        tensor = applied(step, tensor)
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
    ]
    means = st.builds(Mean, st.none() | _some_axes(rank), st.booleans())
    return st.one_of(*moves, *[means] * (2 * reductions))


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
