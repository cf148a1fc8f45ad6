"""Recurrent layers among the modules of a pickle, with the settings that only a pickled module keeps.

Layers of torch.nn are known by their class, subclasses by the attributes that torch's constructor gives them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isfinite

from .config import Kind, RecurrentConfig
from .effective_weight import Weight
from .file_tensor import FileTensor
from .inert import Inert
from .infer import FoundLayer, difference, parameter_shapes, told_of
from .module_tree import FoundModule
from .quantised_weights import Packed, is_packed, quantised_groups
from .regular_file import shown
from .weight_names import WeightGroup, weight_groups

_CLASSES = {f"torch.nn.modules.rnn.{kind}": kind for kind in Kind}
_QUANTISED = re.compile(r"torch\.(?:ao\.)?nn\.quantized\.dynamic\.modules\.rnn\.(LSTM|GRU|(?:LSTM|GRU|RNN)Cell)")
_MODES = {"LSTM": Kind.LSTM, "GRU": Kind.GRU, "RNN_TANH": Kind.RNN, "RNN_RELU": Kind.RNN}
_CELLS = {4: Kind.LSTM_CELL, 3: Kind.GRU_CELL, 1: Kind.RNN_CELL}
_LAYERS_LIMIT = 1_000
_DEPTH_LIMIT = 20_000  # the num_layers of all layers together

State = Mapping[object, object]


def pickled_layers(modules: Iterable[FoundModule]) -> tuple[tuple[FoundLayer, ...], tuple[str, ...]]:
    """Give the recurrent layers in their order, and a sentence for each whose settings are not the whole truth."""
    layers: list[FoundLayer] = []
    warnings: list[str] = []
    depth = 0  # many layers can share the weights that only one of them would need
    for module in modules:
        quantised = _QUANTISED.fullmatch(module.made_by)
        kind = Kind(quantised[1]) if quantised else _CLASSES.get(module.made_by) or _kind_of_subclass(module.state)
        if kind is None or depth > _DEPTH_LIMIT:
            continue
        config = _config(kind, module.state)
        depth += config.num_layers if config else 1
        packed = _packed(module.state, config) if config and quantised else None
        weights = packed.weights if packed else _weights(module.state, config) if config else {}
        reason = difference(weights, config) if config else "its settings cannot be read"
        if reason or config is None:
            warnings.append(f"The recurrent layer {shown(module.name)} is left out: {reason}.")
            continue
        aliases, nonlinearity = tuple(module.aliases), _nonlinearity(kind, module.state)
        layer = FoundLayer(module.name, config, aliases, tuple(weights.items()), nonlinearity)
        layers.append(layer)
        warnings += told_of(layer, packed.remark if packed else "")
        if module.made_by not in _CLASSES and not quantised:
            warnings.append(
                f"{shown(module.name)} is of the class {shown(module.made_by)}, whose code is not in the file: "
                f"run alone it computes what torch's {kind} does."
            )
    return tuple(layers), tuple(warnings)


def _kind_of_subclass(state: State) -> Kind | None:
    mode, hidden_size, parameters = state.get("mode"), state.get("hidden_size"), state.get("_parameters")
    if type(mode) is str and mode in _MODES and "_all_weights" in state:
        return _MODES[mode]
    recurrent = parameters.get("weight_hh") if type(parameters) is dict else None
    if type(hidden_size) is not int or hidden_size < 1 or not isinstance(recurrent, FileTensor):
        return None
    return _CELLS.get(recurrent.shape[0] // hidden_size) if len(recurrent.shape) == 2 else None


def _config(kind: Kind, state: State) -> RecurrentConfig | None:
    """Give the settings; None where one is missing or is no value that torch's constructor takes."""
    sizes = [state.get("input_size"), state.get("hidden_size"), state.get("num_layers", 1), state.get("proj_size", 0)]
    flags = [state.get("bias", True), state.get("batch_first", False), state.get("bidirectional", False)]
    dropout = state.get("dropout", 0.0)
    if any(type(size) is not int for size in sizes) or any(type(flag) is not bool for flag in flags):
        return None
    if type(dropout) not in (int, float) or not isfinite(dropout) or not 0 <= dropout <= 1:  # type: ignore[arg-type, operator]
        return None
    config = RecurrentConfig(kind, sizes[0], sizes[1], bias=bool(flags[0]))  # type: ignore[arg-type]
    if config.is_cell:
        return config
    if not 1 <= sizes[2] <= _LAYERS_LIMIT:  # type: ignore[operator]
        return None
    return RecurrentConfig(
        kind, config.input_size, config.hidden_size, sizes[2], bias=config.bias, batch_first=bool(flags[1]),  # type: ignore[arg-type]
        dropout=float(dropout), bidirectional=bool(flags[2]), proj_size=sizes[3],  # type: ignore[arg-type]
    )  # fmt: skip


def _weights(state: State, config: RecurrentConfig) -> dict[str, Weight]:
    """Give the layer's parameters; one that hooks compute (pruning, weight norm) from what it is made of.

    Where that is not known, its latest value is an attribute.
    """
    own = {
        key: value
        for group in ("_parameters", "_buffers")
        for key, value in _entries(state.get(group))
        if type(key) is str and isinstance(value, FileTensor)
    }
    groups = weight_groups(replace(value, name=key) for key, value in own.items())
    made = groups[""].weights if "" in groups else {}
    values = {name: made.get(name) or state.get(name) for name in parameter_shapes(config)}
    return {name: value for name, value in values.items() if isinstance(value, Weight)}


def _packed(state: State, config: RecurrentConfig) -> WeightGroup:
    """Give the weights of a dynamically quantised layer, which lie in modules within it, of a cell in attributes."""
    found: list[Packed] = [(key, value) for key, value in state.items() if type(key) is str and is_packed(key, value)]
    held = dict(_entries(state.get("_modules"))).get("_all_weight_values")
    inside = held.state if isinstance(held, Inert) and type(held.state) is dict else {}
    for index, part in _entries(inside.get("_modules")):
        packed = part.state.get("param") if isinstance(part, Inert) and type(part.state) is dict else None
        name = f"_all_weight_values.{index}.param"
        found += [(name, packed)] if is_packed(name, packed) else []
    return quantised_groups(found, config.bidirectional).get("", WeightGroup())


def _entries(group: object) -> Iterable[tuple[object, object]]:
    return group.items() if type(group) is dict else ()


def _nonlinearity(kind: Kind, state: State) -> str:
    """Give tanh or relu of an RNN; its cell has it as an attribute, the layer in its mode."""
    if kind not in (Kind.RNN, Kind.RNN_CELL):
        return ""
    told = (state.get("nonlinearity"), state.get("mode"))
    return next((name for name in ("tanh", "relu") if name in told or f"RNN_{name.upper()}" in told), "")
