"""The steps that split and merge axes, elements in row-major order, and those that put in or drop axes of size 1."""

from dataclasses import dataclass
from math import prod

from ...errors import StepError
from ..primitives import Index, NewAxis, Pick, Primitives, Range, Regroup, Shape
from .resolve import resolved_axes, resolved_axis, resolved_sizes
from .torch_step import TorchStep, call_code


@dataclass(frozen=True, slots=True)
class Reshape(TorchStep):
    """Split and merge axes; copies where a view is impossible."""

    sizes: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.reshape(2, -1)`."""
        return call_code("reshape", *(self.sizes or ((),)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup."""
        return (Regroup(resolved_sizes(self.sizes, shape, self.code)),)


@dataclass(frozen=True, slots=True)
class View(TorchStep):
    """Split and merge axes without a copy; torch refuses where the memory does not allow it."""

    sizes: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.view(2, -1)`."""
        return call_code("view", *(self.sizes or ((),)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup. Whether the memory allows the view only torch can tell."""
        return (Regroup(resolved_sizes(self.sizes, shape, self.code)),)


@dataclass(frozen=True, slots=True)
class Flatten(TorchStep):
    """Merge the axes from `start` to `end`, both included."""

    start: int = 0
    end: int = -1

    @property
    def code(self) -> str:
        """`.flatten()`, `.flatten(1)`, `.flatten(1, 2)`."""
        given = (self.start, self.end) if self.end != -1 else (self.start,)
        return call_code("flatten", *(() if given == (0,) else given))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup."""
        start, end = (resolved_axis(axis, len(shape), self.code) for axis in (self.start, self.end))
        if start > end:
            raise StepError(f"{self.code}: axis {start} comes after axis {end}.", "Write the outer axis first.")
        return (Regroup((*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :])),)


@dataclass(frozen=True, slots=True)
class Unflatten(TorchStep):
    """Split one axis into several."""

    dim: int
    sizes: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.unflatten(-1, (2, 64))`."""
        return call_code("unflatten", self.dim, self.sizes)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup."""
        if not shape or not self.sizes:
            raise StepError(f"{self.code}: there is no axis, or no size, to split into.", "Name an axis and its sizes.")
        dim = resolved_axis(self.dim, len(shape), self.code)
        return (Regroup((*shape[:dim], *resolved_sizes(self.sizes, (shape[dim],), self.code), *shape[dim + 1 :])),)


@dataclass(frozen=True, slots=True)
class Squeeze(TorchStep):
    """Remove axes of size 1: one, several, or all of them; an axis of another size stays."""

    dim: int | tuple[int, ...] | None = None

    @property
    def code(self) -> str:
        """`.squeeze()`, `.squeeze(0)`, `.squeeze((0, 1))`."""
        return call_code("squeeze", *(() if self.dim is None else (self.dim,)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index that picks the only position of each axis that goes."""
        dims = (self.dim,) if isinstance(self.dim, int) else self.dim
        named = range(len(shape)) if dims is None else resolved_axes(dims, len(shape), self.code)
        gone = [size == 1 and axis in named for axis, size in enumerate(shape)]
        return (Index(tuple(Pick(0) if go else Range(0, size) for go, size in zip(gone, shape, strict=True))),)


@dataclass(frozen=True, slots=True)
class Unsqueeze(TorchStep):
    """Put in an axis of size 1."""

    dim: int

    @property
    def code(self) -> str:
        """`.unsqueeze(-1)`."""
        return call_code("unsqueeze", self.dim)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index with a new axis."""
        place = resolved_axis(self.dim, len(shape) + 1, self.code)
        kept = tuple(Range(0, size) for size in shape)
        return (Index((*kept[:place], NewAxis(), *kept[place:])),)
