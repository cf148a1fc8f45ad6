"""What a heatmap shows: a slice with its axes, its figures, and where its elements came from."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.tensor.axis import Axes
from inspector.tensor.levels import Levels, as_float32
from inspector.tensor.padded_part import cells_inside
from inspector.tensor.scale import ScaleChoice, SliceScale, scaled
from inspector.tensor.slice import Slice
from inspector.tensor.spread import Spread, spread_of
from inspector.tensor.statistics import Statistics

from .heat_colours import Scale
from .heat_origins import Origins
from .heat_place import Cell


@dataclass(frozen=True, slots=True)
class Scaling:
    """Which scale is wanted, and the figures of the whole tensor, as soon as they are counted."""

    choice: ScaleChoice = field(default_factory=SliceScale)
    whole: Statistics | None = None


_OF_SLICE = Scaling()


@dataclass(frozen=True, slots=True, eq=False)
class HeatSlice:
    """A slice of at least one element, of a tensor with these axes; with `origins` they give the colours.

    `cells` are its values for the screen, which `levels` span; `spread` is how those of the slice lie on them.
    """

    part: Slice
    axes: Axes
    origins: Origins | None
    cells: NDArray[Any]
    levels: Levels
    spread: Spread

    @property
    def picture(self) -> tuple[NDArray[Any], Scale]:
        """The numbers that are shown as colours, and their scale."""
        if self.origins is not None:
            return self.origins.places, self.origins.axis
        return self.cells, self.levels

    def index_of(self, cell: Cell) -> tuple[int, ...]:
        """Give the index into the tensor of the element in a cell."""
        return self.part.index_of(*cell)

    def nearest(self, row: int, column: int) -> Cell:
        """Give the cell that is there, or the nearest."""
        rows, columns = self.part.array.shape
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def heat_slice(
    part: Slice | None, axes: Axes, origins: Origins | None, scaling: Scaling = _OF_SLICE
) -> HeatSlice | None:
    """Give what is to be shown of a slice; None where there is no element."""
    if part is None or not part.array.size:
        return None
    cells, sample = as_float32(part.array), part.sample
    levels = scaled(scaling.choice, part.figures, sample, scaling.whole)
    inside = cells_inside(part)
    if inside.all():
        return HeatSlice(part, axes, origins, cells, levels, spread_of(sample, cells, levels))
    spread = spread_of(sample, cells[np.broadcast_to(inside, cells.shape)], levels)
    # What is hatched still shows at a rounded edge, and where cells share a pixel: there it must not stand out.
    cells = np.where(inside, cells, np.float32(np.median(sample) if sample.size else 0))
    return HeatSlice(part, axes, origins, cells, levels, spread)
