"""The dynamically quantised layers of torch.ao: what they are, and their weights as floats.

They are no subclasses of torch.nn's. Each keeps its weights in an object of torch's that has no memory of its own to be
known by; the biases in it have.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.ao.nn.quantized import dynamic

from ...model.config import Kind
from .recurrent_operator import packed_biases, packed_parts, quantised_biases, quantised_parts

QUANTISED_TYPES: dict[type[nn.Module], Kind] = {
    getattr(dynamic, kind.value): kind for kind in Kind if hasattr(dynamic, kind.value)
}


def quantised_weights(layer: Any) -> dict[str, torch.Tensor]:
    """Give the weights of a quantised layer by torch's names, as the floats that its integers stand for."""
    if hasattr(layer, "_all_weight_values"):
        suffixes = _suffixes(layer)
        return {
            f"{name}{suffix}": weight
            for suffix, held in zip(suffixes, layer._all_weight_values, strict=False)
            for name, weight in quantised_parts(held.param)
        }
    return dict(packed_parts(layer._packed_weight_ih, layer._packed_weight_hh))


def held_biases(module: nn.Module) -> Iterator[torch.Tensor]:
    """Give the biases that a quantised layer holds, scripted or not; of any other module nothing."""
    scripted = isinstance(module, torch.jit.ScriptModule) and module.original_name in set(Kind)
    if not scripted and type(module) not in QUANTISED_TYPES:
        return
    values: Any = getattr(module, "_all_weight_values", None)
    if values is not None:
        for held in values.children():  # a scripted list of modules cannot be gone through as a list
            yield from quantised_biases(held.param)
    elif hasattr(module, "_packed_weight_ih"):
        yield from packed_biases(module._packed_weight_ih, module._packed_weight_hh)


def _suffixes(layer: Any) -> list[str]:
    directions = ("", "_reverse")[: 1 + bool(layer.bidirectional)]
    return [f"_l{number}{direction}" for number in range(int(layer.num_layers)) for direction in directions]
