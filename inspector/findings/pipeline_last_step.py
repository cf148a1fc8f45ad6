"""M6: the last (valid) time step of a bidirectional output, whose backward half has seen nothing but that step."""

import numpy as np

from ..reshape.origins.elements_across import elements_across
from ..reshape.origins.locate import Coordinates, locate
from ..reshape.primitive_chain import only_moves, shape_after
from ..reshape.reading.parse import parse_steps
from ..reshape.steps import LastValid, ReshapeStep, primitives_of
from ..reshape.steps.operand import Operand
from ..run.key import RESULT
from ..tensor.record import TensorRecord
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, axis_led_by

_LOOKED_AT = 20_000  # elements of the result, the first and the last along each axis among them


def last_step_of_both(pipeline: Examined) -> dict[int, Judged]:
    """Give the finding with the number of the step that leaves only the last time step.

    There is none where the backward half is left out afterwards. What comes after a mean or a join is not looked at.
    """
    record = pipeline.record
    time, features = axis_led_by("time", record.axes), axis_led_by("direction", record.axes)
    if time is None or features is None or record.shape[time] < 2:
        return {}
    half = record.shape[features] // 2
    kept = _only_moving(pipeline)
    if not kept or not _any_from(record, kept, features, half):
        return {}
    found = next((count for count in range(1, len(kept) + 1) if _ends_only(record, kept[:count], time)), None)
    if found is None:
        return {}
    return {found - 1: Judged(_finding(record, kept[found - 1]), _final_states(pipeline) if found == 1 else None)}


def _final_states(pipeline: Examined) -> tuple[ReshapeStep, ...] | None:
    """Give what is right in the place of the first step, where that leaves one vector for each sample; else None.

    It takes the last step of the forward half, of a packed batch the last valid one, and the first of the backward
    half.
    """
    record, stage = pipeline.record, pipeline.stages[0]
    names = [axis.name for axis in record.axes]
    if sorted(names[:2]) != ["batch", "time"] or len(names) != 3 or len(record.axes[2].atoms) != 2:
        return None
    batch, time, half = names.index("batch"), names.index("time"), record.shape[2] // 2
    if stage.sizes != (record.shape[batch], record.shape[2]):
        return None
    first, last = (f"[{':, ' * time}{step}{', :' * batch}, {{}}]" for step in (0, -1))
    if pipeline.packed or isinstance(stage.step, LastValid):
        last = f"{LastValid(batch, time).code}[:, {{}}]"
    name = Operand(record.key.role if record.key.call != RESULT else record.key.name).variable
    return parse_steps(f"{last.format(f':{half}')}.cat({name}{first.format(f'{half}:')}, dim=-1)")


def _only_moving(pipeline: Examined) -> tuple[ReshapeStep, ...]:
    """Give the first steps, as long as each element of the result is one of the source."""
    return tuple(stage.step for stage in pipeline.stages if only_moves(stage.so_far))


def _any_from(record: TensorRecord, steps: tuple[ReshapeStep, ...], axis: int, start: int) -> bool:
    """Tell whether the result has elements, and some of them lie at `start` or later on the axis of the source."""
    without = 0 in shape_after(primitives_of(steps, record.shape), record.shape)
    return not without and bool(np.any(_sources(record, steps)[axis] >= start))


def _ends_only(record: TensorRecord, steps: tuple[ReshapeStep, ...], time: int) -> bool:
    """Tell whether all that is left of each sample is its last time step, or its last valid one."""
    sources, batch = _sources(record, steps), axis_led_by("batch", record.axes)
    lengths = next((step.lengths for step in steps if isinstance(step, LastValid)), None)
    if lengths is None or batch is None or len(lengths) != record.shape[batch]:
        return bool(np.all(sources[time] == record.shape[time] - 1))
    return bool(np.all(sources[time] == np.asarray(lengths)[sources[batch]] - 1))


def _sources(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> Coordinates:
    """Give the source index of some elements of the result: of its ends and of a few between them."""
    primitives = primitives_of(steps, record.shape)
    shape = shape_after(primitives, record.shape)
    return locate(primitives, record.shape, elements_across(shape, _LOOKED_AT))


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
