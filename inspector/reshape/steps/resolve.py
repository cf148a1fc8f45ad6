"""What negative axes and sizes of -1 mean for a given shape, by torch's rules; and what is too large to follow."""

from math import prod

from ...errors import StepError
from ..primitive_chain import shapes_along
from ..primitives import Primitives, Shape

_MOST_AXES = 16  # numpy has 64, and following a reduction back takes some for each
_MOST_ELEMENTS = 2**63 - 1


def resolved_axis(axis: int, rank: int, code: str) -> int:
    """Give the axis counted from the front. Raises StepError if there is none.

    As in torch, a single number (rank 0) is treated as if it had one axis.
    """
    count = max(rank, 1)
    if not -count <= axis < count:
        raise StepError(f"{code}: there is no axis {axis}, the tensor has {axes_counted(rank)}.", _allowed(count))
    return axis % count


def resolved_axes(axes: tuple[int, ...], rank: int, code: str) -> tuple[int, ...]:
    """Give the axes counted from the front, in the order given. Raises StepError if one is missing or repeated."""
    found = tuple(resolved_axis(axis, rank, code) for axis in axes)
    twice = next((axis for axis in found if found.count(axis) > 1), None)
    if twice is not None:
        raise StepError(f"{code}: axis {twice} is named more than once.", "Name each axis once.")
    return found if rank else ()


def resolved_sizes(sizes: tuple[int, ...], shape: Shape, code: str) -> Shape:
    """Give the sizes with -1 replaced by what is left. Raises StepError if the elements do not fit."""
    total, known = prod(shape), prod(size for size in sizes if size != -1)
    if any(size < -1 for size in sizes) or sizes.count(-1) > 1:
        raise StepError(f"{code}: the sizes are not valid.", "At most one size may be -1; all others are 0 or more.")
    if -1 not in sizes:
        if known != total:
            raise _does_not_fit(sizes, shape, code)
        return sizes
    if known == 0:
        raise StepError(f"{code}: the size -1 can stand for any number beside a size of 0.", "Write all sizes.")
    if total % known:
        raise _does_not_fit(sizes, shape, code)
    return tuple(total // known if size == -1 else size for size in sizes)


def followable(primitives: Primitives, shape: Shape, code: str) -> Primitives:
    """Give the primitives of a step. Raises StepError where they make more axes or elements than can be numbered."""
    for sizes in shapes_along(primitives, shape)[1:]:
        if len(sizes) > _MOST_AXES:
            raise StepError(f"{code}: {axes_counted(len(sizes))} are too many here.", f"At most {_MOST_AXES} are read.")
        if prod(sizes) > _MOST_ELEMENTS:
            raise StepError(f"{code}: that many elements cannot be numbered.", "Choose smaller sizes.")
    return primitives


def axes_counted(rank: int) -> str:
    """Give `1 axis`, `3 axes`."""
    return f"{rank} axis" if rank == 1 else f"{rank} axes"


def _allowed(count: int) -> str:
    if count == 1:
        return "Write 0 or -1."
    return f"Write 0 to {count - 1}, or -1 to -{count} to count from the end."


def _does_not_fit(sizes: tuple[int, ...], shape: Shape, code: str) -> StepError:
    total, asked = prod(shape), prod(size for size in sizes if size != -1)
    have = f"{' x '.join(map(str, shape))} = {total}" if len(shape) > 1 else str(total)
    if -1 in sizes:
        return StepError(
            f"{code}: {total} elements cannot be divided into parts of {asked}.",
            f"The tensor has {have} elements; choose sizes whose product divides that.",
        )
    return StepError(
        f"{code}: these sizes need {asked} elements, the tensor has {have}.",
        f"Choose sizes whose product is {total}, or write -1 for one of them.",
    )
