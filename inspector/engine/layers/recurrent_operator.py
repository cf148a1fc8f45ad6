"""What one recurrent operator of torch was given and gave, read from its arguments: roles, settings and weights.

The operators carry all settings of the layer that called them, so a file that knows no modules needs none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from ...model.config import Kind, RecurrentConfig

_GATES = {"lstm": 4, "gru": 3, "rnn": 1}
_KINDS = {
    ("lstm", False): Kind.LSTM, ("gru", False): Kind.GRU, ("rnn", False): Kind.RNN,
    ("lstm", True): Kind.LSTM_CELL, ("gru", True): Kind.GRU_CELL, ("rnn", True): Kind.RNN_CELL,
}  # fmt: skip
_SEQUENCES = ("lstm", "gru", "rnn_tanh", "rnn_relu")


@dataclass(frozen=True, slots=True, eq=False)
class OperatorCall:
    """One call: its tensors by role, those of a packed sequence flat, with `batch_sizes`; else that is None.

    `weights` are by torch's names. `identity` are the tensors by which the layer that owns the weights is known again.
    """

    config: RecurrentConfig
    roles: Mapping[str, Tensor]
    weights: Mapping[str, Tensor]
    identity: tuple[Tensor, ...]
    batch_sizes: Tensor | None = None

    @property
    def quantised(self) -> bool:
        """True where the weights are floats that were made of integers: of these the biases alone are known again."""
        return len(self.identity) != len(self.weights)


def recurrent_operators() -> tuple[OpOverload, ...]:
    """Give the operators of torch that are a whole recurrent layer, or one step of it."""
    aten, quantized = torch.ops.aten, torch.ops.quantized
    found = [getattr(getattr(aten, name), kind) for name in _SEQUENCES for kind in ("input", "data")]
    found += [getattr(aten, f"{name}_cell").default for name in _SEQUENCES]
    for packet, overloads in (
        *((getattr(aten, f"quantized_{name}", None), ("input", "data")) for name in ("lstm", "gru")),
        *((getattr(quantized, f"quantized_{name}_cell_dynamic", None), ("default",)) for name in _SEQUENCES),
    ):
        found += [overload for name in overloads if (overload := getattr(packet, name, None))]
    return tuple(found)


def read_operator(operator: OpOverload, positional: Sequence[Any], named: Mapping[str, Any], made: Any) -> OperatorCall:
    """Read a call of one of `recurrent_operators`."""
    names = (argument.name for argument in operator._schema.arguments)
    given: dict[str, Any] = dict(zip(names, positional, strict=False)) | dict(named)
    kind = operator._schema.name.partition("::")[2].removeprefix("quantized_")
    family = kind.partition("_")[0]
    made = made if isinstance(made, tuple | list) else (made,)
    states = given["hx"] if isinstance(given["hx"], tuple | list) else (given["hx"],)
    roles = {"input": given["data"] if "data" in given else given["input"]}
    is_cell = "_cell" in kind
    if not is_cell:
        roles["output"], made = made[0], made[1:]
    roles |= zip(("h_0", "c_0"), states, strict=False)
    roles |= zip(("h_n", "c_n"), made, strict=False)
    weights, identity = _cell_weights(given) if is_cell else _layer_weights(given)
    config = operator_config(family, weights, is_cell, given)
    return OperatorCall(config, roles, weights, identity, given.get("batch_sizes"))


def operator_config(
    family: str, weights: Mapping[str, Tensor], is_cell: bool, given: Mapping[str, Any]
) -> RecurrentConfig:
    """Give the settings of a layer from its weights and what its operator was given beside them."""
    into, within = (
        weights[name] for name in (("weight_ih", "weight_hh") if is_cell else ("weight_ih_l0", "weight_hh_l0"))
    )
    hidden = into.shape[0] // _GATES[family]
    sizes: dict[str, Any] = {
        "kind": _KINDS[family, is_cell],
        "input_size": into.shape[1],
        "hidden_size": hidden,
        "bias": any(name.startswith("bias") for name in weights),
    }
    if is_cell:
        return RecurrentConfig(**sizes)
    return RecurrentConfig(
        **sizes,
        num_layers=given["num_layers"],
        batch_first=given.get("batch_first"),
        dropout=given["dropout"],
        bidirectional=given["bidirectional"],
        proj_size=within.shape[1] if within.shape[1] != hidden else 0,
    )


def _cell_weights(given: Mapping[str, Any]) -> tuple[dict[str, Tensor], tuple[Tensor, ...]]:
    biases = {f"bias_{side}": given.get(f"b_{side}", given.get(f"bias_{side}")) for side in ("ih", "hh")}
    found = {"weight_ih": given["w_ih"], "weight_hh": given["w_hh"]} | {
        name: bias for name, bias in biases.items() if isinstance(bias, Tensor)
    }
    if isinstance(given["w_ih"], Tensor):
        return found, tuple(found.values())
    packed = given["w_ih"], given["w_hh"]
    return dict(packed_parts(*packed)), packed_biases(*packed)


def _layer_weights(given: Mapping[str, Any]) -> tuple[dict[str, Tensor], tuple[Tensor, ...]]:
    """Name the weights, which stand in one list: layer by layer, forward before backward."""
    suffixes = [
        f"_l{layer}{direction}"
        for layer in range(given["num_layers"])
        for direction in ("", "_reverse")[: 1 + given["bidirectional"]]
    ]
    params = list(given["params"])
    if params and not isinstance(params[0], Tensor):
        return _quantised_weights(params, suffixes)
    each = len(params) // len(suffixes)
    parts = ("weight_ih", "weight_hh", *(("bias_ih", "bias_hh") if given["has_biases"] else ()), "weight_hr")
    names = [part + suffix for suffix in suffixes for part in parts[:each]]
    return dict(zip(names, params, strict=False)), tuple(params)


def _quantised_weights(params: Sequence[Any], suffixes: Sequence[str]) -> tuple[dict[str, Tensor], tuple[Tensor, ...]]:
    found: dict[str, Tensor] = {}
    for suffix, cell in zip(suffixes, params, strict=False):
        found |= {f"{name}{suffix}": weight for name, weight in quantised_parts(cell)}
    return found, tuple(bias for cell in params for bias in quantised_biases(cell))


def quantised_biases(cell: Any) -> tuple[Tensor, ...]:
    """Give the biases of torch's object for the weights of one quantised layer: the very tensors that it holds."""
    return tuple(cell.__getstate__()[0][1])


