"""All findings about reshape steps on a tensor."""

from collections.abc import Callable

from ..errors import StepError
from ..reshape.steps import ReshapeStep, primitives_of
from ..tensor.record import TensorRecord
from .finding import Finding
from .pipeline_last_step import last_step_of_both
from .pipeline_regroup import reshape_and_permute

_RULES: tuple[Callable[[TensorRecord, tuple[ReshapeStep, ...]], dict[int, Finding]], ...] = (
    last_step_of_both,
    reshape_and_permute,
)


def examine_steps(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> tuple[tuple[Finding, ...], ...]:
    """Give for each step what is wrong with it, in the order of the rules.

    A step that does not fit, and those after it, are not examined: torch's own error says what is wrong there.
    """
    fitting = _fitting(record, steps)
    found = [rule(record, fitting) for rule in _RULES]
    return tuple(tuple(each[index] for each in found if index in each) for index in range(len(steps)))


def _fitting(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> tuple[ReshapeStep, ...]:
    for count in range(1, len(steps) + 1):
        try:
            primitives_of(steps[:count], record.shape)
        except StepError:
            return steps[: count - 1]
    return steps
