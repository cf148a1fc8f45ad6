"""M2, M7 and M16: position -1, or 0, on an axis that is not the one meant."""

from collections.abc import Iterator

from ..reshape.steps import Cat, Flatten, ReshapeStep, Select, Stack, Subscript, Transpose
from ..reshape.steps.subscript import Slice
from ..tensor.axis import Atom, Axis
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, Stage, axis_led_by, is_whole


def last_of_a_wrong_axis(pipeline: Examined) -> dict[int, Judged]:
    """Give the findings with the numbers of their steps."""
    found = {}
    for stage in pipeline.stages:
        for axis, position in written_positions(stage.step, len(stage.shape)):
            judged = _judged(pipeline, stage, axis, position)
            if judged is not None:
                found[stage.index] = judged
    return found


def written_positions(step: ReshapeStep, rank: int) -> Iterator[tuple[int, int]]:
    """Give the axes of which the step takes one position, with the position as it is written: -1 is the last."""
    match step:
        case Select(dim, index) if rank:
            yield dim % rank, index
        case Subscript(items):
            given = [item for item in items if item is not None]
            behind = len(given) - given.index(...) - 1 if ... in given else 0
            for number, item in enumerate(given):
                if isinstance(item, int):
                    yield number + (rank - len(given) if number >= len(given) - behind else 0), item


def _judged(pipeline: Examined, stage: Stage, axis: int, position: int) -> Judged | None:
    on = stage.before[axis]
    if position == -1 and is_whole(on, "batch"):
        return _last_sample(pipeline, stage, axis)
    if position == -1 and is_whole(on, "layer", "direction") and on.atoms[1].size == 2:
        return _backward_alone(pipeline, stage, axis)
    if axis == 0 and position >= 0 and on.atoms[:1] and is_whole(Axis(on.atoms[:1]), "layer"):
        return _layer_for_sample(pipeline, stage, position)
    return None


def _last_sample(pipeline: Examined, stage: Stage, axis: int) -> Judged | None:
    """M16 where there is a time axis that was meant, M2 where there is one of layers."""
    meant = axis_led_by("time", stage.before)
    is_time = meant is not None
    meant = meant if meant is not None else axis_led_by("layer", stage.before)
    if meant is None or not stage.shape[meant] or stage.shape[axis] == stage.shape[meant] == 1:
        return None
    both = not is_time and "direction" in [name for atom in stage.before[meant].atoms for name in atom.names]
    right = Subscript((*[Slice()] * meant, Slice(-2, None) if both else -1))
    what = "time step" if is_time else "layer, its two directions," if both else "layer"
    finding = Finding(
        rule="M16" if is_time else "M2",
        name="last-sample",
        severity=Severity.WARNING,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} takes the last sample: axis {axis} is batch.",
        fix=f"The last {what} is {right.code}; axis {meant} is {stage.before[meant].name}.",
    )
    return Judged(finding, (right,))


def _backward_alone(pipeline: Examined, stage: Stage, axis: int) -> Judged | None:
    """M7, where no other tensor is joined afterwards: that may be the forward direction."""
    if any(isinstance(step, Cat | Stack) for step in pipeline.steps[stage.index + 1 :]):
        return None
    role = pipeline.record.key.role
    whole = len(stage.shape) == 3 and axis == 0 and is_whole(stage.before[1], "batch")
    finding = Finding(
        rule="M7",
        name="backward-alone",
        severity=Severity.WARNING,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} takes the last layer's backward direction alone; the forward one is left out.",
        fix=f"Take both: torch.cat(({role}[-2], {role}[-1]), dim=-1).",
    )
    both = (Subscript((Slice(-2, None),)), Transpose(0, 1), Flatten(1))
    return Judged(finding, both if whole else None)


def _layer_for_sample(pipeline: Examined, stage: Stage, position: int) -> Judged | None:
    """M2: a layer below the last, where a reader of a batch-first model may have meant a sample."""
    layer, *rest = stage.before[0].atoms
    directions = rest[0].size if rest and isinstance(rest[0], Atom) else 1
    batch = axis_led_by("batch", stage.before)
    if batch is None or batch == 0 or stage.shape[batch] <= position or position // directions >= layer.size - 1:
        return None
    right = Subscript((*[Slice()] * batch, position))
    direction = f", {('forward', 'backward')[position % 2]}" if directions == 2 else ""
    finding = Finding(
        rule="M2",
        name="layer-not-sample",
        severity=Severity.NOTE,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} takes layer {position // directions}{direction}, of all samples: a state is not "
        "batch first, whatever batch_first says.",
        fix=f"Sample {position} is {right.code}; the last layer is {'[-2:]' if directions == 2 else '[-1]'}.",
    )
    return Judged(finding, (right,))
