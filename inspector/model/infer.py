"""Find recurrent layers by the names and shapes of their weights.

What weights cannot tell stays open: batch_first, dropout, and whether an RNN uses tanh or relu.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .config import Kind, RecurrentConfig
from .effective_weight import Unstated, Weight, way_of
from .file_tensor import FileTensor
from .quantised_weights import Packed, quantised_groups
from .regular_file import shown
from .weight_names import PARAMETER, WeightGroup, weight_groups

_KINDS = {4: (Kind.LSTM, Kind.LSTM_CELL), 3: (Kind.GRU, Kind.GRU_CELL), 1: (Kind.RNN, Kind.RNN_CELL)}
_DEPTH_LIMIT = 64  # of modules within modules
_RNN = (Kind.RNN, Kind.RNN_CELL)

Weights = Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class FoundLayer:
    """One recurrent layer; `weights` pairs torch's parameter names with tensors, in torch's order.

    `aliases` are further names under which the same weights stand in the file. `nonlinearity` is an RNN's, "" where
    the file does not say.
    """

    name: str
    config: RecurrentConfig
    aliases: tuple[str, ...]
    weights: tuple[tuple[str, Weight], ...]
    nonlinearity: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give name, settings and aliases; of an RNN also its nonlinearity, None where the file does not say."""
        rnn = {"nonlinearity": self.nonlinearity or None} if self.config.kind in _RNN else {}
        return {"name": self.name} | self.config.to_json() | {"aliases": list(self.aliases)} | rnn


def find_layers(
    tensors: Iterable[FileTensor], packed: Iterable[Packed] = ()
) -> tuple[tuple[FoundLayer, ...], tuple[str, ...]]:
    """Give the recurrent layers among the tensors, in their order, and a sentence for each group that is none.

    `packed` are the packed weights of quantised layers beside them. A sentence also stands for each layer of which the
    file shows that it is not, or not simply, torch's own.
    """
    tensors = tuple(tensors)
    groups = weight_groups(tensors) | quantised_groups(packed)
    layers: list[FoundLayer] = []
    warnings: list[str] = []
    strangers = _strangers(tensors, groups)
    for name, group in groups.items():
        config = _guess(group.weights)
        reason = difference(group.weights, config) if config else _odd_sizes(group.weights)
        if reason or config is None:
            warnings.append(f"The weights of {shown(name)} look recurrent and are left out: {reason}.")
        else:
            layer = FoundLayer(name, config, (), tuple((p, group.weights[p]) for p in parameter_shapes(config)))
            layers.append(layer)
            warnings += told_of(layer, group.remark, strangers.get(name, ""))
    return _merge_aliases(layers), tuple(warnings)


def told_of(layer: FoundLayer, remark: str = "", stranger: str = "") -> Iterator[str]:
    """Say what is to be known of the layer: how its weights are computed, and whether it is torch's own.

    `stranger` is a tensor that lies in its module and that no layer of torch has.
    """
    ways = dict.fromkeys(way for _, weight in layer.weights if (way := way_of(weight)))
    if ways:
        yield f"Weights of {shown(layer.name)} are not stored as they are used, but computed: {', '.join(ways)}."
    unstated = next((name for name, weight in layer.weights if isinstance(weight, Unstated)), "")
    if unstated:
        yield (
            f"{unstated} of {shown(layer.name)} is computed by a parametrization that the file does not name, "
            "so the layer is listed and cannot be run without its class."
        )
    if remark:
        yield f"{shown(layer.name)} {remark}."
    if stranger:
        yield (
            f"{shown(layer.name)} also has {shown(stranger)}, which torch's {layer.config.kind} has not, so its class "
            f"is another one with torch's names: run alone it computes what torch's {layer.config.kind} does."
        )


def parameter_shapes(config: RecurrentConfig) -> dict[str, tuple[int, ...]]:
    """Give the shapes of the layer's parameters by name, in torch's order.

    >>> parameter_shapes(RecurrentConfig(Kind.GRU_CELL, 5, 2, bias=False))
    {'weight_ih': (6, 5), 'weight_hh': (6, 2)}
    """
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in range(config.num_layers):
        for direction in ("", "_reverse")[: config.directions]:
            suffix = "" if config.is_cell else f"_l{layer}{direction}"
            shapes |= {f"{part}{suffix}": shape for part, shape in _layer_shapes(config, layer).items()}
    return shapes


