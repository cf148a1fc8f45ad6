"""Reshape steps as patterns of einops: axes by name, several reorderings and regroupings in one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..reshape.axes.step_axes import axes_after
from ..reshape.primitive_chain import shape_after
from ..reshape.primitives import Index, Primitives, Reduce, Regroup, Reorder, Shape
from ..reshape.steps import Expand, ReshapeStep, Squeeze, Unsqueeze
from ..reshape.steps.einops_steps import PatternStep
from ..reshape.steps.reduce_steps import AxesReduction
from ..tensor.axis import Axes, shape_of
from ..tensor.record import shape_text
from .code_source import CodeSource, given_lines
from .einops_axes import CutsAcrossError
from .einops_patterns import PatternCall, rearranged, reduced, repeated
from .element_type_after import type_after
from .named_size import InputSizes, input_sizes, size_lines
from .named_steps import named_steps
from .torch_chain import RESULT
from .torch_lines import with_imports

_WORKING = "x"


@dataclass(frozen=True, slots=True)
class _Stage:
    """Primitives that are said in one line, and the step that they come from, None for what one pattern rearranges."""

    step: ReshapeStep | None
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
    *first, (last, axes) = told or [(PatternCall(source.name), source.axes)]
    code = [f"{said.statement(f'{_WORKING} = ')}  # {shape_text(after)}" for said, after in first]
    code.append(f"{last.statement(RESULT)}  # {shape_text(axes)}")
    given = f"# {source.name} is the tensor: {shape_text(source.axes)}"
    defined = size_lines(sizes, [said.text for said, _ in told])
    return with_imports([given, *given_lines(source, steps, "the tensor"), *defined, *code])


def _stages(steps: tuple[ReshapeStep, ...], shape: Shape) -> Iterator[_Stage]:
    """Put together what one pattern can rearrange; every other step is a stage of its own."""
    run: Primitives = ()
    for step in steps:
        primitives = step.primitives(shape)
        shape = shape_after(primitives, shape)
        if _rearranges(step, primitives):
            run = (*run, *primitives)
            continue
        if run:
            yield _Stage(None, run)
        run = ()
        if primitives:
            yield _Stage(step, primitives)
    if run:
        yield _Stage(None, run)


def _rearranges(step: ReshapeStep, primitives: Primitives) -> bool:
    if isinstance(step, PatternStep):
        return False
    moved = all(isinstance(primitive, Reorder | Regroup) for primitive in primitives)
    return bool(primitives) and (moved or isinstance(step, Squeeze | Unsqueeze))


def _said(source: CodeSource, stages: list[_Stage], sizes: InputSizes) -> Iterator[tuple[PatternCall, Axes]]:
    done: Primitives = ()
    name, dtype = source.name, source.dtype
    for stage in stages:
        before, after = axes_after(done, source.axes), axes_after((*done, *stage.primitives), source.axes)
        if stage.step is None:
            said = rearranged(name, source.axes, done, stage.primitives, sizes)
        else:
            said = _said_alone(name, stage.step, stage.primitives, before, dtype)
            dtype = type_after(stage.step, stage.primitives, dtype)
        done = (*done, *stage.primitives)
        if said.text != name:
            yield said, after
            name = _WORKING


def _said_alone(name: str, step: ReshapeStep, primitives: Primitives, before: Axes, dtype: str) -> PatternCall:
    """Say a step that stands for itself; what is no pattern, or none that einops takes, is written as in torch."""
    match step, primitives:
        case Expand(), (Index() as index,):
            return repeated(name, index, before)
        case AxesReduction(), (Reduce() as reduction,) if reduction.axes and not dtype.startswith("complex"):
            return reduced(name, reduction, before)
        case _:
            return PatternCall(step.expression(name))
