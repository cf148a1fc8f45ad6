"""What torch's recurrent functions give for tensors without values, in a time that does not grow with the sequence.

On the meta device torch itself would go through a layer step by step. Each rule takes the arguments of the function of
the same name in torch._VF, and refuses what that function refuses, in its words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

Rule = Callable[..., Any]


def _lstm(*given: Any) -> tuple[Tensor, Tensor, Tensor]:
    h_n, c_n = (_like(part) for part in given[2 if _packed(given) else 1])
    return _output(given, h_n), h_n, c_n


def _one_state(*given: Any) -> tuple[Tensor, Tensor]:
    h_n = _like(given[2 if _packed(given) else 1])
    return _output(given, h_n), h_n


def _packed(given: tuple[Any, ...]) -> bool:
    """Tell (data, batch_sizes, hx, weights, has_biases, ...) from (input, hx, weights, has_biases, ...)."""
    return not isinstance(given[3], bool)


def _output(given: tuple[Any, ...], h_n: Tensor) -> Tensor:
    """(batch, time, direction x hidden) or (time, batch, direction x hidden); packed, (element, direction x hidden).

    A batch_first layer computes time first and gives a transposed view.
    """
    data: Tensor = given[0]
    width = h_n.shape[-1] * (1 + bool(given[8 if _packed(given) else 7]))
    if _packed(given):
        return data.new_empty((data.shape[0], width), dtype=h_n.dtype)
    if given[8]:
        batch, time = data.shape[:2]
        return data.new_empty((time, batch, width), dtype=h_n.dtype).transpose(0, 1)
    return data.new_empty((*data.shape[:2], width), dtype=h_n.dtype)


def _like(tensor: Tensor) -> Tensor:
    return torch.empty_like(tensor, memory_format=torch.contiguous_format)


def _lstm_cell(data: Tensor, state: Sequence[Tensor], *weights: Any) -> tuple[Tensor, Tensor]:
    h, c = state
    _check_cell(data, (h, c), weights)
    return _like(h), _like(c)


def _cell(data: Tensor, h: Tensor, *weights: Any) -> Tensor:
    _check_cell(data, (h,), weights)
    return _like(h)


def _check_cell(data: Tensor, state: tuple[Tensor, ...], weights: Sequence[Any]) -> None:
    weight_ih, weight_hh = weights[:2]
    if data.shape[1] != weight_ih.shape[1]:
        raise RuntimeError(f"input has inconsistent input_size: got {data.shape[1]} expected {weight_ih.shape[1]}")
    check_same_dtype(data, weight_ih)
    for index, part in enumerate(state):
        if part.shape[0] != data.shape[0]:
            raise RuntimeError(
                f"Input batch size {data.shape[0]} doesn't match hidden{index} batch size {part.shape[0]}"
            )
        if part.shape[1] != weight_hh.shape[1]:
            raise RuntimeError(
                f"hidden{index} has inconsistent hidden_size: got {part.shape[1]}, expected {weight_hh.shape[1]}"
            )


def check_same_dtype(first: Tensor, second: Tensor) -> None:
    """Refuse a matrix product of two dtypes, which a meta tensor would let pass."""
    if first.dtype != second.dtype and not torch.is_autocast_enabled(first.device.type):
        names = (_TYPE_NAMES.get(tensor.dtype, str(tensor.dtype)) for tensor in (first, second))
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {' and '.join(names)}")


_TYPE_NAMES = {
    torch.float32: "Float", torch.float64: "Double", torch.float16: "Half", torch.bfloat16: "BFloat16",
    torch.int64: "Long", torch.int32: "Int", torch.bool: "Bool",
}  # fmt: skip

_RULES: Mapping[str, Rule] = {
    "lstm": _lstm, "gru": _one_state, "rnn_tanh": _one_state, "rnn_relu": _one_state,
    "lstm_cell": _lstm_cell, "gru_cell": _cell, "rnn_tanh_cell": _cell, "rnn_relu_cell": _cell,
}  # fmt: skip


_FUNCTIONS: Mapping[str, Rule] = {name: getattr(torch, name) for name in _RULES}
_NAMES: Mapping[int, str] = {id(function): name for name, function in _FUNCTIONS.items()}


def operator_rules() -> dict[Any, Rule]:
    """Give the rules by the operators that TorchScript and exported programs call."""
    found: dict[Any, Rule] = {}
    for name, rule in _RULES.items():
        packet = getattr(torch.ops.aten, name)
        found |= {getattr(packet, overload): rule for overload in packet.overloads()}
    return found


@contextmanager
def ruled_functions() -> Iterator[None]:
    """Have torch's recurrent functions follow the rules where they are given meta tensors, until the end."""
    places = [(place, name, vars(place).get(name)) for place in (torch, torch._VF) for name in _RULES]
    for place, name, _ in places:
        setattr(place, name, _where_meta(_RULES[name], _FUNCTIONS[name]))
    try:
        yield
    finally:
        for place, name, before in places:
            if before is None:  # torch._VF finds its functions elsewhere
                delattr(place, name)
            else:
                setattr(place, name, before)


def function_in_place(function: Any, positional: tuple[Any, ...]) -> Any:
    """Give what now stands in the place of a recurrent function that the model had bound before, else the function."""
    name = _NAMES.get(id(function))
    return getattr(torch, name) if name and positional and positional[0].is_meta else function


def _where_meta(rule: Rule, function: Rule) -> Rule:
    def chosen(*given: Any, **named: Any) -> Any:
        return (rule if given[0].is_meta else function)(*given, **named)

    return chosen
