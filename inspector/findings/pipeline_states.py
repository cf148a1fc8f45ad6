"""M3 and M5: states taken for batch first, and layer and direction split in the wrong order."""

from ..reshape.steps import Permute, Reshape, ReshapeStep, Transpose, View
from ..tensor.axis import AnyAtom, Axis, names_within
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, Stage, is_whole

_BEFORE_BATCH = {"layer", "direction", "time"}


def direction_before_layer(pipeline: Examined, stage: Stage) -> Judged | None:
    """Find M5, `h_n.view(directions, layers, batch, hidden)`: the states lie layer by layer."""
    for number, axis in enumerate(stage.before):
        if not stage.regroups or not is_whole(axis, "layer", "direction"):
            continue
        layers, directions = (atom.size for atom in axis.atoms)
        before, after = stage.shape[:number], stage.shape[number + 1 :]
        turned = (*before, directions, layers, *after)
        if 1 in (layers, directions) or layers == directions or stage.sizes != turned or not pipeline.stays(stage):
            continue
        right = View((*before, layers, directions, *after))
        instead: tuple[ReshapeStep, ...] = (right, Transpose(number, number + 1))
        if pipeline.reaches(stage, instead):
            return Judged(_turned(pipeline, stage, instead), instead)
    return None


def rows_that_are_no_samples(pipeline: Examined, stage: Stage) -> Judged | None:
    """Find M3, `h_n.view(batch, -1)`: as many rows as samples, but batch is not the outermost axis.

    Also where the rows are as many by chance: those of another axis, each with all samples.
    """
    batch = next((number for number, axis in enumerate(stage.before) if is_whole(axis, "batch")), 0)
    if not batch or not isinstance(stage.step, View | Reshape) or not _in_front(stage.before[:batch]):
        return None
    samples = stage.shape[batch]
    if samples < 2 or len(stage.sizes) != 2 or stage.sizes[0] != samples or not pipeline.stays(stage):
        return None
    instead = (_batch_first(batch, len(stage.shape)), Reshape((samples, -1)))
    if not pipeline.reaches(stage, instead) or not is_whole(pipeline.axes_with(stage, instead)[0], "batch"):
        return None
    return Judged(_rows(pipeline, stage, instead), instead)


def _in_front(axes: tuple[Axis, ...]) -> bool:
    """Tell whether these are axes that stand before batch, and hold more than one position."""
    atoms: list[AnyAtom] = [atom for axis in axes for atom in axis.atoms if atom.size > 1]
    return bool(atoms) and _BEFORE_BATCH.issuperset(names_within(atoms))


def _batch_first(batch: int, rank: int) -> ReshapeStep:
    if batch == 1:
        return Transpose(0, 1)
    return Permute((batch, *(axis for axis in range(rank) if axis != batch)))


def _rows(pipeline: Examined, stage: Stage, instead: tuple[ReshapeStep, ...]) -> Finding:
    code, samples = stage.step.code, stage.sizes[0]
    if stage.mixtures:
        about_batch = [mixture.witness for mixture in stage.mixtures if mixture.meaning == "batch"]
        shown = f"{(about_batch or [stage.mixtures[0].witness])[0]}."
    else:
        rows = stage.after[0].name
        shown = f"the rows are {rows}, as many by chance as there are samples, and each holds all {samples} samples."
    return Finding(
        rule="M3",
        name="rows-not-samples",
        severity=Severity.ERROR if stage.mixtures else Severity.WARNING,
        where=pipeline.record.key.name,
        message=f"{code} does not give one row for each sample, for batch is not the outermost axis: {shown}",
        fix=f"Write {''.join(step.code for step in instead)}.",
    )


def _turned(pipeline: Examined, stage: Stage, instead: tuple[ReshapeStep, ...]) -> Finding:
    shown = f": {stage.mixtures[0].witness}" if stage.mixtures else ""
    return Finding(
        rule="M5",
        name="direction-before-layer",
        severity=Severity.ERROR,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} splits off direction before layer, but a state holds layer by layer, the "
        f"directions of each side by side{shown}.",
        fix=f"Write {instead[0].code}, and {instead[1].code} after it if direction is to come first.",
    )
