"""M4 in general: a step that cuts across axes, and the reordering that would make its shape without a cut."""

from itertools import permutations

from ..reshape.mixing.mixing import is_mixed_name
from ..reshape.primitives import Regroup, Reorder
from ..reshape.steps import Permute, Reshape, ReshapeStep
from ..tensor.axis import Atom, Axes, shape_of
from ..tensor.listed import listed
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, Stage

_MOST_AXES = 5  # 120 orders to try


def cut_across(pipeline: Examined, stage: Stage) -> Judged | None:
    """Find any other step after which meanings are mixed up."""
    if not stage.mixtures or not pipeline.stays(stage):
        return None
    instead = _clean_way(pipeline, stage)
    return Judged(_finding(pipeline, stage, instead), instead)


def _clean_way(pipeline: Examined, stage: Stage) -> tuple[ReshapeStep, ...] | None:
    """Give a permute and a reshape to the same shape that mix nothing, those that split the fewest meanings first."""
    kept = all(isinstance(each, Regroup | Reorder) for each in stage.own)
    if not kept or not any(isinstance(each, Regroup) for each in stage.own):
        return None
    ways = (*_orders(stage.before, stage.sizes), *_split_orders(stage.before, stage.sizes))
    named = (way for way in ways if not is_mixed_name(pipeline.axes_with(stage, way)))  # the names cost least
    good = [way for way in named if pipeline.reaches(stage, way)]
    return min(good, key=lambda way: (_parts(pipeline.axes_with(stage, way)), len(way)), default=None)


def _orders(axes: Axes, sizes: tuple[int, ...]) -> list[tuple[ReshapeStep, ...]]:
    if len(axes) > _MOST_AXES:
        return []
    orders = sorted(permutations(range(len(axes))), key=_moved)
    return [(Permute(order), Reshape(sizes)) for order in orders[1:]]


def _split_orders(axes: Axes, sizes: tuple[int, ...]) -> list[tuple[ReshapeStep, ...]]:
    """Take products of meanings apart first."""
    atoms = tuple(atom.size for axis in axes for atom in axis.atoms)
    if len(atoms) == len(axes) or len(atoms) > _MOST_AXES:
        return []
    orders = sorted(permutations(range(len(atoms))), key=_moved)
    return [(Reshape(atoms), Permute(order), Reshape(sizes)) for order in orders[1:]]


def _moved(order: tuple[int, ...]) -> int:
    """Count the pairs of axes that have changed places."""
    return sum(first > second for at, first in enumerate(order) for second in order[at + 1 :])


def _parts(axes: Axes) -> int:
    return sum(isinstance(atom, Atom) and atom.label != atom.name for axis in axes for atom in axis.atoms)


def _finding(pipeline: Examined, stage: Stage, instead: tuple[ReshapeStep, ...] | None) -> Finding:
    shown = stage.mixtures[0]
    code = "".join(step.code for step in _shortened(instead, stage)) if instead else ""
    return Finding(
        rule="M4",
        name="mixed-axes",
        severity=Severity.ERROR,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} mixes up {listed(dict.fromkeys(mixture.meaning for mixture in stage.mixtures))}: "
        f"{shown.witness}.",
        fix=f"Write {code}." if code else "Put the axes that belong together side by side with .permute first.",
    )


def _shortened(steps: tuple[ReshapeStep, ...], stage: Stage) -> tuple[ReshapeStep, ...]:
    """Leave out a last reshape that changes nothing."""
    permute = steps[-2]
    if isinstance(permute, Permute) and len(steps) == 2:
        return steps[:1] if tuple(shape_of(stage.before)[axis] for axis in permute.dims) == stage.sizes else steps
    return steps
