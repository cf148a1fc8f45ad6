"""Code from the calls that every array library has: one line each, with the axes after it.

A dialect (`numpy_code`, `tensorflow_code`) says each call in one expression.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..reshape.axes.step_axes import axes_after
from ..reshape.primitive_chain import shape_after
from ..reshape.primitives import Cast, Primitives, Regroup
from ..reshape.steps import ReshapeStep
from ..reshape.steps.join_steps import JoinStep
from ..reshape.steps.operand import Operand
from ..reshape.steps.resolve import resolved_axis
from ..tensor.axis import Axes, shape_of
from ..tensor.record import shape_text
from .array_calls import ArrayCall, Joined, Spread, calls_of
from .array_dialect import CannotSayError, Dialect, Given
from .code_source import CodeSource, given_lines
from .element_type_after import common_type, operand_type, type_after
from .named_size import InputSizes, input_sizes, size_lines, written_size

WORKING = "x"
RESULT = "result"


@dataclass(frozen=True, slots=True)
class _Said:
    """One call, said: the axes and the type after it."""

    expression: str
    after: Axes
    dtype: str
    remark: str


def array_code(dialect: Dialect, source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps on the source's tensor, one line each; "" where one cannot be said.

    The code runs where the names that it reads are given, and calls its outcome `result`. Raises StepError for a step
    that does not fit.
    """
    sizes = input_sizes(source, steps)
    try:
        told = [(said.expression, _comment(said)) for said in _said(dialect, source, steps, sizes, lambda _: WORKING)]
    except CannotSayError:
        return ""
    *first, (last, comment) = told or [(source.name, shape_text(source.axes))]
    code = [
        *(f"{WORKING} = {expression}  # {remark}" for expression, remark in first),
        f"{RESULT} = {last}  # {comment}",
    ]
    given = f"# {source.name} is {dialect.array}: {shape_text(source.axes)}"
    defined = size_lines(sizes, [expression for expression, _ in told])
    imports = [
        line for number, (mark, line) in enumerate(dialect.imports.items()) if not number or mark in "\n".join(code)
    ]
    return "\n".join([*imports, "", given, *given_lines(source, steps, dialect.array), *defined, *code]) + "\n"


def _comment(said: _Said) -> str:
    return f"{shape_text(said.after)}; {said.remark}" if said.remark else shape_text(said.after)


def _said(
    dialect: Dialect,
    source: CodeSource,
    steps: tuple[ReshapeStep, ...],
    sizes: InputSizes,
    follow: Callable[[str], str],
) -> Iterator[_Said]:
    """Say the calls one after the other; `follow` gives, from what was said, what the next call is made on."""
    done: Primitives = ()
    after, x, dtype = source.axes, source.name, source.dtype
    for step in steps:
        for call, primitives in _calls(dialect, step, after, dtype, sizes, x):
            given = Given(x, tuple(written_size(axis, sizes) for axis in after), dtype)
            done = (*done, *primitives)
            after, dtype = axes_after(done, source.axes), type_after(step, primitives, dtype)
            call = _with_names(call, after, sizes)
            expression = dialect.say(call, given)
            yield _Said(expression, after, dtype, dialect.remark(call, given))
            x = follow(expression)


def _calls(
    dialect: Dialect, step: ReshapeStep, axes: Axes, dtype: str, sizes: InputSizes, x: str
) -> Iterator[tuple[ArrayCall, Primitives]]:
    shape = shape_of(axes)
    if not isinstance(step, JoinStep):
        yield from calls_of(step, shape)
        return
    primitives = step.primitives(shape)
    axis = resolved_axis(step.dim, len(shape_after(primitives, shape)), step.code)
    common = type_after(step, primitives, dtype)
    written = [
        _operand(dialect, each, sizes) if isinstance(each, Operand) else Given(x, shape, dtype)
        for each in step.operands
    ]
    yield Joined(step.method, axis, tuple(_cast(dialect, given, common) for given in written)), primitives


def _operand(dialect: Dialect, operand: Operand, sizes: InputSizes) -> Given:
    """Write an operand's own steps as one expression; the sizes of another call's tensor stay numbers."""
    assert operand.record is not None, f"{operand.name} is bound"
    source = CodeSource(operand.record.axes, operand.variable, operand.record.dtype)
    known = () if "/" in operand.name else sizes
    said = list(_said(dialect, source, operand.steps, known, lambda expression: expression))
    return Given(said[-1].expression if said else operand.variable, (), operand_type(operand))


def _cast(dialect: Dialect, given: Given, dtype: str) -> str:
    """Give the expression in the type that torch joins to."""
    if common_type(given.dtype) == common_type(dtype):
        return given.x
    return dialect.say(Cast(dtype), given)


def _with_names(call: ArrayCall, after: Axes, sizes: InputSizes) -> ArrayCall:
    shape = tuple(written_size(axis, sizes) for axis in after)
    match call:
        case Regroup():
            return Regroup(shape)
        case Spread(code):
            return Spread(code, shape)
        case _:
            return call
