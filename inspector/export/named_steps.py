"""Reshape steps with the names of sizes in the places of their numbers."""

from dataclasses import replace

from ..reshape.axes.step_axes import axes_after
from ..reshape.primitive_chain import shape_after
from ..reshape.primitives import Primitives
from ..reshape.steps import Expand, PatternReduce, Rearrange, Repeat, Reshape, ReshapeStep, Unflatten, View
from ..reshape.steps.einops_pattern import parse_pattern, spread
from ..reshape.steps.einops_steps import PatternStep
from ..reshape.steps.join_steps import JoinStep
from ..reshape.steps.operand import Operand
from ..reshape.steps.resolve import resolved_axis
from ..tensor.axis import Axes, shape_of
from .named_size import InputSizes, written_size


def named_steps(steps: tuple[ReshapeStep, ...], axes: Axes, sizes: InputSizes) -> tuple[tuple[ReshapeStep, Axes], ...]:
    """Give each step, its sizes written by name, and the axes after it. Raises StepError for one that does not fit."""
    found: list[tuple[ReshapeStep, Axes]] = []
    done: Primitives = ()
    for step in steps:
        before, shape = done, shape_after(done, shape_of(axes))
        following = step.primitives(shape)
        done = (*done, *following)
        after = axes_after(done, axes)
        if isinstance(step, Rearrange | Repeat | PatternReduce):
            split = axes_after((*before, *following[:1]), axes)
            found.append((replace(step, sizes=_pattern_sizes(step, split, len(shape), sizes)), after))
        else:
            found.append((_named(step, after, sizes), after))
    return tuple(found)


def _named(step: ReshapeStep, after: Axes, sizes: InputSizes) -> ReshapeStep:
    match step:
        case Reshape(written) | View(written) | Expand(written):
            return replace(step, sizes=_written(written, after, sizes))
        case Unflatten(dim, written):
            first = resolved_axis(dim, len(after) - len(written) + 1, step.code)
            return replace(step, sizes=_written(written, after[first : first + len(written)], sizes))
        case JoinStep(operands):
            return replace(
                step, operands=tuple(_operand(each, sizes) if isinstance(each, Operand) else each for each in operands)
            )
        case _:
            return step


def _written(written: tuple[int, ...], axes: Axes, sizes: InputSizes) -> tuple[int, ...]:
    return tuple(-1 if size == -1 else written_size(axis, sizes) for size, axis in zip(written, axes, strict=True))


def _operand(operand: Operand, sizes: InputSizes) -> Operand:
    """Name the sizes in an operand's own steps; one of another call may have other sizes of the same names."""
    if operand.record is None or "/" in operand.name:
        return operand
    return replace(operand, steps=tuple(step for step, _ in named_steps(operand.steps, operand.record.axes, sizes)))


def _pattern_sizes(step: PatternStep, split: Axes, rank: int, sizes: InputSizes) -> tuple[tuple[str, int], ...]:
    """Name the sizes behind a pattern; `split` are the axes once every name on its left is an axis."""
    left = spread(parse_pattern(step.pattern), rank, step.pattern).left
    names = [name for group in left for name in group if name != "1"]
    axes = dict(zip(names, split, strict=True))
    return tuple((name, written_size(axes[name], sizes) if name in axes else size) for name, size in step.sizes)
