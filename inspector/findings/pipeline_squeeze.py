"""M17: a squeeze without an axis that takes a batch or a time axis with it."""

from ..reshape.steps import Squeeze
from ..tensor.axis import Axis
from ..tensor.listed import listed
from ..tensor.place_words import counted_word
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, Stage

_VARIES = ("batch", "time")


def squeezed_away(pipeline: Examined) -> dict[int, Judged]:
    """Give the findings with the numbers of their steps."""
    found = {}
    for stage in pipeline.stages:
        lost = {number: name for number, axis in enumerate(stage.before) for name in _varying(axis)}
        if lost and stage.step == Squeeze():
            found[stage.index] = _judged(pipeline, stage, lost)
    return found


def _varying(axis: Axis) -> list[str]:
    names = (name for atom in axis.atoms for name in atom.names)
    return [name for name in names if axis.size == 1 and name in _VARIES]


def _judged(pipeline: Examined, stage: Stage, lost: dict[int, str]) -> Judged:
    others = tuple(number for number, size in enumerate(stage.shape) if size == 1 and number not in lost)
    right = Squeeze(others[0] if len(others) == 1 else others)
    finding = Finding(
        rule="M17",
        name="squeezed-away",
        severity=Severity.WARNING,
        where=pipeline.record.key.name,
        message=f"{stage.step.code} takes away the axis {listed(lost.values())}, of size 1 in this run only: "
        f"with more than one {counted_word(min(lost.items())[1])} it stays, and the shape is another.",
        fix=f"Name the axis: {right.code}." if others else f"Leave it out, or name the axis: .squeeze({min(lost)}).",
    )
    return Judged(finding, (right,) if others else ())
