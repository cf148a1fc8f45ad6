"""What one reshape step did: what torch said of it on a meta tensor, and what became of the axes."""

from dataclasses import dataclass

from ..tensor.axis import Axes


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """The result of a step that torch accepted.

    `stride` is in elements, `dtype` torch's name without "torch.". `shares_memory` is True where the result is a view
    of the step's input.
    """

    code: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    axes: Axes
    shares_memory: bool
    dtype: str


@dataclass(frozen=True, slots=True)
class StepFailure:
    """A step that torch refused, in torch's own words; the steps after it were not tried."""

    code: str
    error: str


Outcome = StepOutcome | StepFailure
