"""What is looked at of a reshaped tensor: a window in its middle, or evenly spaced elements of all of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector.reshape.origins.locate import locate
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.primitive_chain import shape_after
from inspector.reshape.primitives import (
    Index,
    Primitives,
    Range,
    Regroup,
    Reorder,
)
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.tensor.axis import Axes, named_axis
from inspector.tensor.slice import Slice, read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What primitives make of a tensor (batch, time, hidden) of this shape, side x side elements of it.

    `cut` is the last step, where one cuts out a window, and `primitives` are those before.
    """

    shape: Shape
    primitives: Primitives
    cut: Primitives
    side: int

    @property
    def axes(self) -> Axes:
        """The two axes of the result."""
        rows, columns = shape_after((*self.primitives, *self.cut), self.shape)
        return named_axis(("row", rows)), named_axis(("column", columns))

    def read(self, array: NDArray[np.float32]) -> Slice:
        """Read what is seen, as the program does where elements are sought one by one and there are many."""
        values = LocatedValues(StoredValues(array), (*self.primitives, *self.cut))
        return read_slice(values, resolve_slice(SliceSpec(0, 1), self.axes), self.side, self.side, extreme=False)

    def places(self) -> NDArray[np.int64]:
        """Give the places of the same elements in the source, counted in row-major order."""
        steps = [max(1, -(-axis.size // self.side)) for axis in self.axes]
        index = np.ix_(*(np.arange(0, axis.size, step) for axis, step in zip(self.axes, steps, strict=True)))
        found = locate((*self.primitives, *self.cut), self.shape, index)
        return np.ravel_multi_index(np.broadcast_arrays(*found), self.shape)


def merged_window(shape: Shape, side: int) -> View:
    """Permute, reshape, slice: (batch x hidden, time)."""
    batch, time, hidden = shape
    return _window(shape, f".permute(0, 2, 1).reshape({batch * hidden}, {time})", side)


def heads_window(shape: Shape, heads: int, side: int) -> View:
    """Split hidden into heads, permute, reshape: (batch x head, time x feature)."""
    return _window(shape, _heads(shape, heads), side)


def heads_overview(shape: Shape, heads: int, side: int) -> View:
    """The same, all of it."""
    return View(shape, primitives_of(parse_steps(_heads(shape, heads)), shape), (), side)


def _heads(shape: Shape, heads: int) -> str:
    batch, time, hidden = shape
    features = hidden // heads
    split, result = (batch, time, heads, features), (batch * heads, time * features)
    return f".reshape{split}.permute(0, 2, 1, 3).reshape{result}"


def _window(shape: Shape, code: str, side: int) -> View:
    primitives = primitives_of(parse_steps(code), shape)
    whole = shape_after(primitives, shape)
    starts = ((size - side) // 2 for size in whole)
    cut = "[" + ", ".join(f"{start}:{start + side}" for start in starts) + "]"
    return View(shape, primitives, primitives_of(parse_steps(cut), whole), side)


def whole(array: NDArray[np.float32], view: View) -> NDArray[np.float32]:
    """Make the whole reshaped tensor with numpy and cut out the window, as one does without the program."""
    for primitive in view.primitives:
        match primitive:
            case Reorder(order):
                array = array.transpose(order)
            case Regroup(sizes):
                array = array.reshape(sizes)
            case _:
                raise AssertionError("these views reorder and regroup only")
    cuts = [selector for primitive in view.cut if isinstance(primitive, Index) for selector in primitive.selectors]
    return array[tuple(slice(cut.start, cut.stop) for cut in cuts if isinstance(cut, Range))]
