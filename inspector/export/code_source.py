"""What code begins with: a captured tensor under a name, and the other names that its steps read."""

from collections.abc import Iterator
from dataclasses import dataclass
from keyword import iskeyword

from ..reshape.steps import ReshapeStep
from ..reshape.steps.join_steps import JoinStep
from ..reshape.steps.operand import Operand
from ..reshape.steps.take_steps import LENGTHS, LastValid, MaskedMean
from ..run.key import TensorKey
from ..tensor.axis import Axes
from ..tensor.record import TensorRecord, shape_text

RUN = "run"  # what code calls the captured tensors of all calls, by their whole names
_TAKEN = {"x", "result", "tensor", "batch", "time", RUN, LENGTHS, "np", "tf", "torch", "nn", "F", "ml_dtypes", "self"}


@dataclass(frozen=True, slots=True)
class CodeSource:
    """A tensor by the name that code gives it; `dtype` is torch's name without "torch."."""

    axes: Axes
    name: str = "x"
    dtype: str = "float32"


def code_source(record: TensorRecord) -> CodeSource:
    """Give the record's tensor under its role, `output`; one whose role is no name is `tensor`."""
    return CodeSource(record.axes, code_name(record.key), record.dtype)


def code_name(key: TensorKey) -> str:
    """Give the variable for the tensor with that key."""
    role = key.role
    return role if role.isidentifier() and role.isascii() and not iskeyword(role) and role not in _TAKEN else "tensor"


def operands_in(steps: tuple[ReshapeStep, ...]) -> Iterator[Operand]:
    """Give every tensor that the steps join, those inside another's own steps too."""
    for step in steps:
        if isinstance(step, JoinStep):
            for operand in step.operands:
                if isinstance(operand, Operand):
                    yield operand
                    yield from operands_in(operand.steps)


def needs_lengths(steps: tuple[ReshapeStep, ...]) -> bool:
    """Tell whether a step reads the samples' lengths."""
    within = any(needs_lengths(operand.steps) for operand in operands_in(steps))
    return within or any(isinstance(step, LastValid | MaskedMean) for step in steps)


def names_given(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> tuple[str, ...]:
    """Give the names that the code of these steps reads: the tensor's, those beside it, `run`, `lengths`."""
    operands = [RUN if "/" in operand.name else operand.name for operand in operands_in(steps)]
    return tuple(dict.fromkeys([source.name, *operands, *([LENGTHS] if needs_lengths(steps) else [])]))


def given_lines(source: CodeSource, steps: tuple[ReshapeStep, ...], called: str) -> list[str]:
    """Give comments on the names beside the tensor's own; `called` is what the library calls a tensor."""
    axes = {each.name: each.record.axes for each in operands_in(steps) if each.record}
    lines = []
    for name in names_given(source, steps)[1:]:
        if name == RUN:
            lines.append(f"# {RUN}: the captured tensors by their names in the run")
        elif name == LENGTHS:
            lines.append(f"# {LENGTHS}: how many time steps of each sample are valid")
        else:
            lines.append(f"# {name} is {called}: {shape_text(axes[name])}")
    return lines
