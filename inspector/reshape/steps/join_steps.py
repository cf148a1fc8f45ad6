"""The steps that join the tensor with others that were captured."""

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Self

from ...errors import StepError
from ..primitive_chain import shape_after
from ..primitives import Branch, Index, Join, NewAxis, Primitives, Range, Shape, Trunk
from .bindings import Bindings
from .operand import Joined, Operand
from .resolve import resolved_axis
from .torch_step import TorchStep

HERE = "_"


@dataclass(frozen=True, slots=True)
class JoinStep(TorchStep):
    """Join tensors along an axis. One of the operands is the Trunk: the tensor so far."""

    operands: tuple[Joined, ...]
    dim: int = 0

    @property
    @abstractmethod
    def method(self) -> str:
        """The name of torch's function."""

    @property
    def code(self) -> str:
        """`.cat(h_n[-1], dim=-1)`; `_` says the place of the tensor so far where it is not the first."""
        written = [each.code if isinstance(each, Operand) else HERE for each in self.operands]
        named = written[1:] if written[0] == HERE else written
        return f".{self.method}({', '.join([*named, f'dim={self.dim}'])})"

    def expression(self, x: str) -> str:
        """`torch.cat((x, h_n[-1]), dim=-1)`."""
        written = [each.expression if isinstance(each, Operand) else x for each in self.operands]
        comma = "," if len(written) == 1 else ""
        return f"torch.{self.method}(({', '.join(written)}{comma}), dim={self.dim})"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the operands."""
        return tuple(name for each in self.operands if isinstance(each, Operand) for name in each.names)

    def bound(self, bindings: Bindings) -> Self:
        """Give the step with the operands' records."""
        return replace(
            self,
            operands=tuple(
                each.bound(bindings) if isinstance(each, Operand) else Trunk(bindings.key) for each in self.operands
            ),
        )

    def _join(self, trunk: Shape, axis: int, branches: tuple[Trunk | Branch, ...]) -> Join:
        join = Join(axis, branches)
        for shape in join.shapes(trunk):
            if len(shape) != len(trunk) or shape[:axis] + shape[axis + 1 :] != trunk[:axis] + trunk[axis + 1 :]:
                raise StepError(
                    f"{self.code}: {shape} cannot be joined with {trunk} along axis {axis}.",
                    "All sizes but those along the axis must be equal.",
                )
        return join


@dataclass(frozen=True, slots=True)
class Cat(JoinStep):
    """Put tensors one after the other along an axis that they all have."""

    @property
    def method(self) -> str:
        """`cat`."""
        return "cat"

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Join."""
        if not shape:
            raise StepError(f"{self.code}: single numbers cannot be put one after the other.", "Use .stack.")
        branches = tuple(each.branch() if isinstance(each, Operand) else each for each in self.operands)
        return (self._join(shape, resolved_axis(self.dim, len(shape), self.code), branches),)


@dataclass(frozen=True, slots=True)
class Stack(JoinStep):
    """Put tensors of one shape one after the other along a new axis."""

    @property
    def method(self) -> str:
        """`stack`."""
        return "stack"

    def primitives(self, shape: Shape) -> Primitives:
        """Give an Index that puts the axis in, and a Join."""
        axis = resolved_axis(self.dim, len(shape) + 1, self.code)
        branches = tuple(_stacked(each, axis) for each in self.operands)
        new = _new_axis(shape, axis)
        return new, self._join(shape_after((new,), shape), axis, branches)


def _stacked(operand: Joined, axis: int) -> Trunk | Branch:
    if not isinstance(operand, Operand):
        return operand
    branch = operand.branch()
    place = min(axis, len(branch.shape))  # where it has fewer axes, comparing the shapes says so
    return replace(branch, primitives=(*branch.primitives, _new_axis(branch.shape, place)))


def _new_axis(shape: Shape, axis: int) -> Index:
    kept = tuple(Range(0, size) for size in shape)
    return Index((*kept[:axis], NewAxis(), *kept[axis:]))
