"""The lines of a tensor in words: their names, their values at a step, and what is left out."""

from inspector.tensor.axis import Axes
from inspector.tensor.course import Course
from inspector.tensor.lines import Band, Line, Mean, MeanLine, Shown, Single, ValueLine
from inspector.tensor.position import axis_title, position_text
from inspector.tensor.values import Values

from .curve_ink import MOST_CURVES
from .number_text import element_text, number_text
from .unit_items import unit_text

_BANDS = {Band.STD: "mean ± std ({})", Band.MOST: "mean, 5–95 % ({})"}
_ONE_NUMBER = "A single number has no lines. Its value stands in the heatmap and in the table."


def empty_text(axes: Axes) -> str:
    """Say why a tensor with these axes has no lines."""
    gone = [axis_title(axis) for axis in axes if axis.size == 0]
    return f"This tensor has no elements: its size along {' and '.join(gone)} is 0." if gone else _ONE_NUMBER


def shown_text(shown: Shown, axes: Axes) -> str:
    """Name what each line shows: `values`, `mean ± std (batch)`."""
    match shown:
        case Single():
            return "values"
        case Mean(over, band):
            return _BANDS[band].format(axis_title(axes[over]))


def line_name(axes: Axes, course: Course, unit: int) -> str:
    """Name a line by its unit: `45 (backward, 5)`; "" where there is but one line."""
    return "" if course.across is None else unit_text(axes[course.across], unit)


def reading_text(values: Values, axes: Axes, course: Course, lines: tuple[Line, ...], step: int) -> str:
    """Say what the lines show at a step: `time 3:   0 −0.1234   1 padding`."""
    place = position_text((axes[course.along],), (step,))
    named = [(line_name(axes, course, line.unit), _value_text(values, course, line, step)) for line in lines]
    told = "   ".join(f"{name} {text}" if name else text for name, text in named)
    return f"{place}:   {told}"


def note_text(lines: tuple[Line, ...], chosen: int, step: int) -> str:
    """Say what is not drawn, "" where all is: units that are too many, elements between, what is no number."""
    notes = []
    if chosen > MOST_CURVES:
        notes.append(f"the first {MOST_CURVES} of {chosen:,} chosen are drawn")
    if step > 1:
        notes.append(f"lowest and highest of every {step:,} steps")
    strides = [line.stride for line in lines if isinstance(line, ValueLine) and line.stride > 1]
    if strides:
        notes.append(f"every {strides[0]:,}. step read")
    left_out = sum(line.left_out for line in lines if isinstance(line, MeanLine))
    if left_out:
        notes.append(f"{left_out:,} NaN or Inf left out of the mean")
    return ", ".join(notes)


def _value_text(values: Values, course: Course, line: Line, step: int) -> str:
    match line:
        case ValueLine(unit, shown, inside, stride):
            read = step % stride == 0 and step // stride < len(shown)
            if read and not inside[step // stride]:
                return "padding"
            element = shown[step // stride] if read else values.take(course.place(unit, step))[()]
            return element_text(element)
        case MeanLine(_, mean, low, high):
            ends = f"{number_text(float(low[step]))} to {number_text(float(high[step]))}"
            return f"{number_text(float(mean[step]))} ({ends})"
