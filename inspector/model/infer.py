"""Find recurrent layers by the names and shapes of their weights.

What weights cannot tell stays open: batch_first, dropout, and whether an RNN uses tanh or relu.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .config import Kind, RecurrentConfig
from .file_tensor import FileTensor
from .regular_file import shown

_PARAMETER = re.compile(r"(?:weight|bias)_(?:ih|hh|hr)(?:_l([0-9]{1,4}))?(?:_reverse)?")
_KINDS = {4: (Kind.LSTM, Kind.LSTM_CELL), 3: (Kind.GRU, Kind.GRU_CELL), 1: (Kind.RNN, Kind.RNN_CELL)}

Weights = Mapping[str, FileTensor]


@dataclass(frozen=True, slots=True)
class FoundLayer:
    """One recurrent layer; `weights` pairs torch's parameter names with tensors, in torch's order.

    `aliases` are further names under which the same weights stand in the file. `nonlinearity` is an RNN's, "" where
    the file does not say.
    """

    name: str
    config: RecurrentConfig
    aliases: tuple[str, ...]
    weights: tuple[tuple[str, FileTensor], ...]
    nonlinearity: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give name, settings and aliases."""
        return {"name": self.name} | self.config.to_json() | {"aliases": list(self.aliases)}


def find_layers(tensors: Iterable[FileTensor]) -> tuple[tuple[FoundLayer, ...], tuple[str, ...]]:
    """Give the recurrent layers among the tensors, in their order, and a sentence for each group that is none."""
    layers: list[FoundLayer] = []
    warnings: list[str] = []
    for name, weights in _groups(tensors).items():
        config = _guess(weights)
        reason = difference(weights, config) if config else "its sizes are those of no layer of torch.nn"
        if reason or config is None:
            warnings.append(f"The weights of {shown(name)} look recurrent and are left out: {reason}.")
        else:
            layers.append(FoundLayer(name, config, (), tuple((p, weights[p]) for p in parameter_shapes(config))))
    return _merge_aliases(layers), tuple(warnings)


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


def _groups(tensors: Iterable[FileTensor]) -> dict[str, dict[str, FileTensor]]:
    groups: dict[str, dict[str, FileTensor]] = {}
    for tensor in tensors:
        module, _, parameter = tensor.name.rpartition(".")
        if _PARAMETER.fullmatch(parameter):
            groups.setdefault(module, {})[parameter] = tensor
    return groups


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


def _layer_count(weights: Weights) -> int:
    matches = (_PARAMETER.fullmatch(name) for name in weights)
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
