"""What the tensor worker is asked to trace, and its answer joined with what the axes become."""

from collections.abc import Mapping
from typing import Any

from ..tensor.record import TensorRecord
from .outcome import Outcome, StepFailure, StepOutcome
from .step_axes import axes_after
from .steps import ReshapeStep, primitives_of


def trace_arguments(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> dict[str, Any]:
    """Give the arguments of the worker's verb `trace`: the tensor without its data, and the steps as code."""
    return {
        "shape": list(record.shape),
        "stride": list(record.stride),
        "dtype": record.dtype,
        "codes": [step.code for step in steps],
    }


def outcomes_of(record: TensorRecord, steps: tuple[ReshapeStep, ...], answer: Mapping[str, Any]) -> tuple[Outcome, ...]:
    """Give one outcome for each step up to the first that torch refused; the axes follow from the steps alone."""
    outcomes: list[Outcome] = []
    for count, (step, told) in enumerate(zip(steps, answer["outcomes"], strict=False), start=1):
        if "error" in told:
            outcomes.append(StepFailure(step.code, told["error"]))
        else:
            axes = axes_after(primitives_of(steps[:count], record.shape), record.axes)
            shape, stride = tuple(told["shape"]), tuple(told["stride"])
            outcomes.append(StepOutcome(step.code, shape, stride, axes, told["shares_memory"]))
    return tuple(outcomes)
