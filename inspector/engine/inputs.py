"""From the words of an input specification to the arguments of forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from ..errors import InputError, ran_out_of_memory
from ..model.config import RecurrentConfig
from ..run.input import Fill, Filled, FromFile, InputSpec, InputValue, Number, Tokens
from ..run.request import RunRequest
from ..run.state import CarryState, FileState, NormalState, ZeroState
from ..run.typed_values import Typed
from .carried_state import carried_states
from .input_file import read_input
from .layers import LAYER_TYPES, config_of


@dataclass(frozen=True, slots=True, eq=False)
class RunInput:
    """The arguments of one forward call."""

    positional: tuple[Any, ...]
    named: Mapping[str, Any]


def build_input(request: RunRequest, module: nn.Module) -> RunInput:
    """Make the arguments on the CPU, drawn in order, then moved. Raises InputError and FileError.

    Drawing on the CPU gives the same numbers on every device.
    """
    dtype = getattr(torch, request.dtype)
    values = {spec.name: _made(spec, dtype) for spec in request.inputs}
    positional = _positional(request.inputs, values)
    named = {name: value for name, value in values.items() if not name.isdigit()}
    if isinstance(module, LAYER_TYPES):
        positional, named = _for_layer(request, config_of(module), positional, named)
    elif request.lengths is not None or not isinstance(request.state, ZeroState):
        raise InputError("Lengths and an initial state belong to one recurrent layer.", "Choose it with --layer NAME.")
    return RunInput(tuple(_moved(value, request.device) for value in positional), _moved(named, request.device))


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
    if config.is_cell or tensor.dim() != 3:
        raise InputError("Lengths pack a batch of sequences: they need an input of three axes and no cell.")
    time, batch = (tensor.shape[1], tensor.shape[0]) if config.batch_first else (tensor.shape[0], tensor.shape[1])
    if len(lengths) != batch or not all(1 <= length <= time for length in lengths):
        raise InputError(
            f"The lengths {', '.join(map(str, lengths))} do not fit an input of {batch} samples and {time} time steps.",
            f"Give {batch} lengths from 1 to {time}.",
        )
    return pack_padded_sequence(tensor, torch.tensor(lengths), bool(config.batch_first), enforce_sorted=False)


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
    return tuple(parts) if config.has_cell_state else parts[0]


def state_shapes(config: RecurrentConfig, input_shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Give the shapes of h_0 and, where there is one, c_0.

    They are (layer x direction, batch, hidden), a cell's (batch, hidden).
    """
    if config.is_cell:
        leading = input_shape[:-1]
    else:
        batch = (
            input_shape[0 if config.batch_first else 1 : 1 if config.batch_first else 2]
            if len(input_shape) == 3
            else ()
        )
        leading = (config.num_layers * config.directions, *batch)
    hidden = (*leading, config.proj_size or config.hidden_size)
    return (hidden, (*leading, config.hidden_size)) if config.has_cell_state else (hidden,)


def _made(spec: InputSpec, dtype: torch.dtype) -> Any:
    try:
        return _value(spec, dtype)
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        if ran_out_of_memory(error):
            raise MemoryError(str(error)) from error
        raise InputError(
            f"The input {spec} cannot be made: {str(error).splitlines()[0]}.", "Choose smaller sizes or another kind."
        ) from error


def _value(spec: InputSpec, dtype: torch.dtype) -> Any:
    value: InputValue = spec.value
    match value:
        case Number(number):
            return number
        case Tokens(sizes, high):
            return torch.randint(0, high, tuple(size.size for size in sizes))
        case FromFile(path):
            tensor = read_input(Path(path), spec.name)
            return tensor.to(dtype) if tensor.is_floating_point() else tensor
        case Typed(sizes, numbers):
            return torch.tensor(numbers, dtype=torch.int64 if value.whole else dtype).reshape(sizes)
        case Filled(fill, sizes):
            return _filled(fill, tuple(size.size for size in sizes), dtype)


def _filled(fill: Fill, sizes: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    match fill:
        case Fill.NORMAL:
            return torch.randn(sizes, dtype=dtype)
        case Fill.UNIFORM:
            return torch.rand(sizes, dtype=dtype)
        case Fill.ZEROS:
            return torch.zeros(sizes, dtype=dtype)
        case Fill.ONES:
            return torch.ones(sizes, dtype=dtype)
        case Fill.RAMP | Fill.SINE:
            count = torch.arange(int(np.prod(sizes)), dtype=torch.float64).reshape(sizes)
            return (count if fill is Fill.RAMP else torch.sin(0.37 * count + 0.1)).to(dtype)


def _moved(value: Any, device: str) -> Any:
    if isinstance(value, dict):
        return {name: _moved(item, device) for name, item in value.items()}
    if isinstance(value, tuple) and not hasattr(value, "batch_sizes"):
        return tuple(_moved(item, device) for item in value)
    return value.to(device) if hasattr(value, "to") else value
