"""The steps that split and merge axes, elements in row-major order, and those that make other sizes of them."""

from dataclasses import dataclass
from math import isfinite, prod

from ...errors import StepError
from ..primitives import Index, NewAxis, Pad, Pick, Primitives, Range, Regroup, Shape
from .resolve import axes_counted, resolved_axes, resolved_axis, resolved_sizes
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


@dataclass(frozen=True, slots=True)
class Expand(TorchStep):
    """Repeat along axes of size 1, without a copy; -1 keeps a size, and sizes in front put axes in."""

    sizes: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.expand(-1, 5, -1)`."""
        return call_code("expand", *(self.sizes or ((),)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index with new axes."""
        new = len(self.sizes) - len(shape)
        if new < 0 or any(size < 0 for size in self.sizes[:new]) or any(size < -1 for size in self.sizes):
            raise StepError(
                f"{self.code}: the sizes do not suit a tensor that has {axes_counted(len(shape))}.",
                "Write a size for every axis, -1 for one that stays; sizes in front of them put axes in.",
            )
        selectors: list[Range | Pick | NewAxis] = [NewAxis(size) for size in self.sizes[:new]]
        for axis, (size, old) in enumerate(zip(self.sizes[new:], shape, strict=True)):
            if size in (-1, old):
                selectors.append(Range(0, old))
            elif old == 1:
                selectors += [Pick(0), NewAxis(size)]
            else:
                raise StepError(f"{self.code}: axis {axis} has size {old}.", "Only an axis of size 1 can be repeated.")
        return (Index(tuple(selectors)),)


@dataclass(frozen=True, slots=True)
class PadSizes(TorchStep):
    """Put elements of one value around axes, or, where a width is negative, leave elements out.

    `widths` are those of torch.nn.functional.pad: before and after the last axis, then the one before it.
    """

    widths: tuple[int, ...]
    value: float = 0.0

    @property
    def code(self) -> str:
        """`.pad((0, 0, 1, 2))`, `.pad((0, 2), value=-1.0)`."""
        value = repr(self.value) if isfinite(self.value) else f"float({str(self.value)!r})"
        return f".pad({self.widths}{f', value={value}' if self.value else ''})"

    def expression(self, x: str) -> str:
        """`F.pad(x, (0, 0, 1, 2))`."""
        return f"F.pad({x}, {self.code.removeprefix('.pad(')}"

    def primitives(self, shape: Shape) -> Primitives:
        """Give an Index that leaves out, and a Pad."""
        if len(self.widths) % 2 or len(self.widths) > 2 * len(shape):
            raise StepError(
                f"{self.code}: {len(self.widths)} widths for a tensor that has {axes_counted(len(shape))}.",
                "Write two for each axis, the last axis first.",
            )
        given = [self.widths[at : at + 2] for at in range(0, len(self.widths), 2)]
        pairs = [(0, 0)] * (len(shape) - len(given)) + [(before, after) for before, after in reversed(given)]
        kept = [self._kept(pair, size) for pair, size in zip(pairs, shape, strict=True)]
        before, after = (tuple(max(pair[side], 0) for pair in pairs) for side in (0, 1))
        return Index(tuple(kept)), Pad(before, after, self.value)

    def _kept(self, pair: tuple[int, int], size: int) -> Range:
        start, stop = max(-pair[0], 0), size - max(-pair[1], 0)
        if size + sum(pair) < 0 or start > stop:
            raise StepError(f"{self.code}: more is left out than the {size} positions of an axis.", "Leave out less.")
        return Range(start, stop)
