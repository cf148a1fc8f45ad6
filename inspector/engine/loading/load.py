"""From a model source to a module that can be run.

Of code, only source files that the person named are executed, and programs that the person trusts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import nn

from ...errors import InputError
from ...model.archive import model_file
from ...model.file_origin import FileOrigin
from ...model.listing import list_file
from ...model.sniff import FileKind, sniff
from ...model.source import ClassSource, FileSource, FormSource, ModelSource, PresetSource
from ...run.input import Fill, Filled, InputSpec, Size
from ...run.request import RunRequest
from ..inference.infer_inputs import fitting_inputs, infer_inputs, runs
from ..layers.layers import LAYER_TYPES, build_layer, choices, config_of, recurrent_layers, settled
from .definitions import Skipped
from .load_class import load_class
from .load_export import load_export
from .load_file import ChosenSettings, load_file_layer
from .load_module import load_torch_module, load_with_source
from .load_preset import load_preset
from .load_script import load_script


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """A module ready to run, in float32 on the CPU; `name` is its path in the whole model, "" for all of it.

    `inputs` is sample input that fits, for when the person gave none. `source` is the source with all that was used,
    `skipped` says by name what of the user's code was not executed.
    """

    module: nn.Module
    name: str
    inputs: tuple[InputSpec, ...]
    origin: FileOrigin | None = None
    source: ModelSource | None = None
    skipped: Mapping[str, Skipped] = field(default_factory=dict)


def load_model(request: RunRequest) -> LoadedModel:
    """Build or load what the request names. Raises InputError, FileError, and ModelError for the user's own code."""
    match request.source:
        case FormSource(config):
            return _part(LoadedModel(build_layer(settled(config, request.batch_first)), "", ()), request.layer)
        case PresetSource() as source:
            module, inputs = load_preset(source)
            return _part(LoadedModel(module, "", inputs), request.layer)
        case ClassSource() as source:
            made = load_class(source)
            return _class_part(LoadedModel(made.module, "", (), made.origin, made.source, made.skipped), request)
        case FileSource() as source:
            return _of_file(source, request)


def _of_file(source: FileSource, request: RunRequest) -> LoadedModel:
    """Take a pickled module as a whole where its classes are known, else the wanted layer or the first one."""
    file = model_file(Path(source.path), source.member)
    if (kind := sniff(file)) in (FileKind.TORCHSCRIPT, FileKind.TORCH_EXPORT):
        return _program(file, kind, request)
    listing = list_file(Path(source.path), source.state_dict, source.member)
    if request.layer is None and source.source:
        made, skipped = load_with_source(listing, Path(source.source))
        return replace(_whole(made, request), skipped=skipped)
    if request.layer is None and listing.module is not None and all(layer.name for layer in listing.layers):
        module = load_torch_module(listing)
        inputs = fitting_inputs(module, request) if module and not request.inputs else request.inputs
        if module and inputs and runs(module, replace(request, inputs=inputs)):
            return LoadedModel(module, "", inputs)
    found = load_file_layer(Path(source.path), listing, request.layer, _chosen(request))
    return _with_inputs(LoadedModel(found.module, found.name, (), found.origin))


def _chosen(request: RunRequest) -> ChosenSettings:
    return ChosenSettings(request.batch_first, request.dropout, request.nonlinearity)


def _program(path: Path, kind: FileKind, request: RunRequest) -> LoadedModel:
    """Load a program, which is run as a whole, if the person trusts it."""
    if kind is FileKind.TORCHSCRIPT:
        module, inputs = load_script(path, request.trust), request.inputs
    else:
        module, inputs = load_export(path, request.trust)
    if request.layer:
        raise InputError(f"{path.name} is a program: its layers cannot be run alone.", "Leave out --layer.")
    return LoadedModel(module, "", request.inputs or inputs or infer_inputs(module, request))


def _whole(module: nn.Module, request: RunRequest) -> LoadedModel:
    model = LoadedModel(module, "", ())
    if isinstance(module, LAYER_TYPES):
        return _with_inputs(model)
    return model if request.inputs else replace(model, inputs=infer_inputs(module, request))


def _class_part(model: LoadedModel, request: RunRequest) -> LoadedModel:
    chosen = _part(model, request.layer) if request.layer else _whole(model.module, request)
    return replace(chosen, origin=model.origin, source=model.source, skipped=model.skipped)


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
