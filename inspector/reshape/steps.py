"""The reshape steps: each is one torch call as a person writes it, and knows its primitives."""

from dataclasses import dataclass
from math import prod

from ..errors import StepError
from .primitives import Index, NewAxis, Pick, Primitives, Range, Reduce, Regroup, Reorder, Shape, shape_after
from .resolve import axes_counted, resolved_axes, resolved_axis, resolved_sizes
from .subscript import Subscript
from .torch_call import TorchCall, TorchStep


@dataclass(frozen=True, slots=True)
class Permute(TorchStep):
    """Put the axes in another order."""

    dims: tuple[int, ...]

    @property
    def call(self) -> TorchCall:
        """`permute(0, 2, 1)`."""
        return TorchCall("permute", self.dims or ((),))

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
    def call(self) -> TorchCall:
        """`transpose(0, 1)`."""
        return TorchCall("transpose", (self.first, self.second))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reorder."""
        first, second = (resolved_axis(axis, len(shape), self.code) for axis in (self.first, self.second))
        exchanged = {first: second, second: first}
        return (Reorder(tuple(exchanged.get(axis, axis) for axis in range(len(shape)))),)


@dataclass(frozen=True, slots=True)
class Reshape(TorchStep):
    """Split and merge axes, elements in row-major order; copies where a view is impossible."""

    sizes: tuple[int, ...]

    @property
    def call(self) -> TorchCall:
        """`reshape(2, -1)`."""
        return TorchCall("reshape", self.sizes or ((),))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup."""
        return (Regroup(resolved_sizes(self.sizes, shape, self.code)),)


@dataclass(frozen=True, slots=True)
class View(TorchStep):
    """Split and merge axes without a copy; torch refuses where the memory does not allow it."""

    sizes: tuple[int, ...]

    @property
    def call(self) -> TorchCall:
        """`view(2, -1)`."""
        return TorchCall("view", self.sizes or ((),))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup. Whether the memory allows the view only torch can tell."""
        return (Regroup(resolved_sizes(self.sizes, shape, self.code)),)


@dataclass(frozen=True, slots=True)
class Flatten(TorchStep):
    """Merge the axes from `start` to `end`, both included."""

    start: int = 0
    end: int = -1

    @property
    def call(self) -> TorchCall:
        """`flatten()`, `flatten(1)`, `flatten(1, 2)`."""
        given = (self.start, self.end) if self.end != -1 else (self.start,)
        return TorchCall("flatten", () if given == (0,) else given)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Regroup."""
        start, end = (resolved_axis(axis, len(shape), self.code) for axis in (self.start, self.end))
        if start > end:
            raise StepError(f"{self.code}: axis {start} comes after axis {end}.", "Write the outer axis first.")
        return (Regroup((*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :])),)


@dataclass(frozen=True, slots=True)
class Squeeze(TorchStep):
    """Remove axes of size 1: one, several, or all of them; an axis of another size stays."""

    dim: int | tuple[int, ...] | None = None

    @property
    def call(self) -> TorchCall:
        """`squeeze()`, `squeeze(0)`, `squeeze((0, 1))`."""
        return TorchCall("squeeze", () if self.dim is None else (self.dim,))

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
    def call(self) -> TorchCall:
        """`unsqueeze(-1)`."""
        return TorchCall("unsqueeze", (self.dim,))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index with a new axis."""
        place = resolved_axis(self.dim, len(shape) + 1, self.code)
        kept = tuple(Range(0, size) for size in shape)
        return (Index((*kept[:place], NewAxis(), *kept[place:])),)


@dataclass(frozen=True, slots=True)
class Mean(TorchStep):
    """Average over axes; None or none named: over all of them."""

    dims: tuple[int, ...] | None = None
    keepdim: bool = False

    @property
    def call(self) -> TorchCall:
        """`mean()`, `mean(1)`, `mean((0, 1), keepdim=True)`."""
        dims = self.dims[0] if self.dims is not None and len(self.dims) == 1 else self.dims
        keywords = (("keepdim", True),) if self.keepdim else ()
        return TorchCall("mean", () if dims is None and not self.keepdim else (dims,), keywords)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reduce."""
        named = resolved_axes(self.dims, len(shape), self.code) if self.dims else range(len(shape))
        return (Reduce(tuple(sorted(named)), keepdim=self.keepdim),)


@dataclass(frozen=True, slots=True)
class Contiguous(TorchStep):
    """Copy into row-major memory if it is not so already; the tensor means the same."""

    @property
    def call(self) -> TorchCall:
        """`contiguous()`."""
        return TorchCall("contiguous")

    def primitives(self, shape: Shape) -> Primitives:  # noqa: ARG002  # one signature for all steps
        """Give no primitive: elements and axes stay."""
        return ()


ReshapeStep = Subscript | Permute | Transpose | Reshape | View | Flatten | Squeeze | Unsqueeze | Mean | Contiguous


def primitives_of(steps: tuple[ReshapeStep, ...], shape: Shape) -> Primitives:
    """Give all the steps as primitives for a source of this shape. Raises StepError at the first invalid step."""
    found: Primitives = ()
    for step in steps:
        following = step.primitives(shape)
        found, shape = (*found, *following), shape_after(following, shape)
    return found
