"""The sentences around a heatmap: what is shown of the slice, what is not a number, and what a reader hears."""

from PySide6.QtGui import QColor

from inspector.tensor.axis import Axes
from inspector.tensor.figures import Figures
from inspector.tensor.position import axis_title, position_text
from inspector.tensor.slice import Reduction, Slice

from .heat_origins import nowhere_text, origin_text, origins_note, span_text, unit_of
from .heat_place import Cell
from .heat_slice import HeatSlice
from .number_text import element_text, number_text
from .padding_text import padding_text
from .scale_words import beyond_text
from .theme import Colours

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def empty_text(axes: Axes) -> str:
    """Say why nothing of a tensor without elements can be shown."""
    gone = [axis_title(axis) for axis in axes if axis.size == 0]
    return f"This tensor has no elements: its size along {' and '.join(gone)} is 0."


def counted_texts(shown: HeatSlice, shades: Colours) -> tuple[tuple[QColor, str], ...]:
    """Count the elements that have no colour of the scale, each kind with its colour."""
    if shown.origins is not None:
        return tuple((shades.grid, text) for text in (nowhere_text(shown.origins),) if text)
    texts = _missing_texts(shown.part.figures)
    return tuple((colour, text) for colour, text in zip((shades.nan, shades.inf), texts, strict=True) if text)


def note_text(shown: HeatSlice) -> str:
    """Say what is particular about the picture; "" where nothing is."""
    part, figures = shown.part, shown.part.figures
    steps = _steps_text(part)
    if shown.origins is not None:
        return f"{origins_note(shown.origins)} {f'{steps[0].upper()}{steps[1:]}.' if steps else ''}".strip()
    notes = [padding_text(part), steps, beyond_text(shown.spread)]
    if part.values.dtype.kind == "c":
        notes.append("complex: colours show the magnitude")
    if figures.low is None and (figures.nan or figures.inf):
        notes.append("no finite value")
    elif figures.low == figures.high and part.array.size > 1:
        whole = " finite" if figures.nan or figures.inf else ""
        notes.append(f"every{whole} value is {number_text(figures.low, 6)}")
    return ", ".join(note for note in notes if note)


def axis_label(axes: Axes, at: int | None) -> tuple[str, int]:
    """Give the title and the size of a shown axis; of none, an empty title and 1."""
    return ("", 1) if at is None else (axis_title(axes[at]), axes[at].size)


def read_out(shown: HeatSlice, cell: Cell) -> str:
    """Say where the element stands, where it came from, and what it is: `batch 3, time 7, from time 2: −0.1234`.

    Where the line is too long its middle is left out, which is never the value.
    """
    where = position_text(shown.axes, shown.index_of(cell))
    inside = shown.part.padding.inside(shown.index_of(cell))
    value = element_text(shown.part.value_of(*cell)) + ("" if inside else ", padding")
    origin = origin_text(shown.origins, cell) if shown.origins is not None else ""
    place = ", ".join(filter(None, (where, origin)))
    return f"{place}: {value}" if place else value


def described(shown: HeatSlice) -> str:
    """Describe the picture for a screen reader."""
    axes, resolved, origins = shown.axes, shown.part.resolved, shown.origins
    shape = " by ".join(f"{axis.size} {axis_title(axis)}" for axis in axes) or "one number"
    seen = [axis_title(axes[at]) for at in (resolved.row, resolved.column) if at is not None]
    view = f"; rows {seen[0]}, columns {seen[1]}" if len(seen) == 2 else ""
    if origins is None:
        return f"{shape}{view}; {_span_text(shown.part.figures)}. Arrow keys read single values."
    colouring = f"coloured by the {unit_of(origins.axis)} that each cell came from, {span_text(origins.axis)}"
    missing = nowhere_text(origins)
    told = f"{colouring}, {missing}" if missing else colouring
    return f"{shape}{view}; {told}. Arrow keys read single values and where they came from."


def _span_text(figures: Figures) -> str:
    low, high = number_text(figures.low), number_text(figures.high)
    span = "no finite value" if figures.low is None else f"from {low} to {high}"
    return ", ".join((span, *filter(None, _missing_texts(figures))))


def _missing_texts(figures: Figures) -> tuple[str, str]:
    nan = f"{figures.nan:,} NaN" if figures.nan else ""
    return nan, f"{figures.inf:,} Inf" if figures.inf else ""


def _steps_text(part: Slice) -> str:
    """Say what a cell stands for where there are more elements than cells."""
    steps = ((part.row_step, "row"), (part.column_step, "column"))
    if part.reduction is Reduction.EXTREME:
        block = " × ".join(f"{step} {name}{'s' if step > 1 else ''}" for step, name in steps)
        return f"each cell is the most extreme of {block}"
    preview = "a preview while all values are looked at: " if part.reduction is Reduction.PREVIEW else ""
    parts = [f"every {_ordinal(step)} {name}" for step, name in steps if step > 1]
    return f"{preview}{', '.join(parts)} shown" if parts else ""


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"
