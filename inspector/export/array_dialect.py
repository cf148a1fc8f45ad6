"""How a library of arrays says the calls of a reshape."""

from collections.abc import Callable
from dataclasses import dataclass

from ..reshape.primitives import Regroup, Shape
from .array_calls import AddAxis, ArrayCall, DropAxes, Spread, Take


class CannotSayError(Exception):
    """The library has no such call."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a call is made on: an expression, its shape with sizes written by name, and its type as torch calls it."""

    x: str
    shape: Shape
    dtype: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one library says a call: an expression, or None where it cannot; and a remark on it.

    `module` is its short name; what all libraries call alike needs no more. `imports` are the lines by the mark in the
    code that needs them, the first line always.
    """

    module: str
    imports: dict[str, str]
    array: str
    expression: Callable[[ArrayCall, Given], str | None]
    remark: Callable[[ArrayCall, Given], str]

    def say(self, call: ArrayCall, given: Given) -> str:
        """Give the expression. Raises CannotSayError."""
        said = _said_alike(self.module, call, given.x) or self.expression(call, given)
        if said is None:
            raise CannotSayError
        return said


def _said_alike(module: str, call: ArrayCall, x: str) -> str | None:
    """Say what all libraries call by the same name, with the same arguments; None for the rest."""
    match call:
        case Take(code):
            return f"{x}{code}"
        case Regroup(sizes):
            return f"{module}.reshape({x}, {sizes})"
        case DropAxes(axes):
            return f"{module}.squeeze({x}, axis={one_or_all(axes)})"
        case AddAxis(axis):
            return f"{module}.expand_dims({x}, axis={axis})"
        case Spread(code, shape):
            return f"{module}.broadcast_to({x}{code}, {shape})"
    return None


def one_or_all(axes: tuple[int, ...]) -> int | tuple[int, ...]:
    """Give the only axis as a number, several as they are."""
    return axes[0] if len(axes) == 1 else axes
