"""Another captured tensor that a step joins to the one that is reshaped."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...errors import StepError
from ...tensor.record import TensorRecord
from ..primitives import Branch, Trunk
from .bindings import Bindings
from .resolve import followable

if TYPE_CHECKING:
    from ..steps import ReshapeStep


@dataclass(frozen=True, slots=True)
class Operand:
    """A tensor by its name, `h_n` or `encoder.lstm/0/h_n`, and the steps taken on it first.

    `record` is None until the operand is bound.
    """

    name: str
    steps: tuple["ReshapeStep", ...] = ()
    record: TensorRecord | None = None

    @property
    def code(self) -> str:
        """What a pipeline's text says: `h_n[-1]`."""
        return self.variable + "".join(step.code for step in self.steps)

    @property
    def variable(self) -> str:
        """The name as a Python expression: `h_n`, `run['encoder.lstm/0/h_n']`."""
        return f"run[{self.name!r}]" if "/" in self.name else self.name

    @property
    def expression(self) -> str:
        """The torch expression."""
        text = self.variable
        for step in self.steps:
            text = step.expression(text)
        return text

    @property
    def names(self) -> tuple[str, ...]:
        """The tensor's name and those that its own steps use."""
        return (self.name, *(name for step in self.steps for name in step.names))

    def bound(self, bindings: Bindings) -> "Operand":
        """Give the operand with its record, and its steps bound for that tensor."""
        record = bindings.record(self.name)
        own = replace(bindings, key=record.key if record else None)
        return Operand(self.name, tuple(step.bound(own) for step in self.steps), record)

    def branch(self) -> Branch:
        """Give what the operand is, as primitives on its own source. Raises StepError if it is not bound."""
        if self.record is None:
            raise StepError(f"There is no tensor {self.name} beside this one.", "Name one of the same run.")
        found = Branch(self.record.key, self.record.axes, ())
        for step in self.steps:
            following = followable(step.primitives(found.shape), found.shape, step.code)
            found = replace(found, primitives=(*found.primitives, *following))
        return found


Joined = Operand | Trunk
