"""The final state of a saved run as the initial state of a layer that goes on from it."""

from pathlib import Path

import torch

from ...errors import InputError
from ...model.config import RecurrentConfig
from ...run.carried import final_call
from ...run.request import RunRequest
from ...run.run import Call
from ...run.run_file import open_run
from ...run.state import CarryState
from ...tensor.axis import Axes
from ...tensor.layer_axes import captured_axes
from ...tensor.record import shape_text
from ..reshaping.captured import load_captured

Shape = tuple[int, ...]


def carried_names(request: RunRequest, config: RecurrentConfig) -> tuple[str, ...]:
    """Name the tensors h_n and, where there is one, c_n that the request carries on from; none if it carries nothing.

    Raises FileError if the file is no run, and InputError if it has no such state.
    """
    if not isinstance(request.state, CarryState):
        return ()
    call = _call(request, request.state)
    roles = ("h_n", "c_n")[: 1 + config.has_cell_state]
    for role in roles:
        if _shape(call, role) is None:
            raise InputError(
                f"The {call.config.kind} of the run {Path(request.state.path).name} left no {role}; "
                f"{request.layer or config.kind.value}, which is of kind {config.kind}, starts from one.",
                "Carry from a run of the same kind of layer.",
            )
    return tuple(call.key(role).name for role in roles)


def carried_states(request: RunRequest, config: RecurrentConfig, shapes: tuple[Shape, ...]) -> list[torch.Tensor]:
    """Give h_0 and, where there is one, c_0, which must have these shapes; of the request's dtype.

    Raises FileError, and InputError that names the layer, the axis and the two sizes that differ.
    """
    names = carried_names(request, config)
    assert isinstance(request.state, CarryState)
    path, call = Path(request.state.path), _call(request, request.state)
    states = [load_captured(path, name) for name in names]
    if call.stacked:
        states = [state[-1] for state in states]
    for role, wanted, state in zip("hc", shapes, states, strict=False):
        if tuple(state.shape) != wanted:
            needs = captured_axes(config, f"{role}_0", wanted)
            has = captured_axes(call.config, f"{role}_n", tuple(state.shape))
            carried = f"the carried {role}_n of {call.module or call.config.kind.value}"
            raise InputError(
                f"{request.layer or config.kind.value} needs {_difference(f'{role}_0', needs, carried, has)}.",
                "Choose an input and a layer that fit the run that is carried on.",
            )
    return [state.to(getattr(torch, request.dtype)) for state in states]


def _call(request: RunRequest, state: CarryState) -> Call:
    return final_call(open_run(Path(state.path)).run, request.layer or "")


def _shape(call: Call, role: str) -> Shape | None:
    return next((tensor.shape for tensor in call.tensors if tensor.role == role), None)


def _difference(one: str, needs: Axes, other: str, has: Axes) -> str:
    """Say along which axis the two differ; of a different number of axes, both shapes."""
    pair = next((pair for pair in zip(needs, has, strict=False) if pair[0].size != pair[1].size), None)
    if len(needs) != len(has) or pair is None:
        return f"{one} of {shape_text(needs)}, but {other} is {shape_text(has)}"
    return f"{one} with {pair[0].size} along {pair[0].name}, but {other} has {pair[1].size} along {pair[1].name}"
