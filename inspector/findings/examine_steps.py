"""All findings about reshape steps on a tensor."""

from collections.abc import Callable
from dataclasses import dataclass

from ..reshape.steps import ReshapeStep
from ..tensor.record import TensorRecord
from .finding import Finding
from .pipeline_last_step import last_step_of_both
from .pipeline_memory import impossible_view
from .pipeline_positions import last_of_a_wrong_axis
from .pipeline_regroup import wrong_reshape
from .pipeline_squeeze import squeezed_away
from .pipeline_stages import Examined, Judged, examined

_RULES: tuple[Callable[[Examined], dict[int, Judged]], ...] = (
    last_step_of_both,
    last_of_a_wrong_axis,
    squeezed_away,
    wrong_reshape,
    impossible_view,
)


def examine_steps(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> tuple[tuple[Finding, ...], ...]:
    """Give for each step what is wrong with it, in the order of the rules.

    A step that does not fit, and those after it, are not examined: torch's own error says what is wrong there.
    """
    found = _judged(record, steps)
    return tuple(tuple(each[index].finding for each in found if index in each) for index in range(len(steps)))


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong with the step at `at`, and the steps that are right in its place; None where none are known."""

    at: int
    finding: Finding
    instead: tuple[ReshapeStep, ...] | None


def advice(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> tuple[Advice, ...]:
    """Give all findings with what is right instead, in the order of the steps."""
    found = [
        Advice(at, judged.finding, judged.instead) for each in _judged(record, steps) for at, judged in each.items()
    ]
    return tuple(sorted(found, key=lambda each: each.at))


def _judged(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> list[dict[int, Judged]]:
    pipeline = examined(record, steps)
    return [rule(pipeline) for rule in _RULES]
