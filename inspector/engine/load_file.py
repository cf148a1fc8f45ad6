"""One recurrent layer out of a model file: built from its weights. Nothing that the file contains is executed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..errors import FileError, InputError
from ..model.infer import FoundLayer
from ..model.listing import list_file
from ..model.sniff import FileKind
from ..model.state_dicts import StateDict
from ..run.run import FileOrigin
from .layers import build_layer, choices, settled


@dataclass(frozen=True, slots=True, eq=False)
class FileLayer:
    """A recurrent layer with the weights of a file, its path in the model, and where the weights lie."""

    module: nn.Module
    name: str
    origin: FileOrigin


def load_file_layer(path: Path, state_dict: str, wanted: str | None, batch_first: bool | None) -> FileLayer:
    """Build the wanted layer, or the first one, and fill it. Raises FileError and InputError.

    `batch_first` counts where the file does not say.
    """
    listing = list_file(path, state_dict)
    layers = listing.layers
    if not layers or listing.chosen is None:
        raise FileError(f"{path.name} holds no recurrent layer.", "Open a file with LSTM, GRU or RNN weights.")
    names = tuple(layer.name for layer in layers)
    chosen = next((layer for layer in layers if wanted in (None, layer.name, *layer.aliases)), None)
    if chosen is None:
        raise InputError(f"{path.name} has no recurrent layer {wanted!r}.", choices(names))
    module = build_layer(settled(chosen.config, batch_first))
    _fill(module, chosen)
    return FileLayer(module, chosen.name, _origin(listing.kind, listing.chosen, chosen))


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
