"""A step as it was written and the right ones side by side, as values: what is said and what is seen of both."""

from dataclasses import dataclass

from inspector.findings.finding import Severity
from inspector.tensor.axis import Axes, shape_of
from inspector.tensor.slice import Slice

from .heat_origins import Origins


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What one way of writing gives.

    `title` is its code, `.view(3, -1)`; `sentence` says what is wrong with it, or why it is right; `origins` are None
    for colours of values; `count` is what can be counted in the picture, `Row 0 holds samples 0, 1 and 2.`.
    """

    title: str
    sentence: str
    axes: Axes
    part: Slice
    origins: Origins | None
    count: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A finding with both results; `colouring` is one of `colourings`, and how both are coloured.

    `rule` is the finding's number, `headline` its one line, `verdict` says how the results differ.
    """

    headline: str
    rule: str
    wrong: Side
    right: Side
    verdict: str
    colourings: tuple[str, ...]
    colouring: str
    severity: Severity = Severity.ERROR

    @property
    def sliced_alike(self) -> bool:
        """Whether both sides show the same part of tensors of the same shape, so that one choice does for both."""
        same_shape = shape_of(self.wrong.axes) == shape_of(self.right.axes)
        return same_shape and self.wrong.part.resolved == self.right.part.resolved
