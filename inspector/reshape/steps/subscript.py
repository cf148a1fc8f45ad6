"""The step `[...]`: positions, slices, an ellipsis and new axes."""

from dataclasses import dataclass
from types import EllipsisType

from ...errors import StepError
from ..primitives import Index, NewAxis, Pick, Primitives, Range, Selector, Shape
from .resolve import axes_counted
from .torch_step import TorchStep


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step`; hashable, which Python's own slice is only from 3.12 on."""

    start: int | None = None
    stop: int | None = None
    step: int | None = None


SubscriptItem = int | Slice | EllipsisType | None


@dataclass(frozen=True, slots=True)
class Subscript(TorchStep):
    """Index the axes from the first on: a number, a Slice, `...` for all axes in between, None for a new axis."""

    items: tuple[SubscriptItem, ...]

    @property
    def code(self) -> str:
        """`[:, -1]`; of no item at all `[()]`."""
        return f"[{', '.join(map(_item_code, self.items)) or '()'}]"

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index. Raises StepError for too many items or a position outside its axis."""
        items = self._items_for(len(shape))
        axes = iter(enumerate(shape))
        return (Index(tuple(NewAxis() if item is None else self._selector(item, *next(axes)) for item in items)),)

    def _items_for(self, rank: int) -> list[int | Slice | None]:
        """Write the ellipsis, or the axes left out at the end, as full slices."""
        named = sum(item is not None and item is not ... for item in self.items)
        if named > rank:
            raise StepError(
                f"{self.code}: {named} of the items index an axis, the tensor has {axes_counted(rank)}.",
                "Leave items out, or write None for a new axis.",
            )
        if self.items.count(...) > 1:
            raise StepError(f"{self.code}: '...' stands more than once.", "One is enough: it fills all the room.")
        filled: list[int | Slice | None] = []
        for item in self.items if ... in self.items else (*self.items, ...):
            filled += [Slice()] * (rank - named) if isinstance(item, EllipsisType) else [item]
        return filled

    def _selector(self, item: int | Slice, axis: int, size: int) -> Selector:
        if isinstance(item, Slice):
            return self._range(item, size)
        if not -size <= item < size:
            allowed = f"Write 0 to {size - 1}, or -1 to -{size} to count from the end." if size else "It has none."
            raise StepError(f"{self.code}: there is no position {item} on axis {axis} of size {size}.", allowed)
        return Pick(item % size)

    def _range(self, item: Slice, size: int) -> Range:
        if item.step is not None and item.step < 1:
            raise StepError(
                f"{self.code}: the slice step {item.step} is not positive.",
                "torch takes only steps of 1 or more; use .flip in your code to turn an axis round.",
            )
        return Range(*slice(item.start, item.stop, item.step).indices(size))


def _item_code(item: SubscriptItem) -> str:
    if isinstance(item, Slice):
        ends = f"{_end_code(item.start)}:{_end_code(item.stop)}"
        return ends if item.step is None else f"{ends}:{item.step}"
    return "..." if item is ... else repr(item)


def _end_code(end: int | None) -> str:
    return "" if end is None else str(end)
