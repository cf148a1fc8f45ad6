"""What each row of the list of reshape steps has to say, taken from the pipeline and torch's answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.reshape.outcome import Outcome, StepFailure, StepOutcome
from inspector.reshape.pipeline import ReshapePipeline
from inspector.tensor.axis import Axes, Axis, Mixed
from inspector.tensor.position import axis_title

_VIEW_TIP = "A view: no element is copied, the result shares its memory with the step's input"
_COPY_TIP = "A copy: the elements are written to new memory"


@dataclass(frozen=True, slots=True)
class Reached:
    """Torch took the step."""

    outcome: StepOutcome


@dataclass(frozen=True, slots=True)
class Refused:
    """Torch refused the step, in these words."""

    error: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """A step before it was refused."""


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """The step is not taken."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Torch has not answered yet."""


StepState = Reached | Refused | NotReached | SwitchedOff | Awaited


def step_states(pipeline: ReshapePipeline, outcomes: tuple[Outcome, ...]) -> tuple[StepState, ...]:
    """Give one state for each step; `outcomes` are those of the active steps, up to the first refusal."""
    answers = iter(outcomes)
    failed = any(isinstance(outcome, StepFailure) for outcome in outcomes)
    return tuple(_answered(answers, failed) if item.enabled else SwitchedOff() for item in pipeline.steps)


def axes_text(axes: Axes) -> str:
    """Give the sizes with what they mean: `32 batch × 64 hidden`; `scalar` for no axis at all."""
    return " × ".join(_axis_text(axis) for axis in axes) or "scalar"


def result_text(state: StepState) -> str:
    """Give the resulting shape, or why there is none."""
    match state:
        case Reached(outcome):
            return f"→ {axes_text(outcome.axes)}"
        case Refused(error):
            return error
        case NotReached():
            return "not reached"
        case SwitchedOff():
            return "off"
        case Awaited():
            return "…"


def memory_text(state: StepState) -> str:
    """Give `view`, `copy`, `refused`, or "" where nothing was done."""
    if isinstance(state, Reached):
        return "view" if state.outcome.shares_memory else "copy"
    return "refused" if isinstance(state, Refused) else ""


def memory_tip(state: StepState) -> str:
    """Give what a view or a copy is."""
    if isinstance(state, Reached):
        return _VIEW_TIP if state.outcome.shares_memory else _COPY_TIP
    return ""


def _axis_text(axis: Axis) -> str:
    name = axis_title(axis)
    if name == "1":
        return "1"
    lone = len(axis.atoms) == 1 and isinstance(axis.atoms[0], Mixed)  # has brackets of its own
    return f"{axis.size} {name}" if lone or " " not in name else f"{axis.size} ({name})"


def _answered(answers: Iterator[Outcome], failed: bool) -> StepState:
    match next(answers, None):
        case StepOutcome() as outcome:
            return Reached(outcome)
        case StepFailure(_, error):
            return Refused(error)
        case None:
            return NotReached() if failed else Awaited()
