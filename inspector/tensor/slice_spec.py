"""Which two-dimensional part of a tensor is looked at: a wish, and what it is for a shape."""

from dataclasses import dataclass

from .axis import Axes


@dataclass(frozen=True, slots=True)
class SliceSpec:
    """A wish: which axes stand as rows and columns, and where the others are held.

    It may be stale or impossible for the tensor at hand; `resolve_slice` makes it valid.
    """

    row: int | None = None
    column: int | None = None
    fixed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedSlice:
    """A valid slice of a tensor: `position` has one index for each axis, of use where the axis is not shown.

    `row` is None for a tensor of one dimension, both are None for a single number.
    """

    row: int | None
    column: int | None
    position: tuple[int, ...]

    @property
    def held(self) -> tuple[int, ...]:
        """The axes that are neither rows nor columns, in order."""
        return tuple(axis for axis in range(len(self.position)) if axis not in (self.row, self.column))

    def index_at(self, row: int, column: int) -> tuple[int, ...]:
        """Give the index into the tensor of the element shown at (row, column)."""
        shown = {self.row: row, self.column: column}
        return tuple(shown.get(axis, held) for axis, held in enumerate(self.position))


@dataclass(frozen=True, slots=True)
class Window:
    """The rows and columns of a slice that are looked at, each as (first, end); `end` is not among them."""

    rows: tuple[int, int]
    columns: tuple[int, int]


def resolve_slice(spec: SliceSpec, axes: Axes) -> ResolvedSlice:
    """Make the wish valid: axes that exist and differ, positions inside. Idempotent."""
    count = len(axes)
    column = _valid_axis(spec.column, count, taken=None, default=count - 1)
    row = _valid_axis(spec.row, count, taken=column, default=_default_row(axes, column))
    fixed = (*spec.fixed, *([0] * count))[:count]
    position = tuple(min(max(index, 0), max(axis.size - 1, 0)) for index, axis in zip(fixed, axes, strict=True))
    return ResolvedSlice(row, column, position)


def _valid_axis(wish: int | None, count: int, taken: int | None, default: int | None) -> int | None:
    if wish is not None and 0 <= wish < count and wish != taken:
        return wish
    return default if default is not None and default >= 0 else None


def _default_row(axes: Axes, column: int | None) -> int | None:
    free = [index for index in range(len(axes)) if index != column]
    timed = [index for index in free if axes[index].name == "time"]
    return next(iter(timed or free[-1:]), None)
