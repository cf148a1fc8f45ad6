"""A call of a run with its tensors, all with the same axes, and the weights of its layer."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from safetensors import safe_open
from torch import Tensor

from ...errors import FileError, InputError
from ...gates.labelled_calls import labelled_calls
from ...model.config import RecurrentConfig
from ...run.key import TensorKey
from ...run.run import Call, Run
from ..layers.layers import choices, settled
from .direction_weights import weight_shapes


@dataclass(frozen=True, slots=True, eq=False)
class StoredCall:
    """Tensors by role: (call, time, batch, feature), states (call, layer x direction, batch, feature).

    `names` are the layer's paths in the model.
    """

    names: tuple[str, ...]
    config: RecurrentConfig
    roles: Mapping[str, Tensor]
    lengths: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class StoredWeights:
    """The weights of a layer by torch's names; `quantised` where they are the floats that its integers stand for."""

    tensors: Mapping[str, Tensor]
    quantised: bool


def stored_call(run: Run, module: str, label: str) -> StoredCall:
    """Read a call by its label, or calls that are not stacked as one, `0-9`. Raises InputError for one not there."""
    calls = _calls(run, module, label)
    config = settled(calls[0].config, None)
    roles = {tensor.role for call in calls for tensor in call.tensors}
    found = {role: _laid_out(config, role, _stacked(run, calls, role)) for role in sorted(roles)}
    fitting = {role: tensor for role, tensor in found.items() if _fits(config, role, tensor, found.get("input"))}
    missing = next((role for role in ("input", "h_0", "c_0") if role in {"input", *roles} - fitting.keys()), None)
    if missing is not None:
        raise InputError(
            f"The {missing} of {module or 'the layer'}, call {label}, is not laid out as torch's own layers have it.",
            "Only calls of torch's own layers can be computed again.",
        )
    _check_lengths(run, calls[0], fitting["input"])
    return StoredCall((calls[0].module, *calls[0].aliases), config, fitting, calls[0].lengths)


def _check_lengths(run: Run, call: Call, given: Tensor) -> None:
    time, batch = given.shape[1:3]
    lengths = call.lengths
    if lengths is not None and not (len(lengths) == batch and all(1 <= length <= time for length in lengths)):
        raise FileError(
            f"{run.path.name} is a damaged run: {len(lengths)} lengths up to {max(lengths, default=0)} are not those "
            f"of {batch} samples of {time} time steps in {call.module or 'the layer'}, call {call.label}.",
            "Run the model again.",
        )


def find_weights(run: Run, call: StoredCall) -> StoredWeights:
    """Read the weights of the call's layer. Raises InputError if the run has none, or others than torch's."""
    layer = next((layer for layer in run.weights if layer.module in call.names), None)
    if layer is None:
        raise InputError(f"The run holds no weights of {call.names[0] or 'the layer'}.", "Run the model again.")
    names = [tensor.role for tensor in layer.tensors]
    shapes = {tensor.role: tensor.shape for tensor in layer.tensors}
    wrong = next((name for name, shape in weight_shapes(call.config, names) if shapes.get(name) != shape), None)
    if wrong is not None:
        raise InputError(
            f"The run holds no {wrong} of {call.names[0] or 'the layer'} that suits its settings.",
            "Only layers with the weights of torch's own can be computed again.",
        )
    with safe_open(run.path, framework="pt") as file:
        tensors = {name: file.get_tensor(TensorKey(layer.module, "weights", name).name) for name in names}
    return StoredWeights(tensors, layer.quantised)


def _calls(run: Run, module: str, label: str) -> tuple[Call, ...]:
    own = [call for call in run.calls if module in (call.module, *call.aliases)]
    if not own:
        names = tuple(dict.fromkeys(call.module for call in run.calls))
        raise InputError(f"The run has no calls of {module!r}.", choices(names))
    wanted = labelled_calls(run, module, label)
    if not wanted:
        labels = ", ".join(call.label for call in own[:20])
        raise InputError(f"{module or 'The layer'} has no call {label}.", f"It has {labels}.")
    return wanted


def _stacked(run: Run, calls: tuple[Call, ...], role: str) -> Tensor:
    """Give the tensor with a leading axis `call`; a call that was given no state began with zeros."""
    names = [call.key(role).name if any(each.role == role for each in call.tensors) else "" for call in calls]
    with safe_open(run.path, framework="pt") as file:
        if calls[0].stacked:
            stack: Tensor = file.get_tensor(names[0])
            return stack
        found = {name: file.get_tensor(name) for name in names if name}
    if len(found) == len(names) == 1:
        one: Tensor = found[names[0]][None]  # as it lies in the file, of which no more is read than is looked at
        return one
    zeros = torch.zeros_like(next(iter(found.values())))
    return torch.stack([found[name] if name else zeros for name in names])


def _laid_out(config: RecurrentConfig, role: str, tensor: Tensor) -> Tensor:
    """Bring a tensor with a leading axis `call` into the common order of axes, if it has as many as it should."""
    if not 2 + (not config.is_cell) <= tensor.dim() <= 3 + (not config.is_cell):
        return tensor
    if config.is_cell:
        batched = tensor if tensor.dim() == 3 else tensor[:, None]
        return batched[:, None]
    if tensor.dim() == 3:
        return tensor[:, :, None]
    return tensor.transpose(1, 2) if config.batch_first and role in ("input", "output") else tensor


def _fits(config: RecurrentConfig, role: str, tensor: Tensor, given: Tensor | None) -> bool:
    """Tell whether the sizes are torch's; a layer of the user's own class may return what it likes."""
    if given is None or given.dim() != 4:
        return False
    calls, time, batch, _ = given.shape
    if config.is_cell and time != 1:  # under torch.vmap a cell is given more axes than it knows
        return False
    width = config.proj_size or config.hidden_size
    rows = config.num_layers * config.directions
    sizes = {
        "input": (time, batch, config.input_size), "output": (time, batch, config.directions * width),
        "h_0": (rows, batch, width), "h_n": (rows, batch, width),
        "c_0": (rows, batch, config.hidden_size), "c_n": (rows, batch, config.hidden_size),
    }  # fmt: skip
    return tensor.shape == (calls, *sizes[role])
