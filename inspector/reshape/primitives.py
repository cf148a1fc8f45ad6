"""The few operations that every reshape step consists of: reorder, regroup, index, reduce, join, pad.

A primitive is resolved for one input shape: no negative axis, no -1 size, no ellipsis is left in it. A cast is
written as one too, though it moves nothing: only who reads values minds it.
"""

from dataclasses import dataclass
from typing import Literal

from ..run.key import TensorKey
from ..tensor.axis import Axes, shape_of

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reorder:
    """Output axis i is input axis `order[i]`."""

    order: tuple[int, ...]

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes in the new order."""
        return tuple(shape[axis] for axis in self.order)


@dataclass(frozen=True, slots=True)
class Regroup:
    """The same elements in the same (row-major) order, split and merged into axes of these sizes."""

    shape: Shape

    def shape_after(self, shape: Shape) -> Shape:  # noqa: ARG002  # one signature for all primitives
        """Give the new sizes."""
        return self.shape


@dataclass(frozen=True, slots=True)
class Pick:
    """Take one position of an input axis; the axis disappears."""

    position: int


@dataclass(frozen=True, slots=True)
class Range:
    """Take start, start + step, ... below stop of an input axis; start and stop are >= 0, step >= 1."""

    start: int
    stop: int
    step: int = 1

    @property
    def size(self) -> int:
        """How many positions are taken."""
        return len(range(self.start, self.stop, self.step))


@dataclass(frozen=True, slots=True)
class PickEach:
    """Take one position of an input axis for each index on another, `beside`; the axis disappears.

    At index k of the input axis `beside`, which is taken whole, it is `positions[k]`.
    """

    beside: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewAxis:
    """Put an axis of this size into the output, along which everything repeats; no input axis belongs to it."""

    size: int = 1


Selector = Pick | Range | PickEach | NewAxis


@dataclass(frozen=True, slots=True)
class Index:
    """One selector for every input axis, in order, and NewAxis between them where one is put in."""

    selectors: tuple[Selector, ...]

    def shape_after(self, shape: Shape) -> Shape:  # noqa: ARG002
        """Give the sizes of the ranges and of the new axes."""
        return tuple(selector.size for selector in self.selectors if isinstance(selector, Range | NewAxis))


ReduceKind = Literal["mean", "sum", "max", "min"]


@dataclass(frozen=True, slots=True)
class Reduce:
    """Compute one value from all along the axes; they disappear, or with `keepdim` stay with size 1."""

    axes: tuple[int, ...]
    kind: ReduceKind = "mean"
    keepdim: bool = False

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes without the reduced axes, or with 1 in their places."""
        sizes = ((axis, 1 if axis in self.axes else size) for axis, size in enumerate(shape))
        return tuple(size for axis, size in sizes if self.keepdim or axis not in self.axes)


@dataclass(frozen=True, slots=True)
class ValidMean:
    """Average over `axis` the first `lengths[k]` positions, k being the index on the axis `beside`; `axis` goes."""

    axis: int
    beside: int
    lengths: tuple[int, ...]

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes without the axis."""
        return tuple(size for axis, size in enumerate(shape) if axis != self.axis)


@dataclass(frozen=True, slots=True)
class Trunk:
    """The place of the tensor so far among those that are joined. `key` is whose pipeline it is, if that is known."""

    key: TensorKey | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Another source tensor and what is done to it before it is joined."""

    key: TensorKey
    axes: Axes
    primitives: "Primitives"

    @property
    def shape(self) -> Shape:
        """The sizes after its primitives."""
        shape = shape_of(self.axes)
        for primitive in self.primitives:
            shape = primitive.shape_after(shape)
        return shape


@dataclass(frozen=True, slots=True)
class Join:
    """Put tensors one after the other along an axis; all their other sizes are equal. One operand is the Trunk."""

    axis: int
    operands: tuple[Trunk | Branch, ...]

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes with those along the axis added up."""
        along = sum(sizes[self.axis] for sizes in self.shapes(shape))
        return (*shape[: self.axis], along, *shape[self.axis + 1 :])

    def shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Give the shape of each operand, the trunk's being `shape`."""
        return tuple(each.shape if isinstance(each, Branch) else shape for each in self.operands)


@dataclass(frozen=True, slots=True)
class Pad:
    """Put `before` and `after` positions around each axis, all 0 or more; their elements are `value`."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    value: float = 0.0

    def shape_after(self, shape: Shape) -> Shape:
        """Give the sizes with what is put around them."""
        return tuple(map(sum, zip(self.before, shape, self.after, strict=True)))


@dataclass(frozen=True, slots=True)
class Cast:
    """Change the type of the elements to torch's `dtype`, a name without "torch."."""

    dtype: str

    def shape_after(self, shape: Shape) -> Shape:
        """Give the same sizes."""
        return shape


Primitive = Reorder | Regroup | Index | Reduce | ValidMean | Join | Pad | Cast
Primitives = tuple[Primitive, ...]
