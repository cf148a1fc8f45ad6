"""How a step's result lies in memory: row-major or not, how many bytes, and why a view of it is impossible."""

from dataclasses import dataclass
from math import prod

from ..model.element_type import ELEMENT_TYPES
from ..tensor.axis import Axes
from .outcome import StepOutcome
from .steps import Contiguous, Reshape, ReshapeStep, View
from .steps.resolve import resolved_sizes

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Two axes that a view would have to merge, and what keeps it from doing so.

    One step along the axis `outer` jumps `outer_stride` elements; the axis `inner` has `inner_size` elements that
    are `inner_stride` apart. They merge only where the jump is `inner_size * inner_stride`.
    """

    outer: int
    inner: int
    outer_stride: int
    inner_size: int
    inner_stride: int

    def sentence(self, axes: Axes) -> str:
        """Say why; `axes` are those of the tensor that was to be viewed."""
        outer, inner = _axis_words(axes, self.outer), _axis_words(axes, self.inner)
        needed = self.inner_size * self.inner_stride
        return (
            f"Axes {_numbered(axes, self.outer)} and {_numbered(axes, self.inner)} cannot be merged without a copy: "
            f"one step along {outer} jumps {_elements(self.outer_stride)}, while {inner} has "
            f"{self.inner_size} elements {self.inner_stride} apart, so that the jump would have to be {needed}."
        )


def is_contiguous(shape: Numbers, stride: Numbers) -> bool:
    """Tell whether the elements lie in row-major order without gaps.

    As in torch, an axis of size 1 may have any stride, and a tensor without elements is contiguous.
    """
    expected = 1
    for size, step in zip(shape[::-1], stride[::-1], strict=True):
        if size != 1 and step != expected:
            return 0 in shape
        expected *= size
    return True


def result_nbytes(outcome: StepOutcome) -> int:
    """Give the bytes of all elements of the result, as if each had its own: an expanded axis counts in full."""
    return prod(outcome.shape) * ELEMENT_TYPES[outcome.dtype].itemsize


def allocated_nbytes(outcome: StepOutcome) -> int:
    """Give the bytes of new memory that the result takes; 0 for a view."""
    return 0 if outcome.shares_memory else result_nbytes(outcome)


def view_obstacle(shape: Numbers, stride: Numbers, sizes: Numbers) -> Obstacle | None:
    """Give what keeps torch from `.view(sizes)` on a tensor of this shape and stride, None where nothing does.

    Runs of axes of which each steps over exactly what the next ones span are one stretch of memory; a view may
    cut each stretch as it likes, but no new axis may reach across two of them. One of the sizes may be -1.
    Raises StepError if the sizes do not hold the tensor's elements.
    """
    wanted = list(resolved_sizes(sizes, shape, View(sizes).code))
    if 0 in shape:
        return None
    stretches = _stretches(shape, stride)
    for place in reversed(range(len(stretches))):
        count, covered = prod(shape[axis] for axis in stretches[place]), 1
        while wanted and covered < count:
            covered *= wanted.pop()
        if covered != count:  # there is a stretch outside this one: all sizes together have as many elements
            return _between(stretches[place - 1][-1], stretches[place][0], shape, stride)
    return None


def instead_of_view(view: View) -> tuple[tuple[ReshapeStep, ...], ...]:
    """Give the steps that always work in its place: the shorter way first, then the same in two steps."""
    return (Reshape(view.sizes),), (Contiguous(), view)


def _stretches(shape: Numbers, stride: Numbers) -> list[list[int]]:
    """Give the axes in runs that are one stretch of memory each, outermost first; axes of size 1 are in none."""
    stretches: list[list[int]] = []
    for axis in (axis for axis, size in enumerate(shape) if size != 1):
        if stretches and stride[stretches[-1][-1]] == shape[axis] * stride[axis]:
            stretches[-1].append(axis)
        else:
            stretches.append([axis])
    return stretches


def _between(outer: int, inner: int, shape: Numbers, stride: Numbers) -> Obstacle:
    return Obstacle(outer, inner, stride[outer], shape[inner], stride[inner])


def _numbered(axes: Axes, axis: int) -> str:
    return f"{axis} ({axes[axis].name})" if axes[axis].is_named else str(axis)


def _axis_words(axes: Axes, axis: int) -> str:
    return axes[axis].name if axes[axis].is_named else f"axis {axis}"


def _elements(count: int) -> str:
    return f"{count} element" if count == 1 else f"{count} elements"
