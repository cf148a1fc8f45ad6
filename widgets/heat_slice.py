"""What a heatmap shows: a slice with its axes, its figures, and where its elements came from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector.tensor.axis import Axes
from inspector.tensor.levels import as_float32, levels_of
from inspector.tensor.slice import Slice

from .heat_colours import Scale
from .heat_origins import Origins

Cell = tuple[int, int]  # row and column of the array, whatever the steps are


@dataclass(frozen=True, slots=True)
class HeatFigures:
    """What the shown part of a tensor spans; `low` and `high` are None where no element is finite."""

    low: float | None
    high: float | None
    nan: int
    inf: int


@dataclass(frozen=True, slots=True, eq=False)
class HeatSlice:
    """A slice of at least one element, of a tensor with these axes; with `origins` they give the colours."""

    part: Slice
    axes: Axes
    figures: HeatFigures
    origins: Origins | None

    @property
    def picture(self) -> tuple[NDArray[Any], Scale]:
        """The numbers that are shown as colours, and their scale."""
        if self.origins is not None:
            return self.origins.places, self.origins.axis
        values = as_float32(self.part.array)
        return values, levels_of(values)

    @property
    def steps(self) -> tuple[int, int]:
        """How many elements of the tensor lie from one row, and one column, to the next."""
        return self.part.row_step, self.part.column_step

    def index_of(self, cell: Cell) -> tuple[int, ...]:
        """Give the index into the tensor of the element in a cell."""
        return self.part.resolved.index_at(cell[0] * self.part.row_step, cell[1] * self.part.column_step)

    def nearest(self, row: int, column: int) -> Cell:
        """Give the cell that is there, or the nearest."""
        rows, columns = self.part.array.shape
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def heat_slice(part: Slice | None, axes: Axes, origins: Origins | None) -> HeatSlice | None:
    """Give what is to be shown of a slice; None where there is no element."""
    if part is None or not part.array.size:
        return None
    return HeatSlice(part, axes, figures_of(part), origins)


def figures_of(part: Slice) -> HeatFigures:
    """Compute the figures of the elements shown."""
    values = as_float32(part.array)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
    return HeatFigures(low, high, int(np.isnan(values).sum()), int(np.isinf(values).sum()))
