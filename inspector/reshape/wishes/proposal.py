"""What answers a wish: pipelines that reach it, or why there is none."""

from dataclasses import dataclass

from ...run.key import TensorKey
from ...tensor.axis import Axes, shape_of
from ..primitives import Shape
from ..reading.parse import steps_text
from ..steps import ReshapeStep


@dataclass(frozen=True, slots=True)
class Proposal:
    """Steps that reach a wish, what the result means, and its axes.

    `key` is the tensor to take the steps on: another one of the same call where that is where the answer lies.
    `steps` that name other tensors or lengths are not bound.
    """

    key: TensorKey
    steps: tuple[ReshapeStep, ...]
    meaning: str
    axes: Axes

    @property
    def text(self) -> str:
        """The code after the tensor's name, "" where the tensor is what is wished already."""
        return steps_text(self.steps)

    @property
    def shape(self) -> Shape:
        """The sizes of the result."""
        return shape_of(self.axes)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why no pipeline reaches the wish, what can be done, and what is near, the nearest first."""

    reason: str
    hint: str
    near: tuple[Proposal, ...] = ()


Answer = tuple[Proposal, ...] | Unreachable
