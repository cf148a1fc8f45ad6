"""One tensor with its axes and its origin; a captured tensor, a weight and a reshaped one are all this."""

from dataclasses import dataclass
from math import prod

from ..run.key import TensorKey
from .axis import Axes


@dataclass(frozen=True, slots=True)
class TensorRecord:
    """What is known of a tensor without reading its values.

    `axes` have the sizes of `shape`; `stride` (in elements) is that of the tensor when it was captured,
    though the run file stores it contiguous; `dtype` is torch's name without "torch.".
    """

    key: TensorKey
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str
    axes: Axes

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    @property
    def shape_text(self) -> str:
        """The shape with its names: `(32 batch, 10 time, 64 hidden)`."""
        return shape_text(self.axes)


def shape_text(axes: Axes) -> str:
    """Give the shape with its names, `(32 batch, 10 time, 64 hidden)`; an axis that is only numbered has its size."""
    return "(" + ", ".join(f"{axis.size} {axis.name}" if axis.is_named else str(axis.size) for axis in axes) + ")"
