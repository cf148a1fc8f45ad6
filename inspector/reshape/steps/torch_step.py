"""What every reshape step knows: its text, the torch expression that is executed, and its primitives."""

from abc import ABC, abstractmethod
from typing import Any, Self

from ..primitives import Primitives, Shape
from .bindings import Bindings


class TorchStep(ABC):
    """One step of a pipeline. A step that needs more than its tensor is of use once it is bound."""

    __slots__ = ()

    @property
    @abstractmethod
    def code(self) -> str:
        """What one writes after the tensor's name, in the one way of writing that a pipeline's text has."""

    @abstractmethod
    def primitives(self, shape: Shape) -> Primitives:
        """Give the step for an input of this shape as primitives.

        Raises StepError if torch would refuse it, or where a tensor or the lengths that it needs are not bound.
        """

    def expression(self, x: str) -> str:
        """Give the torch expression on the variable `x`: what is executed, and what the code says."""
        return f"{x}{self.code}"

    @property
    def is_chained(self) -> bool:
        """Tell whether the expression is what stands after a tensor's name, so that it can follow another one."""
        return self.expression("") == self.code

    @property
    def names(self) -> tuple[str, ...]:
        """The other captured tensors that the expression reads, as the code names them."""
        return ()

    def bound(self, bindings: Bindings) -> Self:  # noqa: ARG002  # most steps need nothing
        """Give the step that knows the tensors and lengths that it names; what is not there stays unbound."""
        return self


def call_code(method: str, *arguments: Any, **keywords: Any) -> str:
    """Write a method's call: `.mean(1, keepdim=True)`."""
    written = [*map(repr, arguments), *(f"{name}={value!r}" for name, value in keywords.items())]
    return f".{method}({', '.join(written)})"
