"""Why torch refused a step, in more words than its own where more is known."""

from inspector.errors import StepError
from inspector.reshape.memory import instead_of_view, view_obstacle
from inspector.reshape.outcome import StepFailure, StepOutcome
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep, View
from inspector.tensor.record import TensorRecord

Right = tuple[ReshapeStep, ...] | None


def refusal(failure: StepFailure, step: ReshapeStep, taken: TensorRecord | StepOutcome) -> tuple[str, Right]:
    """Give why the step was refused on the tensor that it was to take, and the steps that work in its place.

    Only for a view that the memory forbids more is known than torch's own words, and None is given for any other.
    """
    if isinstance(step, View) and (reason := _view_reason(step, taken)):
        short, long = instead_of_view(step)
        works = f"{steps_text(short)} copies; {steps_text(long)} is the same in two steps."
        return f"{failure.code}: {reason} {works}", short
    return f"{failure.code}: {failure.error}", None


def _view_reason(step: View, taken: TensorRecord | StepOutcome) -> str:
    try:
        obstacle = view_obstacle(taken.shape, taken.stride, step.sizes)
    except StepError:  # the sizes do not fit: torch says it
        return ""
    return obstacle.sentence(taken.axes) if obstacle else ""
