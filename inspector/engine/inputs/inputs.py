"""From the words of an input specification to the arguments of forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from ...errors import InputError
from ...model.config import RecurrentConfig
from ...run.input import InputSpec
from ...run.request import RunRequest
from ...run.state import CarryState, FileState, NormalState, ZeroState
from ...tensor.layer_shapes import packed_shape, state_shapes
from ..layers.layers import LAYER_TYPES, config_of
from .carried_state import carried_states
from .entry_parameters import parameters_of
from .input_file import read_input
from .input_values import ValueMaker


@dataclass(frozen=True, slots=True, eq=False)
class RunInput:
    """The arguments of one forward call."""

    positional: tuple[Any, ...]
    named: Mapping[str, Any]


def build_input(request: RunRequest, module: nn.Module) -> RunInput:
    """Make the arguments on the CPU, in order, each then moved. Raises InputError and FileError.

    Drawing on the CPU gives the same numbers on every device; lengths stay there.
    """
    make = ValueMaker(getattr(torch, request.dtype), request.device, parameters_of(module))
    values = {spec.name: make.argument(spec) for spec in request.inputs}
    positional = _positional(request.inputs, values)
    named = {name: value for name, value in values.items() if not name.isdigit()}
    if isinstance(module, LAYER_TYPES):
        positional, named = _for_layer(request, config_of(module), positional, named)
    elif request.lengths is not None or not isinstance(request.state, ZeroState):
        raise InputError(
            "Lengths and an initial state belong to one recurrent layer.",
            "Leave them out, or choose a layer to run alone (--layer NAME).",
        )
    return RunInput(positional, named)


def _positional(inputs: tuple[InputSpec, ...], values: Mapping[str, Any]) -> tuple[Any, ...]:
    places = sorted(spec.position for spec in inputs if spec.position is not None)
    if places != list(range(len(places))) or len(values) != len(inputs):
        raise InputError(
            f"The inputs {', '.join(spec.name for spec in inputs)} repeat or leave out an argument.",
            "Number the positions 0, 1, 2 ... without a gap, each once.",
        )
    return tuple(values[str(place)] for place in places)


def _for_layer(
    request: RunRequest, config: RecurrentConfig, positional: tuple[Any, ...], named: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    first = positional[0] if positional else named.get("input")
    if not isinstance(first, torch.Tensor):
        raise InputError("The recurrent layer has no input tensor.", "Give it as 0=normal(SIZES).")
    state = _state(request, config, first)
    if state is not None:
        named = named | {"hx": state}
    if request.lengths is None:
        return positional, named
    packed = _packed(first, request.lengths, config)
    return ((packed, *positional[1:]), named) if positional else ((), named | {"input": packed})


def _packed(tensor: torch.Tensor, lengths: tuple[int, ...], config: RecurrentConfig) -> Any:
    packed_shape(config, tuple(tensor.shape), lengths)
    on_cpu = torch.tensor(lengths, device="cpu")
    return pack_padded_sequence(tensor, on_cpu, bool(config.batch_first), enforce_sorted=False)


def _state(request: RunRequest, config: RecurrentConfig, first: torch.Tensor) -> Any:
    match request.state:
        case ZeroState():
            return None
        case NormalState():
            shapes = state_shapes(config, tuple(first.shape))
            parts = [torch.randn(shape, dtype=getattr(torch, request.dtype)) for shape in shapes]
        case FileState(path):
            names = ("h_0", "c_0")[: 1 + config.has_cell_state]
            parts = [read_input(Path(path), name).to(getattr(torch, request.dtype)) for name in names]
        case CarryState():
            parts = carried_states(request, config, state_shapes(config, tuple(first.shape)))
    moved = tuple(part.to(request.device) for part in parts)
    return moved if config.has_cell_state else moved[0]
