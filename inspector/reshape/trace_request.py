"""What the tensor worker is asked to trace, and its answer joined with what the axes become."""

from collections.abc import Mapping
from typing import Any

from ..errors import StepError
from ..tensor.record import TensorRecord
from .axes.step_axes import axes_after
from .outcome import Outcome, StepFailure, StepOutcome
from .steps import ReshapeStep, bound_steps, primitives_of
from .steps.bindings import Bindings

_NOTHING = Bindings()


def trace_arguments(
    record: TensorRecord, steps: tuple[ReshapeStep, ...], bindings: Bindings = _NOTHING
) -> dict[str, Any]:
    """Give the arguments of the worker's verb `trace`: the tensors without their data, and the steps as code."""
    return {
        **_layout(record),
        "codes": [step.code for step in steps],
        "others": {name: _layout(other) for name, other in bindings.tensors},
        "lengths": list(bindings.lengths),
    }


def outcomes_of(
    record: TensorRecord, steps: tuple[ReshapeStep, ...], answer: Mapping[str, Any], bindings: Bindings = _NOTHING
) -> tuple[Outcome, ...]:
    """Give one outcome for each step up to the first that torch refused; the axes follow from the steps alone."""
    steps = bound_steps(steps, bindings)
    outcomes: list[Outcome] = []
    for count, (step, told) in enumerate(zip(steps, answer["outcomes"], strict=False), start=1):
        outcomes.append(_outcome(record, steps[:count], step, told))
        if isinstance(outcomes[-1], StepFailure):
            break
    return tuple(outcomes)


def _outcome(
    record: TensorRecord, steps: tuple[ReshapeStep, ...], step: ReshapeStep, told: Mapping[str, Any]
) -> Outcome:
    if "error" in told:
        return StepFailure(step.code, told["error"])
    try:
        axes = axes_after(primitives_of(steps, record.shape), record.axes)
    except StepError as error:  # torch takes more than is known here, or than could be followed
        return StepFailure(step.code, str(error))
    shape, stride = tuple(told["shape"]), tuple(told["stride"])
    return StepOutcome(step.code, shape, stride, axes, told["shares_memory"], told["dtype"])


def _layout(record: TensorRecord) -> dict[str, Any]:
    return {"shape": list(record.shape), "stride": list(record.stride), "dtype": record.dtype}
