"""The shapes that a recurrent layer would give for another batch, another time or another batch_first."""

from dataclasses import replace

from ..errors import InputError
from ..model.config import RecurrentConfig
from ..run.run import Call, Run
from .axis import Axes, names_within
from .layer_axes import captured_axes, record_of

_ROLES = ("input", "output", "h_n", "c_n")
RoleAxes = tuple[tuple[str, Axes], ...]


def what_if(config: RecurrentConfig, batch: int | None, time: int | None, batch_first: bool) -> RoleAxes:
    """Give role and axes of input, output, h_n and c_n, as far as the layer has them.

    `batch` None is one sequence without a batch axis. A cell takes no `time` and heeds no `batch_first`. Raises
    InputError for a layer without a time.
    """
    if time is None and not config.is_cell:
        raise InputError(f"{config.kind} reads a sequence.", "Give the number of time steps.")
    asked = replace(config, batch_first=batch_first)
    return tuple((role, captured_axes(asked, role, _shape(asked, role, batch, time))) for role in _roles(config))


def call_axes(run: Run, call: Call) -> RoleAxes:
    """Give role and axes of what the call was given and gave; of stacked calls those of one of them."""
    records = ((tensor.role, record_of(run, call.key(tensor.role))) for tensor in call.tensors)
    found = {role: record.axes[int(call.stacked) :] for role, record in records if record is not None}
    return tuple((role, found[role]) for role in _ROLES if role in found)


def sizes_along(axes: Axes) -> dict[str, int]:
    """Give the size of every axis that has one plain meaning, by its name."""
    return {axis.name: axis.size for axis in axes if names_within(axis.atoms) == (axis.name,)}


def _roles(config: RecurrentConfig) -> tuple[str, ...]:
    left_out = {"output"} if config.is_cell else set()
    return tuple(role for role in _ROLES if role not in left_out | (set() if config.has_cell_state else {"c_n"}))


def _shape(config: RecurrentConfig, role: str, batch: int | None, time: int | None) -> tuple[int, ...]:
    samples = () if batch is None else (batch,)
    leading: tuple[int, ...] = samples
    if not config.is_cell and role in ("h_n", "c_n"):
        leading = (config.num_layers * config.directions, *samples)
    elif not config.is_cell:
        steps = (time or 0,)
        leading = (*samples, *steps) if config.batch_first else (*steps, *samples)
    return (*leading, _features(config, role))


def _features(config: RecurrentConfig, role: str) -> int:
    if role == "input":
        return config.input_size
    units = config.hidden_size if role == "c_n" else config.proj_size or config.hidden_size
    return units * config.directions if role == "output" else units
