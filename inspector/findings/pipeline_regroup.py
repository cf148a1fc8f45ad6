"""M25: a reshape that changes nothing after a permute, and one that takes the place of a permute."""

from ..reshape.primitives import Regroup, Reorder, Shape, shape_after, simplified
from ..reshape.steps import Contiguous, Permute, Reshape, ReshapeStep, Transpose, View, primitives_of
from ..tensor.record import TensorRecord
from .finding import Finding, Severity


def reshape_and_permute(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> dict[int, Finding]:
    """Give the findings with the numbers of their steps."""
    found = {}
    for index, step in enumerate(steps):
        shape = shape_after(primitives_of(steps[:index], record.shape), record.shape)
        if not isinstance(step, Reshape | View):
            continue
        sizes = shape_after(step.primitives(shape), shape)
        permute = _permute_before(steps[:index], shape)
        if sizes == shape and permute is not None:
            found[index] = _changes_nothing(record, step, permute)
        elif _takes_the_place(shape, sizes) and _stays(record, steps, Regroup(sizes)):
            found[index] = _scrambles(record, step, shape, sizes)
    return found


def _permute_before(steps: tuple[ReshapeStep, ...], shape: Shape) -> ReshapeStep | None:
    """Give the permute or transpose that the next step directly follows, if it did something."""
    moved = [step for step in steps if not isinstance(step, Contiguous)]
    if not moved or not isinstance(moved[-1], Permute | Transpose):
        return None
    order = tuple(range(len(shape)))
    # The order does not depend on the sizes, so those after the step do as well as those before it.
    return moved[-1] if moved[-1].primitives(shape) != (Reorder(order),) else None


def _takes_the_place(shape: Shape, sizes: Shape) -> bool:
    """Tell whether the sizes only change places, as if axes were moved: elements that stay in order cannot follow.

    Only an axis of size 1 can be moved by a reshape.
    """
    before, after = ([size for size in some if size != 1] for some in (shape, sizes))
    return len(shape) == len(sizes) and before != after and sorted(before) == sorted(after) and 0 not in before


def _stays(record: TensorRecord, steps: tuple[ReshapeStep, ...], regroup: Regroup) -> bool:
    """Tell whether the later steps do not undo it."""
    return regroup in simplified(primitives_of(steps, record.shape), record.shape)


def _changes_nothing(record: TensorRecord, step: ReshapeStep, permute: ReshapeStep) -> Finding:
    return Finding(
        rule="M25",
        name="reshape-without-effect",
        severity=Severity.NOTE,
        where=record.key.name,
        message=f"{step.code} after {permute.code} changes nothing: the tensor has these sizes already.",
        fix=f"Leave it out, and keep {permute.code}: the reshape alone would give the same shape and scrambled data.",
    )


def _scrambles(record: TensorRecord, step: ReshapeStep, shape: Shape, sizes: Shape) -> Finding:
    return Finding(
        rule="M25",
        name="reshape-for-permute",
        severity=Severity.ERROR,
        where=record.key.name,
        message=f"{step.code} gives the shape of a permute, but a reshape keeps the elements in order: the axes that "
        "seem to have changed places are cut through.",
        fix=f"Write {_permute(shape, sizes).code}.",
    )


def _permute(shape: Shape, sizes: Shape) -> Permute:
    """Give the permute that makes these sizes; of axes of equal size the first one is taken first."""
    order: list[int] = []
    for size in sizes:
        order.append(next(axis for axis, old in enumerate(shape) if old == size and axis not in order))
    return Permute(tuple(order))
