"""From a model source to a module that can be run. Nothing that a file contains is executed."""

from dataclasses import dataclass, replace
from pathlib import Path

from torch import nn

from ..errors import InputError
from ..model.source import ClassSource, FileSource, FormSource, PresetSource
from ..run.input import Fill, Filled, InputSpec, Size
from ..run.request import RunRequest
from ..run.run import FileOrigin
from .layers import build_layer, choices, config_of, recurrent_layers, settled
from .load_file import load_file_layer
from .load_preset import load_preset


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """A module ready to run, in float32 on the CPU; `name` is its path in the whole model, "" for all of it.

    `inputs` is sample input that fits, for when the person gave none.
    """

    module: nn.Module
    name: str
    inputs: tuple[InputSpec, ...]
    origin: FileOrigin | None = None


def load_model(request: RunRequest) -> LoadedModel:
    """Build or load what the request names. Raises InputError and FileError."""
    match request.source:
        case FormSource(config):
            return _part(LoadedModel(build_layer(settled(config, request.batch_first)), "", ()), request.layer)
        case PresetSource(name):
            module, inputs = load_preset(name)
            return _part(LoadedModel(module, "", inputs), request.layer)
        case ClassSource(path):
            raise InputError(f"{path} is Python source, which is not read yet.", "Save the model's state_dict.")
        case FileSource(path, state_dict):
            found = load_file_layer(Path(path), state_dict, request.layer, request.batch_first)
            return _with_inputs(LoadedModel(found.module, found.name, (), found.origin))


def _part(model: LoadedModel, layer: str | None) -> LoadedModel:
    if not layer:
        return model if model.inputs else _with_inputs(model)
    layers = {name: module for module, names in recurrent_layers(model.module, "").items() for name in names}
    if layer not in layers:
        raise InputError(f"The model has no recurrent layer {layer!r}.", choices(tuple(layers)))
    return _with_inputs(LoadedModel(layers[layer], layer, ()))


def _with_inputs(model: LoadedModel) -> LoadedModel:
    """Choose input for a recurrent layer: batch 3, time 7, primes that no other size is likely to be."""
    config = config_of(model.module)
    batch, time, feature = Size(3, "batch"), Size(7, "time"), Size(config.input_size, "input")
    leading = (batch,) if config.is_cell else (batch, time) if config.batch_first else (time, batch)
    return replace(model, inputs=(InputSpec("0", Filled(Fill.NORMAL, (*leading, feature))),))
