"""The statically quantised LSTM of torch.ao, before and after it is converted: its settings and its weights as floats.

It is a module of torch's own, made of cells that are made of Linears. Before the conversion it computes in floats and
observes them; after it, in integers of 8 bits.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.ao.nn.quantizable import LSTM, LSTMCell
from torch.ao.nn.quantized import LSTM as CONVERTED

from ...model.config import Kind

STATIC_TYPES: dict[type[nn.Module], Kind] = {LSTM: Kind.LSTM, LSTMCell: Kind.LSTM_CELL}
_GATES = ("input", "forget", "cell", "output")  # torch's order, where each gate has a Linear of its own


def static_weights(layer: Any) -> dict[str, torch.Tensor]:
    """Give the weights by the names that torch.nn's layer has, dequantised."""
    if isinstance(layer, LSTMCell):
        return dict(_of_cell(layer, ""))
    found: dict[str, torch.Tensor] = {}
    for number, part in enumerate(layer.layers):
        found |= _of_cell(part.layer_fw.cell, f"_l{number}")
        if layer.bidirectional:
            found |= _of_cell(part.layer_bw.cell, f"_l{number}_reverse")
    return found


def computes_in_integers(layer: nn.Module) -> bool:
    """Tell whether the layer was converted, so that its tensors are integers that stand for floats."""
    if isinstance(layer, LSTMCell):
        return not isinstance(_weight_of(layer.igates), torch.Tensor)
    return isinstance(layer, CONVERTED)


def _of_cell(cell: Any, suffix: str) -> Iterator[tuple[str, torch.Tensor]]:
    for name, linear in (("ih", cell.igates), ("hh", cell.hgates)):
        parts = [linear[gate] for gate in _GATES] if isinstance(linear, nn.ModuleDict) else [linear]
        yield f"weight_{name}{suffix}", torch.cat([_floats(part.weight) for part in parts])
        if cell.bias:
            yield f"bias_{name}{suffix}", torch.cat([_floats(part.bias) for part in parts])


def _weight_of(linear: Any) -> Any:
    return (linear[_GATES[0]] if isinstance(linear, nn.ModuleDict) else linear).weight


def _floats(held: Any) -> torch.Tensor:
    """Give a parameter, or what a converted Linear gives when it is asked for it."""
    tensor: torch.Tensor = (held() if callable(held) else held).detach()
    return tensor.dequantize() if tensor.is_quantized else tensor
