"""The output of one layer of a stack, which the run does not hold: torch computes it again, as it did then."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from ...model.config import RecurrentConfig
from .called_layer import CalledLayer, Part
from .direction_weights import suffix

_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")


def layer_output(called: CalledLayer, part: Part, layer: int, x: Tensor) -> Tensor:
    """Give the output of a layer for its input x, (time, batch, input), as (time, batch, direction x projection).

    It is the captured one where the run holds it; else it is computed again, by the kernel of the whole layer in the
    same type: where machine and batch are the same its values are the layer's own, bit for bit. Steps beyond a packed
    sequence's end are zeros.
    """
    if called.holds_output(layer) and part.output is not None:
        return part.output
    config, dtype = called.config, called.kernel_dtype
    params = _params(config, called.weights, layer, dtype)
    x = x.to(dtype)
    states: Any = _states(config, part, layer, x)
    options = (any("bias" in name for name in called.weights), 1, 0.0, False, config.bidirectional)
    run = torch._VF.lstm if config.has_cell_state else torch._VF.gru
    with torch.no_grad():
        if part.lengths is None:
            output: Tensor = run(x, states, params, *options, False)[0]
            return output
        packed = pack_padded_sequence(x, part.lengths, enforce_sorted=False)
        assert packed.sorted_indices is not None  # they are made where the order is not enforced
        states = _sorted(states, packed.sorted_indices)
        data = run(packed.data, packed.batch_sizes, states, params, *options)[0]
    made = PackedSequence(data, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
    return pad_packed_sequence(made, total_length=x.shape[0])[0]


def _params(config: RecurrentConfig, weights: Mapping[str, Tensor], layer: int, dtype: torch.dtype) -> list[Tensor]:
    ends = [suffix(config, layer, direction) for direction in range(config.directions)]
    return [weights[name + end].to(dtype) for end in ends for name in _NAMES if name + end in weights]


def _states(config: RecurrentConfig, part: Part, layer: int, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
    first, end = layer * config.directions, (layer + 1) * config.directions
    zeros = x.new_zeros(config.directions, x.shape[1], config.hidden_size)
    h_0 = zeros[..., : config.proj_size or None] if part.h_0 is None else part.h_0[first:end]
    if not config.has_cell_state:
        return h_0.to(x.dtype).contiguous()
    c_0 = zeros if part.c_0 is None else part.c_0[first:end]
    return h_0.to(x.dtype).contiguous(), c_0.to(x.dtype).contiguous()


def _sorted(states: Tensor | tuple[Tensor, Tensor], order: Tensor) -> Tensor | tuple[Tensor, Tensor]:
    if isinstance(states, Tensor):
        return states.index_select(1, order)
    return states[0].index_select(1, order), states[1].index_select(1, order)