def _layer_shapes(config: RecurrentConfig, layer: int) -> dict[str, tuple[int, ...]]:
    rows, width = len(config.gates) * config.hidden_size, config.proj_size or config.hidden_size
    inputs = width * config.directions if layer else config.input_size
    shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, inputs), "weight_hh": (rows, width)}
    if config.bias:
        shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
    if config.proj_size:
        shapes["weight_hr"] = (config.proj_size, config.hidden_size)
    return shapes


def _strangers(tensors: Iterable[FileTensor], groups: Mapping[str, WeightGroup]) -> dict[str, str]:
    """Give for each group's module the first tensor in it that is no weight of a recurrent layer."""
    known = {name for group in groups.values() for name in group.tensors}
    found: dict[str, str] = {}
    for tensor in tensors if groups else ():
        parts = tensor.name.split(".", _DEPTH_LIMIT) if tensor.name not in known else []
        for count in range(len(parts)):
            module = ".".join(parts[:count])
            if module in groups:
                found.setdefault(module, tensor.name)
    return found


def _guess(weights: Weights) -> RecurrentConfig | None:
    """Give the layer that the first weights suggest; whether all weights agree is another question."""
    is_cell = "weight_ih" in weights
    suffix = "" if is_cell else "_l0"
    inputs, recurrent = (weights.get(f"weight_{part}{suffix}") for part in ("ih", "hh"))
    if inputs is None or recurrent is None or not len(inputs.shape) == len(recurrent.shape) == 2:
        return None
    projection = weights.get(f"weight_hr{suffix}")
    rows, hidden_size, proj_size = *recurrent.shape, 0
    if projection is not None and len(projection.shape) == 2:
        proj_size, hidden_size = projection.shape
    gates, remainder = divmod(rows, hidden_size) if hidden_size else (0, 0)
    if gates not in _KINDS or remainder:
        return None
    return RecurrentConfig(
        _KINDS[gates][is_cell],
        inputs.shape[1],
        hidden_size,
        num_layers=_layer_count(weights),
        bias=f"bias_ih{suffix}" in weights,
        bidirectional=not is_cell and "weight_ih_l0_reverse" in weights,
        proj_size=proj_size,
    )


def _odd_sizes(weights: Weights) -> str:
    """Say why the weights are those of no layer, from the recurrent one of the first layer."""
    name = "weight_hh" if "weight_hh" in weights else "weight_hh_l0"
    recurrent = weights.get(name)
    if recurrent is None:
        return f"{name} is missing"
    rows, width = recurrent.shape if len(recurrent.shape) == 2 else (0, 0)
    if not width or rows % width:
        return f"its sizes are those of no layer of torch.nn, {name} having shape {recurrent.shape}"
    return (
        f"its sizes are those of no layer of torch.nn: {name} has {rows // width} blocks of {width} rows, "
        "where an LSTM has 4, a GRU 3 and an RNN 1"
    )


def _layer_count(weights: Weights) -> int:
    matches = (PARAMETER.fullmatch(name) for name in weights)
    return 1 + max(int(found[1] or 0) for found in matches if found)


def difference(weights: Weights, config: RecurrentConfig) -> str:
    """Say the first thing in which the weights differ from the layer's, "" if nothing."""
    if config.proj_size and config.kind is not Kind.LSTM:
        return f"{config.kind} has no projection"
    expected = parameter_shapes(config)
    for name, shape in expected.items():
        if name not in weights:
            return f"{name} is missing"
        if weights[name].shape != shape:
            return f"{name} has shape {weights[name].shape} where {config.kind} needs {shape}"
    surplus = next((name for name in weights if name not in expected), "")
    return f"{surplus} does not belong to {config.kind}" if surplus else ""


def _merge_aliases(layers: Iterable[FoundLayer]) -> tuple[FoundLayer, ...]:
    merged: dict[tuple[object, ...], FoundLayer] = {}
    for layer in layers:
        identity = (layer.config, *(tensor.elements for _, tensor in layer.weights))
        first = merged.setdefault(identity, layer)
        if first is not layer:
            merged[identity] = FoundLayer(first.name, first.config, (*first.aliases, layer.name), first.weights)
    return tuple(merged.values())