def quantised_parts(cell: Any) -> Iterator[tuple[str, Tensor]]:
    """Give the weights of torch's object for one quantised layer, as floats, and its biases."""
    yield from packed_parts(*cell.__getstate__()[0][4])


def packed_parts(into: Any, within: Any) -> Iterator[tuple[str, Tensor]]:
    """Give the floats that packed weights stand for, and the biases packed with them.

    Those are the ones that are added. The biases that a quantised cell has beside them, and gives to its operator, are
    random numbers of its constructor, which nobody reads.
    """
    parts = {"ih": _unpack(into), "hh": _unpack(within)}
    for side, (weight, _) in parts.items():
        yield f"weight_{side}", (weight.dequantize() if weight.is_quantized else weight.float()).detach()
    for side, (_, bias) in parts.items():
        if bias is not None:
            yield f"bias_{side}", bias.detach()


def packed_biases(*packed: Any) -> tuple[Tensor, ...]:
    """Give the biases that packed weights hold: the same memory, whoever asks."""
    found = (_unpack(each)[1] for each in packed)
    return tuple(bias for bias in found if isinstance(bias, Tensor))


def _unpack(packed: Any) -> tuple[Tensor, Tensor | None]:
    operators = torch.ops.quantized
    try:
        found: tuple[Tensor, Tensor | None] = operators.linear_unpack(packed)
    except RuntimeError:  # of half precision, which torch unpacks with another operator
        found = operators.linear_unpack_fp16(packed)
    return found
