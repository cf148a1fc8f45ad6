"""What is mixed up, against brute force: torch moves an index tensor, every second difference is looked at."""

from itertools import combinations
from math import prod

import numpy as np
import pytest
import torch
from hypothesis import event, given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.mixing.looked_at import EXHAUSTIVE
from inspector.reshape.mixing.mixing import mixed_meanings
from inspector.reshape.primitive_chain import shape_after
from inspector.reshape.primitives import (
    Index,
    Join,
    Pad,
    Pick,
    Range,
)
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import Amax, Mean, PatternReduce, Sum, View, primitives_of
from inspector.tensor.axis import named_axis, shape_of
from tests.inspector.reshape.law_examples import LAW_EXAMPLES
from tests.inspector.reshape.pipelines import applied, numbered, step_for
from tests.inspector.reshape.wide_pipelines import wide_cases

LAW = settings(max_examples=LAW_EXAMPLES * 2 // 5)  # 2,000 of the 5,000 that all laws have
NAMES = ("batch", "time", "layer", "direction", "hidden", "call", "gate", "input")
WHOLE = ("batch", "layer", "direction", "call")


@st.composite
def sources(draw, largest=360):
    """Axes of one or two atoms with LSTM names, all different, in any order."""
    names = iter(draw(st.permutations(NAMES)))
    few, many = (1, 2, 2, 3, 3, 4, 4, 5, 6, 8), (2, 3, 12, 15, 30, 32, 33, 60, 90)
    sizes = st.sampled_from(few if largest < EXHAUSTIVE else many)
    axes: list = []
    for _ in range(draw(st.integers(1 if largest < EXHAUSTIVE else 3, 4))):
        axes.append(named_axis(*((next(names), draw(sizes)) for _ in range(draw(st.sampled_from((1, 1, 2)))))))
        if prod(shape_of(tuple(axes))) > largest:
            axes.pop()
    return tuple(axes)


@st.composite
def pipelines(draw, reductions=True, largest=360):
    axes = draw(sources(largest))
    parts, steps = [numbered(shape_of(axes))], []
    for _ in range(draw(st.integers(1, 5))):
        step = draw(step_for(tuple(parts[0].shape), reductions, True))
        if isinstance(step, PatternReduce):  # a Reduce among other primitives; the others of its kind are drawn
            continue
        try:
            moved = after(step, parts)
        except StepError:  # a view that the memory does not allow
            continue
        if not moved:  # a mean of nothing
            continue
        parts = moved
        steps.append(step)
    return axes, tuple(steps), parts


def after(step, parts):
    """Apply the step to every part; a mean gives one part for each position that it would average."""
    if not isinstance(step, Mean | Sum | Amax):
        return [applied(step, part) for part in parts]
    rank = parts[0].dim()
    dims = sorted(dim % rank for dim in step.dims or range(rank)) if rank else []
    found = []
    for part in parts:
        for place in np.ndindex(*(part.shape[dim] for dim in dims)):
            index = [slice(None)] * rank
            for dim, at in zip(dims, place, strict=True):
                index[dim] = slice(at, at + 1) if step.keepdim else at
            found.append(part[tuple(index)])
    return found


def averaged_sizes(axes, steps):
    """Give the sizes of what the means average, in order."""
    tensor, sizes = numbered(shape_of(axes)), []
    for step in steps:
        if isinstance(step, Mean | Sum | Amax) and tensor.dim():
            sizes += [
                tensor.shape[dim] for dim in sorted(dim % tensor.dim() for dim in step.dims or range(tensor.dim()))
            ]
        tensor = applied(step, tensor)
    return sizes


def coordinates(axes, indices):
    """Unravel the source index of every element to one coordinate for each meaning."""
    atoms = [atom for axis in axes for atom in axis.atoms]
    # In one dimension: numpy 2.4's unravel_index errs for more than 8192 elements in a shape that ends in 1.
    parts = np.unravel_index(indices.ravel(), [atom.size for atom in atoms])
    return {atom.name: part.reshape(indices.shape) for atom, part in zip(atoms, parts, strict=True)}


def is_cut(coordinate):
    """No sum of functions of one axis each: some second difference along two axes is not 0."""
    pairs = combinations(range(coordinate.ndim), 2)
    return any(np.diff(np.diff(coordinate, axis=first), axis=second).any() for first, second in pairs)


def brute_force(axes, steps, parts):
    """Give the meanings that are mixed up; the last axes of what is looked at are those that were averaged."""
    averaged = averaged_sizes(axes, steps)
    if not parts or not parts[0].numel():
        return set()
    together = torch.stack(parts, -1).numpy().astype(np.int64)
    apart = together.reshape((*together.shape[:-1], *averaged))
    rank = together.ndim - 1
    held = [
        {name for name, part in coordinates(axes, apart).items() if np.diff(part, axis=axis).any()}
        for axis in range(apart.ndim)
    ]
    mixed = {name for name, part in coordinates(axes, together).items() if is_cut(part)}
    for name in WHOLE:
        along = [axis for axis in range(apart.ndim) if name in held[axis]]
        if len(along) > 1 and along[0] < rank and any(len(held[axis]) > 1 for axis in along):
            mixed.add(name)
    return mixed


@LAW
@given(pipelines())
def test_the_verdict_is_that_of_brute_force(drawn):
    axes, steps, parts = drawn
    found = mixed_meanings(primitives_of(steps, shape_of(axes)), axes)
    expected = brute_force(axes, steps, parts)
    event(f"{len(expected)} mixed")
    assert {mixture.meaning for mixture in found} == expected


@settings(LAW, max_examples=LAW.max_examples // 4)
@given(pipelines(reductions=False, largest=150_000).filter(lambda drawn: drawn[2][0].numel() > EXHAUSTIVE))
def test_a_large_result_is_judged_without_looking_at_all_of_it(drawn):
    axes, steps, parts = drawn
    found = mixed_meanings(primitives_of(steps, shape_of(axes)), axes)
    expected = brute_force(axes, steps, parts)
    event(f"{len(expected)} mixed")
    assert {mixture.meaning for mixture in found} == expected


@LAW
@given(wide_cases())
def test_every_pipeline_is_judged(case):
    """With joins, pads, repeats and lengths: what is told are meanings and axes that there are."""
    names = {name for axis in case.axes for atom in axis.atoms for name in atom.names}
    joined = any(isinstance(primitive, Join | Pad) for primitive in case.primitives)
    for mixture in mixed_meanings(case.primitives, case.axes):
        assert joined or mixture.meaning in names
        assert joined or set(mixture.axes) <= set(range(len(shape_after(case.primitives, case.shape))))
        assert mixture.witness


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (".view(3, -1)", True),
        (".view(3, -1)[0]", False),
        (".view(3, -1).mean(1)", True),
        (".view(3, -1).mean()", False),
        (".view(3, -1).sum((0, 1))", False),
        (".view(3, -1).view(4, 3, 5)", False),
        (".view(6, 2, 5)", True),
        ("[:, 0].view(2, 2, 5)", False),
        (".transpose(0, 1).reshape(3, -1)", False),
        (".flatten()", False),
        (".pad((0, 0, 0, 1)).view(2, 8, 5)", False),
        (".pad((0, 1)).view(3, -1)", True),
        (".view(3, -1).pad((0, 1))", True),
        (".rearrange('l b h -> b (l h)')", False),
        (".rearrange('(d l) b h -> d l b h', d=2)", False),
        (".reduce('l (b n) h -> l b h', 'mean', n=3)", False),
    ],
)
def test_samples_of_a_state(code, expected):
    axes = (named_axis(("layer", 2), ("direction", 2)), named_axis(("batch", 3)), named_axis(("hidden", 5)))
    found = mixed_meanings(primitives_of(parse_steps(code), shape_of(axes)), axes)
    assert ("batch" in {mixture.meaning for mixture in found}) == expected


def test_a_tensor_larger_than_memory_is_judged_at_once():
    axes = (named_axis(("batch", 2**20)), named_axis(("time", 2**20 + 1)), named_axis(("hidden", 64)))
    primitives = primitives_of((View((2**20 + 1, 2**20, 64)),), shape_of(axes))
    batch, time = mixed_meanings(primitives, axes)
    assert (batch.meaning, batch.axes, time.meaning, time.axes) == ("batch", (0, 1), "time", (0, 1))
    narrow = (*primitives, Index((Range(700, 702), Range(0, 2**20), Range(0, 64))))
    assert {mixture.meaning for mixture in mixed_meanings(narrow, axes)} == {"batch", "time"}  # one element in 2**20
    assert mixed_meanings((*primitives, Index((Pick(700), Range(0, 2**20), Range(0, 64)))), axes) == ()
