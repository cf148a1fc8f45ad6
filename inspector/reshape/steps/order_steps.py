"""The steps that put axes in another order."""

from dataclasses import dataclass

from ...errors import StepError
from ..primitives import Primitives, Reorder, Shape
from .resolve import axes_counted, resolved_axes, resolved_axis
from .torch_step import TorchStep, call_code

Dims = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Permute(TorchStep):
    """Put the axes in another order."""

    dims: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.permute(0, 2, 1)`."""
        return call_code("permute", *(self.dims or ((),)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reorder."""
        if len(self.dims) != len(shape):
            raise StepError(
                f"{self.code}: {axes_counted(len(self.dims))} named, the tensor has {axes_counted(len(shape))}.",
                "Name every axis once, in the order you want.",
            )
        return (Reorder(resolved_axes(self.dims, len(shape), self.code)),)


@dataclass(frozen=True, slots=True)
class Transpose(TorchStep):
    """Exchange two axes."""

    first: int
    second: int

    @property
    def code(self) -> str:
        """`.transpose(0, 1)`."""
        return call_code("transpose", self.first, self.second)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reorder."""
        first, second = (resolved_axis(axis, len(shape), self.code) for axis in (self.first, self.second))
        exchanged = {first: second, second: first}
        return (Reorder(tuple(exchanged.get(axis, axis) for axis in range(len(shape)))),)


@dataclass(frozen=True, slots=True)
class Movedim(TorchStep):
    """Move axes to other places; those that are not named keep their order."""

    source: Dims
    destination: Dims

    @property
    def code(self) -> str:
        """`.movedim(1, 0)`, `.movedim((0, 1), (2, 0))`."""
        return call_code("movedim", self.source, self.destination)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reorder."""
        named = [(dims,) if isinstance(dims, int) else dims for dims in (self.source, self.destination)]
        if len(named[0]) != len(named[1]):
            raise StepError(
                f"{self.code}: {axes_counted(len(named[0]))} to move, {len(named[1])} places.",
                "Name a place for each axis.",
            )
        source, destination = (resolved_axes(dims, len(shape), self.code) for dims in named)
        placed = dict(zip(destination, source, strict=True))
        others = iter(axis for axis in range(len(shape)) if axis not in source)
        return (Reorder(tuple(placed[axis] if axis in placed else next(others) for axis in range(len(shape)))),)
