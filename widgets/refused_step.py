"""Why torch refused a step, in more words than its own where more is known."""

from dataclasses import dataclass

from inspector.errors import StepError
from inspector.reshape.memory import instead_of_view, view_obstacle
from inspector.reshape.outcome import StepFailure, StepOutcome
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep, View
from inspector.tensor.record import TensorRecord


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step was refused; `instead` are the steps that torch takes in its place, () where none are known.

    `works` says that these work, `misleads` that they do, but that the step is wrong for a reason told elsewhere.
    """

    reason: str
    works: str = ""
    misleads: str = ""
    instead: tuple[ReshapeStep, ...] = ()


def refusal(failure: StepFailure, step: ReshapeStep, taken: TensorRecord | StepOutcome) -> Refusal:
    """Give why the step was refused on the tensor that it was to take, and what works in its place.

    Only for a view that the memory forbids more is known than torch's own words.
    """
    if not isinstance(step, View) or not (reason := _view_reason(step, taken)):
        return Refusal(f"{failure.code}: {failure.error}")
    short, long = instead_of_view(step)
    works = f"{steps_text(short)} copies; {steps_text(long)} is the same in two steps."
    misleads = f"{steps_text(short)} would run, but make the mistake told above."
    return Refusal(f"{failure.code}: {reason}", works, misleads, short)


def _view_reason(step: View, taken: TensorRecord | StepOutcome) -> str:
    try:
        obstacle = view_obstacle(taken.shape, taken.stride, step.sizes)
    except StepError:  # the sizes do not fit: torch says it
        return ""
    return obstacle.sentence(taken.axes) if obstacle else ""
