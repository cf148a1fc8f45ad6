"""The sentences around a heatmap: what is shown of the slice, what is not a number, and what a reader hears."""

from dataclasses import dataclass

import numpy as np

from inspector.tensor.axis import Axes
from inspector.tensor.levels import as_float32
from inspector.tensor.position import axis_title, position_text
from inspector.tensor.slice import Slice

from .number_text import element_text, number_text

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True)
class HeatFigures:
    """What the shown part of a tensor spans; `low` and `high` are None where no element is finite."""

    low: float | None
    high: float | None
    nan: int
    inf: int


def figures_of(part: Slice) -> HeatFigures:
    """Compute the figures of the elements shown."""
    values = as_float32(part.array)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
    return HeatFigures(low, high, int(np.isnan(values).sum()), int(np.isinf(values).sum()))


def empty_text(axes: Axes) -> str:
    """Say why nothing of a tensor without elements can be shown."""
    gone = [axis_title(axis) for axis in axes if axis.size == 0]
    return f"This tensor has no elements: its size along {' and '.join(gone)} is 0."


def note_text(part: Slice, figures: HeatFigures) -> str:
    """Say what is particular about the picture; "" where nothing is."""
    notes = [_steps_text(part.row_step, part.column_step)]
    if np.iscomplexobj(part.array):
        notes.append("complex: colours show the magnitude")
    if figures.low is None:
        notes.append("no finite value")
    elif figures.low == figures.high and part.array.size > 1:
        whole = " finite" if figures.nan or figures.inf else ""
        notes.append(f"every{whole} value is {number_text(figures.low, 6)}")
    return ", ".join(note for note in notes if note)


def axis_label(axes: Axes, at: int | None) -> tuple[str, int]:
    """Give the title and the size of a shown axis; of none, an empty title and 1."""
    return ("", 1) if at is None else (axis_title(axes[at]), axes[at].size)


def read_out(part: Slice, axes: Axes, cell: tuple[int, int]) -> str:
    """Say where the element stands and what it is: `batch 3, time 7: −0.1234`."""
    where = position_text(axes, index_of(part, cell))
    value = element_text(part.array[cell])
    return f"{where}: {value}" if where else value


def index_of(part: Slice, cell: tuple[int, int]) -> tuple[int, ...]:
    """Give the index into the tensor of the element at (row, column) of the array."""
    return part.resolved.index_at(cell[0] * part.row_step, cell[1] * part.column_step)


def described(part: Slice, axes: Axes, figures: HeatFigures) -> str:
    """Describe the picture for a screen reader."""
    shape = " by ".join(f"{axis.size} {axis_title(axis)}" for axis in axes) or "one number"
    shown = [axis_title(axes[at]) for at in (part.resolved.row, part.resolved.column) if at is not None]
    view = f"; rows {shown[0]}, columns {shown[1]}" if len(shown) == 2 else ""
    span = (
        "no finite value" if figures.low is None else f"from {number_text(figures.low)} to {number_text(figures.high)}"
    )
    missing = "".join(f", {count} {name}" for count, name in ((figures.nan, "NaN"), (figures.inf, "Inf")) if count)
    return f"{shape}{view}; {span}{missing}. Arrow keys read single values."


def _steps_text(row_step: int, column_step: int) -> str:
    parts = [
        f"every {_ordinal(step)} {name}" for step, name in ((row_step, "row"), (column_step, "column")) if step > 1
    ]
    return f"{', '.join(parts)} shown" if parts else ""


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"
