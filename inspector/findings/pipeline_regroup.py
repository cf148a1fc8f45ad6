"""What is wrong with a reshape: M25, M3, M4, M5, the nearest name that it has, at the step where it begins."""

from collections.abc import Callable

from ..reshape.primitives import Reorder, Shape
from ..reshape.steps import Contiguous, Movedim, Permute, Reshape, ReshapeStep, Transpose, View
from .finding import Finding, Severity
from .pipeline_mixed import cut_across
from .pipeline_stages import Examined, Judged, Stage
from .pipeline_states import direction_before_layer, rows_that_are_no_samples


def wrong_reshape(pipeline: Examined) -> dict[int, Judged]:
    """Give the findings with the numbers of their steps. What a later step undoes is none."""
    found = {}
    for stage in pipeline.stages:
        if pipeline.mixed_before(stage):
            continue
        first = next(filter(None, (rule(pipeline, stage) for rule in _RULES)), None)
        if first is not None:
            found[stage.index] = first
    return found


def _without_effect(pipeline: Examined, stage: Stage) -> Judged | None:
    if stage.sizes != stage.shape or not isinstance(stage.step, Reshape | View):
        return None
    permute = _permute_before(pipeline.steps[: stage.index], stage.shape)
    if permute is not None:
        return Judged(_reshape_after(pipeline, stage, permute), ())
    twice = [size for size in stage.shape if size > 1 and stage.shape.count(size) > 1]
    if not twice:
        return None
    first, second = [axis for axis, size in enumerate(stage.shape) if size == twice[0]][:2]
    return Judged(_swaps_nothing(pipeline, stage, first, second), (Transpose(first, second),))


def _permute_before(steps: tuple[ReshapeStep, ...], shape: Shape) -> ReshapeStep | None:
    """Give the permute or transpose that the next step directly follows, if it did something."""
    moved = [step for step in steps if not isinstance(step, Contiguous)]
    if not moved or not isinstance(moved[-1], Permute | Transpose | Movedim):
        return None
    order = tuple(range(len(shape)))
    # The order does not depend on the sizes, so those after the step do as well as those before it.
    return moved[-1] if moved[-1].primitives(shape) != (Reorder(order),) else None


def _in_the_place_of_a_permute(pipeline: Examined, stage: Stage) -> Judged | None:
    if not stage.regroups or not _change_places(stage.shape, stage.sizes) or not pipeline.stays(stage):
        return None
    permute = _permute(stage.shape, stage.sizes)
    return Judged(_scrambles(pipeline, stage, permute), (permute,))


def _change_places(shape: Shape, sizes: Shape) -> bool:
    """Tell whether the sizes only change places, as if axes were moved: elements that stay in order cannot follow.

    Only an axis of size 1 can be moved by a reshape.
    """
    before, after = ([size for size in some if size != 1] for some in (shape, sizes))
    return len(shape) == len(sizes) and before != after and sorted(before) == sorted(after) and 0 not in before


def _permute(shape: Shape, sizes: Shape) -> Permute:
    """Give the permute that makes these sizes; of axes of equal size the first one is taken first."""
    order: list[int] = []
    for size in sizes:
        order.append(next(axis for axis, old in enumerate(shape) if old == size and axis not in order))
    return Permute(tuple(order))


def _reshape_after(pipeline: Examined, stage: Stage, permute: ReshapeStep) -> Finding:
    code = stage.step.code
    return Finding(
        rule="M25",
        name="reshape-without-effect",
        severity=Severity.NOTE,
        where=pipeline.record.key.name,
        message=f"{code} after {permute.code} changes nothing: the tensor has these sizes already.",
        fix=f"Leave it out, and keep {permute.code}: the reshape alone would give the same shape and scrambled data.",
    )


def _swaps_nothing(pipeline: Examined, stage: Stage, first: int, second: int) -> Finding:
    names = f"{stage.before[first].name} and {stage.before[second].name}"
    return Finding(
        rule="M4",
        name="view-without-effect",
        severity=Severity.NOTE,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} changes nothing: the tensor has these sizes already; {names} are equally long.",
        fix=f"To exchange the two axes write {Transpose(first, second).code}.",
    )


def _scrambles(pipeline: Examined, stage: Stage, permute: Permute) -> Finding:
    """Name the mistake: M4 is written with view, M25 with reshape, as where it was found first."""
    rule, name = ("M4", "view-for-permute") if isinstance(stage.step, View) else ("M25", "reshape-for-permute")
    shown = f": {stage.mixtures[0].witness}" if stage.mixtures else ""
    return Finding(
        rule=rule,
        name=name,
        severity=Severity.ERROR if stage.mixtures else Severity.WARNING,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} gives the shape of a permute, but a reshape keeps the elements in order: the axes "
        f"that seem to have changed places are cut through{shown}.",
        fix=f"Write {permute.code}.",
    )


_RULES: tuple[Callable[[Examined, Stage], Judged | None], ...] = (
    _without_effect,
    direction_before_layer,
    rows_that_are_no_samples,
    _in_the_place_of_a_permute,
    cut_across,
)
