"""Along which axis of a slice its lines run, and what each of them is a line of."""

from dataclasses import dataclass
from typing import Any

from .axis import Axes
from .slice_spec import ResolvedSlice


@dataclass(frozen=True, slots=True)
class Course:
    """Lines along the axis `along`; each unit is an index of the axis `across`, None where there is but one line."""

    along: int
    across: int | None
    position: tuple[int, ...]

    def place(self, unit: int, step: int) -> tuple[int, ...]:
        """Give the index into the tensor of a unit's element at a step."""
        shown = {self.across: unit, self.along: step}
        return tuple(shown.get(axis, held) for axis, held in enumerate(self.position))

    def index(self, unit: int, steps: Any) -> tuple[Any, ...]:
        """Give the index of a unit's elements at some steps: an array or a slice of them."""
        shown = {self.across: unit, self.along: steps}
        return tuple(shown.get(axis, held) for axis, held in enumerate(self.position))


def course_of(resolved: ResolvedSlice, axes: Axes, wish: int | None = None) -> Course | None:
    """Give the lines of a slice along the axis wished for; else along time, else along its columns.

    None for a single number.
    """
    seen = [axis for axis in (resolved.row, resolved.column) if axis is not None]
    if not seen:
        return None
    timed = [axis for axis in seen if axes[axis].name == "time"]
    along = wish if wish in seen else (timed or seen[-1:])[0]
    across = next((axis for axis in seen if axis != along), None)
    return Course(along, across, resolved.position)


def averaged_axes(course: Course, axes: Axes) -> tuple[int, ...]:
    """Give the axes over which a mean can be taken, the batch first."""
    held = [at for at in range(len(axes)) if at not in (course.along, course.across) and axes[at].size > 1]
    return tuple(sorted(held, key=lambda at: axes[at].name != "batch"))
