"""Reshape steps as torch statements: calls chained where one follows another, an assignment where none can."""

from collections.abc import Iterator

from ..reshape.steps import ReshapeStep
from ..tensor.record import shape_text
from .code_source import CodeSource
from .named_size import input_sizes, size_lines
from .named_steps import named_steps

RESULT = "result = "
_WORKING = "x"  # what the tensor is called between the statements

_Told = tuple[ReshapeStep, str]


def chain_lines(source: CodeSource, steps: tuple[ReshapeStep, ...], last: str = RESULT) -> list[str]:
    """Give the lines that do the bound steps, each with the axes after it; `last` begins the last statement.

    Sizes that come from the input are read first. Raises StepError for a step that does not fit.
    """
    sizes = input_sizes(source, steps)
    told = [(step, shape_text(axes)) for step, axes in named_steps(steps, source.axes, sizes)]
    if not told:
        return [f"{last}{source.name}  # {shape_text(source.axes)}"]
    lines: list[str] = []
    segments = list(_segments(told))
    for number, segment in enumerate(segments):
        begins = last if number == len(segments) - 1 else f"{_WORKING} = "
        name, remark = (_WORKING, "") if number else (source.name, shape_text(source.axes))
        lines += _statement(begins, name, remark, segment)
    return [*size_lines(sizes, [line.partition("# ")[0] for line in lines]), *lines]


def _segments(told: list[_Told]) -> Iterator[list[_Told]]:
    """Give runs of steps that are written as one statement; what is no method call is one of its own."""
    run: list[_Told] = []
    for step, text in told:
        if step.is_chained:
            run.append((step, text))
            continue
        if run:
            yield run
            run = []
        yield [(step, text)]
    if run:
        yield run


def _statement(begins: str, name: str, remark: str, segment: list[_Told]) -> list[str]:
    step, text = segment[0]
    if not step.is_chained:
        told = [f"# {name}: {remark}"] if remark else []
        return [*told, f"{begins}{step.expression(name)}  # {text}"]
    if len(segment) == 1 and not remark:
        return [f"{begins}{name}{step.code}  # {text}"]
    calls = [f"    {step.code}  # {text}" for step, text in segment]
    return [f"{begins}(", f"    {name}  # {remark}" if remark else f"    {name}", *calls, ")"]
