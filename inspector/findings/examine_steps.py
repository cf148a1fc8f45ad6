"""All findings about reshape steps on a tensor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..errors import StepError
from ..reshape.steps import Cat, ReshapeStep, Stack, primitives_of
from ..reshape.steps.operand import Operand
from ..tensor.record import TensorRecord
from .finding import Finding
from .pipeline_last_step import last_step_of_both
from .pipeline_memory import impossible_view
from .pipeline_positions import last_of_a_wrong_axis
from .pipeline_regroup import wrong_reshape
from .pipeline_squeeze import squeezed_away
from .pipeline_stages import Examined, Judged, Stage, examined

_RULES: tuple[Callable[[Examined], dict[int, Judged]], ...] = (
    last_step_of_both,
    last_of_a_wrong_axis,
    squeezed_away,
    wrong_reshape,
    impossible_view,
)


_OF_ONE_DIRECTION = ("M6", "M7")  # what is joined may be the other direction


def examine_steps(
    record: TensorRecord, steps: tuple[ReshapeStep, ...], packed: bool = False
) -> tuple[tuple[Finding, ...], ...]:
    """Give for each step what is wrong with it, in the order of the rules, and with what it joins.

    `packed` tells that the samples have lengths. A step that does not fit, and those after it, are not examined:
    torch's own error says what is wrong there.
    """
    found = advice(record, steps, packed)
    return tuple(tuple(each.finding for each in found if each.at == index) for index in range(len(steps)))


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong with the step at `at`, and the steps that are right in its place; None where none are known."""

    at: int
    finding: Finding
    instead: tuple[ReshapeStep, ...] | None


def advice(record: TensorRecord, steps: tuple[ReshapeStep, ...], packed: bool = False) -> tuple[Advice, ...]:
    """Give all findings with what is right instead, in the order of the steps."""
    pipeline = examined(record, steps, packed)
    judged = [(at, one) for rule in _RULES for at, one in rule(pipeline).items()]
    found = [Advice(at, one.finding, one.instead) for at, one in judged]
    found += [each for stage in pipeline.stages for each in _of_operands(stage)]
    return tuple(sorted(found, key=lambda each: each.at))


def _of_operands(stage: Stage) -> Iterator[Advice]:
    """Give what is wrong with the steps on the tensors that are joined; right is the join with the right ones."""
    operands = stage.step.operands if isinstance(stage.step, Cat | Stack) else ()
    for place, operand in enumerate(operands):
        if isinstance(operand, Operand) and operand.record is not None:
            for each in advice(operand.record, operand.steps):
                if each.finding.rule not in _OF_ONE_DIRECTION:
                    yield Advice(stage.index, each.finding, _right_join(stage, place, operand, each))


def _right_join(stage: Stage, place: int, operand: Operand, found: Advice) -> tuple[ReshapeStep, ...] | None:
    """Give the join with what is right in one operand, None where that does not fit the others."""
    join = stage.step
    if found.instead is None or not isinstance(join, Cat | Stack):
        return None
    steps = (*operand.steps[: found.at], *found.instead, *operand.steps[found.at + 1 :])
    operands = (*join.operands[:place], replace(operand, steps=steps), *join.operands[place + 1 :])
    right = replace(join, operands=operands)
    try:
        primitives_of((right,), stage.shape)
    except StepError:
        return None
    return (right,)
