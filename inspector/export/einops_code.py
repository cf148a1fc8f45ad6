"""Reshape steps as patterns of einops: axes by name, several reorderings and regroupings in one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..reshape.einops_steps import PatternStep
from ..reshape.primitives import (
    Index,
    NewAxis,
    Primitive,
    Primitives,
    Range,
    Reduce,
    Regroup,
    Reorder,
    Shape,
    shape_after,
)
from ..reshape.step_axes import axes_after
from ..reshape.steps import Expand, ReshapeStep, Squeeze, Unsqueeze
from ..tensor.axis import Axes, shape_of
from ..tensor.record import shape_text
from .code_source import CodeSource, given_lines
from .einops_axes import CutsAcrossError, followed, identifier, told_apart
from .named_size import InputSizes, input_sizes, size_lines
from .named_steps import named_steps
from .torch_chain import RESULT
from .torch_lines import with_imports

_WORKING = "x"


@dataclass(frozen=True, slots=True)
class _Stage:
    """Primitives that are said in one line, and the step that they come from."""

    step: ReshapeStep
    primitives: Primitives


def einops_code(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps on a tensor of the source's name; the outcome is `result`.

    What is no rearranging, reducing or repeating is written as in torch. "" where a reshape cuts across axes, so that
    no pattern can say it. Raises StepError for a step that does not fit.
    """
    sizes = input_sizes(source, steps)
    named = tuple(step for step, _ in named_steps(steps, source.axes, sizes))
    try:
        told = list(_said(source, list(_stages(named, shape_of(source.axes))), sizes))
    except CutsAcrossError:
        return ""
    *first, (last, axes) = told or [(source.name, source.axes)]
    code = [f"{_WORKING} = {expression}  # {shape_text(after)}" for expression, after in first]
    code.append(f"{RESULT}{last}  # {shape_text(axes)}")
    given = f"# {source.name} is the tensor: {shape_text(source.axes)}"
    defined = size_lines(sizes, [expression for expression, _ in told])
    return with_imports([given, *given_lines(source, steps, "the tensor"), *defined, *code])


def _stages(steps: tuple[ReshapeStep, ...], shape: Shape) -> Iterator[_Stage]:
    """Put together what one pattern can rearrange; every other step is a stage of its own."""
    run: Primitives = ()
    last: ReshapeStep | None = None
    for step in steps:
        primitives = step.primitives(shape)
        shape = shape_after(primitives, shape)
        if _rearranges(step, primitives):
            run, last = (*run, *primitives), step
            continue
        if run and last:
            yield _Stage(last, run)
        run = ()
        if primitives:
            yield _Stage(step, primitives)
    if run and last:
        yield _Stage(last, run)


def _rearranges(step: ReshapeStep, primitives: Primitives) -> bool:
    if isinstance(step, PatternStep):
        return False
    moved = all(isinstance(primitive, Reorder | Regroup) for primitive in primitives)
    return bool(primitives) and (moved or isinstance(step, Squeeze | Unsqueeze))


def _said(source: CodeSource, stages: list[_Stage], sizes: InputSizes) -> Iterator[tuple[str, Axes]]:
    done: Primitives = ()
    name = source.name
    for stage in stages:
        before, after = axes_after(done, source.axes), axes_after((*done, *stage.primitives), source.axes)
        match stage:
            case _Stage(PatternStep() as step):
                said = step.expression(name)
            case _Stage(Expand(), (Index() as index,)):
                said = _repeat(name, index, before)
            case _Stage(_, (Reduce() as reduction,)):
                said = _reduce(name, reduction, before)
            case _Stage(step, primitives) if _rearranges(step, primitives):
                said = _rearrange(name, source.axes, done, primitives, sizes)
            case _:
                said = stage.step.expression(name)
        done = (*done, *stage.primitives)
        if said != name:
            yield said, after
            name = _WORKING


def _rearrange(name: str, axes: Axes, done: Primitives, primitives: Primitives, sizes: InputSizes) -> str:
    """Write a run of primitives as one pattern; what leaves all as it is needs none."""
    following = followed(axes_after(done, axes), sizes)
    for primitive in _without_detours(primitives, shape_of(axes_after(done, axes))):
        done = (*done, primitive)
        following.follow(primitive, axes_after(done, axes))
    pattern, open_sizes = following.pattern
    left, right = pattern.split(" -> ")
    if left == right:
        return name
    return f"rearrange({', '.join([name, _quoted(pattern), *(f'{axis}={size!r}' for axis, size in open_sizes)])})"


def _without_detours(primitives: Primitives, shape: Shape) -> Primitives:
    """Of several regroupings in a row keep the last: the elements stay in order, so that it alone counts."""
    kept: list[Primitive] = []
    for primitive in primitives:
        if isinstance(primitive, Regroup) and kept and isinstance(kept[-1], Regroup):
            kept.pop()
        if not (isinstance(primitive, Regroup) and primitive.shape == shape_after(tuple(kept), shape)):
            kept.append(primitive)
    return tuple(kept)


def _reduce(name: str, reduction: Reduce, before: Axes) -> str:
    names = _axis_names(before)
    if not reduction.axes:
        return name
    right = [
        ("1" if reduction.keepdim else "") if axis in reduction.axes else names[axis] for axis in range(len(names))
    ]
    pattern = f"{' '.join(names)} -> {' '.join(filter(None, right))}".rstrip()
    return f"reduce({name}, {_quoted(pattern)}, {_quoted(reduction.kind)})"


def _repeat(name: str, index: Index, before: Axes) -> str:
    """Write an expansion: an axis of size 1 that is repeated is `1` on the left."""
    names = iter(_axis_names(before))
    several = sum(isinstance(selector, NewAxis) for selector in index.selectors) > 1
    left: list[str] = []
    right: list[str] = []
    new: list[tuple[str, int]] = []
    for selector in index.selectors:
        if isinstance(selector, NewAxis):
            new.append((f"copies_{len(new) + 1}" if several else "copies", selector.size))
            right.append(new[-1][0])
            continue
        axis = next(names)
        left.append(axis if isinstance(selector, Range) else "1")
        right += [axis] if isinstance(selector, Range) else []
    if not new:
        return name
    counts = [f"{axis}={size!r}" for axis, size in new]
    pattern = f"{' '.join(left)} -> {' '.join(right)}".strip()
    return f"repeat({', '.join([name, _quoted(pattern), *counts])})"


def _axis_names(axes: Axes) -> list[str]:
    """Give every axis one name."""
    return told_apart([identifier(axis) if axis.atoms else "one" for axis in axes])


def _quoted(pattern: str) -> str:
    return f'"{pattern}"'
