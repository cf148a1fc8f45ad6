"""One recurrent layer out of a model file: built from its weights. Nothing that the file contains is executed."""

from dataclasses import dataclass, replace
from pathlib import Path

from torch import nn

from ...errors import FileError, InputError
from ...model.config import Kind
from ...model.file_origin import MODULE, UNLOADED, FileOrigin
from ...model.file_tensor import FileTensor
from ...model.infer import FoundLayer
from ...model.listing import FileListing
from ..layers.layers import build_layer, choices, settled
from .effective_values import effective_value


@dataclass(frozen=True, slots=True, eq=False)
class FileLayer:
    """A recurrent layer with the weights of a file, its path in the model, and where the weights lie."""

    module: nn.Module
    name: str
    origin: FileOrigin


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """What the person chose of the settings that weights cannot say; None and "" where nothing was."""

    batch_first: bool | None = None
    dropout: float | None = None
    nonlinearity: str = ""


def load_file_layer(
    path: Path, listing: FileListing, wanted: str | None, chosen: ChosenSettings | None = None
) -> FileLayer:
    """Build the wanted layer, or the first one, and fill it. Raises FileError and InputError.

    What is `chosen` counts where the file does not say, or only hyper-parameters beside the weights do.
    """
    layers = listing.layers
    if not layers or listing.chosen is None:
        hint = "Give its classes with --source FILE.py." if listing.needs_trust else "Open a file with LSTM weights."
        raise FileError(f"{path.name} holds no recurrent layer of torch.", hint)
    names = tuple(layer.name for layer in layers)
    found = next((layer for layer in layers if wanted in (None, layer.name, *layer.aliases)), None)
    if found is None:
        raise InputError(f"{path.name} has no recurrent layer {wanted!r}.", choices(names))
    chosen = chosen or ChosenSettings()
    layer = found if listing.module is not None else _as_chosen(found, chosen)
    module = build_layer(settled(layer.config, chosen.batch_first), nonlinearity=layer.nonlinearity)
    module.load_state_dict({name: effective_value(weight) for name, weight in layer.weights})
    return FileLayer(module, layer.name, _origin(listing, layer))


def _as_chosen(layer: FoundLayer, chosen: ChosenSettings) -> FoundLayer:
    config = layer.config
    if not config.is_cell and chosen.batch_first is not None:
        config = replace(config, batch_first=chosen.batch_first)
    if config.num_layers > 1 and chosen.dropout is not None:
        config = replace(config, dropout=chosen.dropout)
    told = chosen.nonlinearity if config.kind in (Kind.RNN, Kind.RNN_CELL) else ""
    return replace(layer, config=config, nonlinearity=told or layer.nonlinearity)


def _origin(listing: FileListing, layer: FoundLayer) -> FileOrigin:
    assert listing.chosen is not None, "a layer lies in a state dict"
    prefix = f"{layer.name}." if layer.name else ""
    stored = all(isinstance(tensor, FileTensor) and tensor.name == prefix + name for name, tensor in layer.weights)
    if listing.origin is None or not stored or layer.nonlinearity:
        # no few lines make this layer again from what is in the file
        container = UNLOADED if listing.module is None else MODULE
        return FileOrigin(container, listing.chosen.path, prefix)
    return FileOrigin(listing.origin.container, listing.origin.keys, listing.chosen.prefix + prefix)
