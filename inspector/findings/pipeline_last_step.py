"""M6: the last time step of a bidirectional output, whose backward half has seen nothing but that step."""

import numpy as np
from numpy.typing import NDArray

from ..reshape.origins.locate import Coordinates, locate
from ..reshape.primitive_chain import only_moves, shape_after
from ..reshape.reading.parse import parse_steps
from ..reshape.steps import ReshapeStep, primitives_of
from ..reshape.steps.operand import Operand
from ..run.key import RESULT
from ..tensor.axis import Axis
from ..tensor.record import TensorRecord
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged

_LOOKED_AT = 20_000  # elements of the result, the first and the last along each axis among them


def last_step_of_both(pipeline: Examined) -> dict[int, Judged]:
    """Give the finding with the number of the step that leaves only the last time step.

    There is none where the backward half is left out afterwards. What comes after a mean or a join is not looked at.
    """
    record = pipeline.record
    time, features = _axis(record, "time"), _axis(record, "direction")
    if time is None or features is None or record.shape[time] < 2:
        return {}
    half = record.shape[features] // 2
    kept = _only_moving(pipeline)
    if not kept or not _any_from(record, kept, features, half):
        return {}
    last = record.shape[time] - 1
    found = next((count for count in range(1, len(kept) + 1) if _only(record, kept[:count], time, last)), None)
    if found is None:
        return {}
    return {found - 1: Judged(_finding(record, kept[found - 1]), _final_states(record) if found == 1 else None)}


def _final_states(record: TensorRecord) -> tuple[ReshapeStep, ...] | None:
    """Take the last step of the forward half and the first of the backward half; None of a tensor of another kind."""
    names = [axis.name for axis in record.axes]
    if sorted(names[:2]) != ["batch", "time"] or len(names) != 3 or len(record.axes[2].atoms) != 2:
        return None
    before, half = ":, " * names.index("time"), record.shape[2] // 2
    after = ", :" * (1 - names.index("time"))
    name = Operand(record.key.role if record.key.call != RESULT else record.key.name).variable
    code = f"[{before}-1{after}, :{half}].cat({name}[{before}0{after}, {half}:], dim=-1)"
    return parse_steps(code)


def _axis(record: TensorRecord, name: str) -> int | None:
    """Find the axis whose outermost meaning this is, whole."""
    return next((index for index, axis in enumerate(record.axes) if _leads(axis, name)), None)


def _leads(axis: Axis, name: str) -> bool:
    return bool(axis.atoms) and axis.atoms[0].label == name


def _only_moving(pipeline: Examined) -> tuple[ReshapeStep, ...]:
    """Give the first steps, as long as each element of the result is one of the source."""
    return tuple(stage.step for stage in pipeline.stages if only_moves(stage.so_far))


def _any_from(record: TensorRecord, steps: tuple[ReshapeStep, ...], axis: int, start: int) -> bool:
    """Tell whether the result has elements, and some of them lie at `start` or later on the axis of the source."""
    without = 0 in shape_after(primitives_of(steps, record.shape), record.shape)
    return not without and bool(np.any(_sources(record, steps)[axis] >= start))


def _only(record: TensorRecord, steps: tuple[ReshapeStep, ...], axis: int, position: int) -> bool:
    return bool(np.all(_sources(record, steps)[axis] == position))


def _sources(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> Coordinates:
    """Give the source index of some elements of the result: of its ends and of a few between them."""
    primitives = primitives_of(steps, record.shape)
    shape = shape_after(primitives, record.shape)
    along = max(2, int(_LOOKED_AT ** (1 / max(len(shape), 1))))
    return locate(primitives, record.shape, np.ix_(*(_positions(size, along) for size in shape)))


def _positions(size: int, count: int) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, size - 1, count).astype(np.int64)) if size else np.arange(0)


def _finding(record: TensorRecord, step: ReshapeStep) -> Finding:
    module = record.key.module or "the layer"
    return Finding(
        rule="M6",
        name="backward-last-step",
        severity=Severity.WARNING,
        where=record.key.name,
        message=f"{step.code} takes the last time step of both directions of {module}; there the forward half has "
        "seen the whole sequence, the backward half that one step.",
        fix="Take the final state of each direction: torch.cat((h_n[-2], h_n[-1]), dim=-1).",
    )
