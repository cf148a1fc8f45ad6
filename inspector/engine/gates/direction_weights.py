"""The weights of one layer and direction, gate by gate."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from ...model.config import RecurrentConfig


@dataclass(frozen=True, eq=False)
class DirectionWeights:
    """Weights with a leading axis `gate`: `ih` (gate, unit, input), `hh` (gate, unit, projection).

    The biases are (gate, unit), zeros for a layer without. `hr` is (projection, hidden), None without a projection.
    """

    ih: Tensor
    hh: Tensor
    bias_ih: Tensor
    bias_hh: Tensor
    hr: Tensor | None

    @cached_property
    def joined(self) -> Tensor:
        """W_ih beside W_hh, for x beside h: (gate, unit, input + projection)."""
        return torch.cat((self.ih, self.hh), 2)


def suffix(config: RecurrentConfig, layer: int, direction: int) -> str:
    """Give the end of the weights' names: `_l0_reverse`, "" for a cell."""
    return "" if config.is_cell else f"_l{layer}{'_reverse' if direction else ''}"


def weight_shapes(config: RecurrentConfig, names: Collection[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give the names and shapes that a layer's weights have; biases only where there is one among the names."""
    rows, width = len(config.gates) * config.hidden_size, config.proj_size or config.hidden_size
    has_bias = any(name.startswith("bias") for name in names)
    for layer in range(config.num_layers):
        inputs = config.directions * width if layer else config.input_size
        shapes = {"weight_ih": (rows, inputs), "weight_hh": (rows, width)}
        biases = {"bias_ih": (rows,), "bias_hh": (rows,)} if has_bias else {}
        projection = {"weight_hr": (width, config.hidden_size)} if config.proj_size else {}
        ends = [suffix(config, layer, direction) for direction in range(config.directions)]
        yield from ((name + end, shape) for end in ends for name, shape in (shapes | biases | projection).items())


def direction_weights(
    config: RecurrentConfig, weights: Mapping[str, Tensor], place: tuple[int, int], unit: int | None, dtype: torch.dtype
) -> DirectionWeights:
    """Give the weights of (layer, direction), of one unit only if it is given, in this type.

    Source of the layout: "Variables" in the documentation of torch.nn.LSTM and torch.nn.GRU.
    """
    end = suffix(config, *place)
    gates, hidden = len(config.gates), config.hidden_size
    units = slice(None) if unit is None else slice(unit, unit + 1)

    def rows(name: str) -> Tensor:
        weight = weights.get(name + end)
        weight = torch.zeros(gates * hidden) if weight is None else weight
        return weight.view(gates, hidden, *weight.shape[1:])[:, units].to(dtype)

    projection = None if unit is not None else weights.get(f"weight_hr{end}")
    return DirectionWeights(
        rows("weight_ih"),
        rows("weight_hh"),
        rows("bias_ih"),
        rows("bias_hh"),
        None if projection is None else projection.to(dtype),
    )
