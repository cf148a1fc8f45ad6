"""From a model source to a module that can be run. Nothing that a file contains is executed."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..errors import FileError, InputError
from ..model.config import RecurrentConfig
from ..model.infer import FoundLayer
from ..model.listing import list_file
from ..model.presets import find_preset
from ..model.sniff import FileKind
from ..model.source import FileSource, FormSource, PresetSource
from ..model.state_dicts import StateDict
from ..run.input import Fill, Filled, InputSpec, Size, parse_input
from ..run.request import RunRequest
from ..run.run import FileOrigin
from .layers import build_layer, config_of, recurrent_layers


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
            return _part(LoadedModel(build_layer(_settled(config, request)), "", ()), request.layer)
        case PresetSource(name):
            preset = find_preset(name)
            namespace: dict[str, type[nn.Module]] = {}
            exec(compile(preset.code, f"preset:{name}", "exec"), namespace)
            inputs = tuple(parse_input(text) for text in preset.inputs)
            return _part(LoadedModel(namespace[preset.class_name](), "", inputs), request.layer)
        case FileSource(path, state_dict):
            return _with_inputs(_layer_of_file(Path(path), state_dict, request))


def _part(model: LoadedModel, layer: str | None) -> LoadedModel:
    if not layer:
        return model if model.inputs else _with_inputs(model)
    layers = {name: module for module, names in recurrent_layers(model.module, "").items() for name in names}
    if layer not in layers:
        raise InputError(f"The model has no recurrent layer {layer!r}.", _choices(tuple(layers)))
    return _with_inputs(LoadedModel(layers[layer], layer, ()))


def _with_inputs(model: LoadedModel) -> LoadedModel:
    """Choose input for a recurrent layer: batch 3, time 7, primes that no other size is likely to be."""
    config = config_of(model.module)
    batch, time, feature = Size(3, "batch"), Size(7, "time"), Size(config.input_size, "input")
    leading = (batch,) if config.is_cell else (batch, time) if config.batch_first else (time, batch)
    return replace(model, inputs=(InputSpec("0", Filled(Fill.NORMAL, (*leading, feature))),))


def _layer_of_file(path: Path, state_dict: str, request: RunRequest) -> LoadedModel:
    listing = list_file(path, state_dict)
    layers = listing.layers
    if not layers or listing.chosen is None:
        raise FileError(f"{path.name} holds no recurrent layer.", "Open a file with LSTM, GRU or RNN weights.")
    names = tuple(layer.name for layer in layers)
    chosen = next((layer for layer in layers if request.layer in (None, layer.name, *layer.aliases)), None)
    if chosen is None:
        raise InputError(f"{path.name} has no recurrent layer {request.layer!r}.", _choices(names))
    module = build_layer(_settled(chosen.config, request))
    _fill(module, chosen)
    return LoadedModel(module, chosen.name, (), _origin(listing.kind, listing.chosen, chosen))


def _origin(kind: FileKind, state_dict: StateDict, layer: FoundLayer) -> FileOrigin:
    parameter, tensor = layer.weights[0]
    container = "safetensors" if kind is FileKind.SAFETENSORS else "torch"
    return FileOrigin(container, state_dict.path, state_dict.name_in_file(tensor).removesuffix(parameter))


def _fill(module: nn.Module, found: FoundLayer) -> None:
    weights = {name: torch.from_numpy(_native(tensor.read())) for name, tensor in found.weights}
    module.load_state_dict(weights)


def _native(array: np.ndarray) -> np.ndarray:
    """Give an array that torch can take over: writable, and bfloat16 or float8 widened to float32."""
    return array.astype(np.float32) if array.dtype.kind not in "fiub" else np.array(array)


def _settled(config: RecurrentConfig, request: RunRequest) -> RecurrentConfig:
    """Fill in batch_first where the source does not say."""
    return replace(config, batch_first=bool(request.batch_first)) if config.batch_first is None else config


def _choices(names: tuple[str, ...]) -> str:
    return f"Choose one of {', '.join(names[:20])}{', ...' if len(names) > 20 else ''}." if names else "It has none."
