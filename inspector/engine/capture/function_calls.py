"""The second source of calls: torch's recurrent functions, called by the model's own code and by no layer of it.

While a run goes on they are wrapped where code looks them up, in torch and in torch._VF. Where the model's code has
bound one earlier (`from torch import lstm_cell`) no wrapper is met; a mode then sees every function of torch, which
costs about a microsecond for each, so it is for such models only.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from ..layers.recurrent_operator import read_operator
from .capture_values import kept
from .dense_view import dense_view
from .model_code import binds_one
from .reconcile import OpenCall, Reconciler

_LAYERS = ("lstm", "gru", "rnn_tanh", "rnn_relu")
_NAMES = (*_LAYERS, *(f"{name}_cell" for name in _LAYERS))


def watch_functions(model: nn.Module, calls: Reconciler, hooks: ExitStack) -> bool:
    """Wrap the functions; `hooks` puts them back, whatever happens. Tell whether a mode was needed."""
    functions = {name: getattr(torch, name) for name in _NAMES}
    bound = binds_one(model, functions.values())
    if bound:
        hooks.enter_context(_FunctionMode({function: name for name, function in functions.items()}, calls))
    for name, function in functions.items():
        wrapped = partial(_call, calls, name, function)
        for place in (torch, torch._VF):
            hooks.callback(_put_back, place, name, vars(place).get(name))
            setattr(place, name, wrapped)
    return bound


def _call(calls: Reconciler, name: str, function: Callable[..., Any], *positional: Any, **named: Any) -> Any:
    """Call the function, and record it unless a layer is at work."""
    if calls.is_inside() or (calls.is_elsewhere() and not calls.owners.own(positional)):
        return function(*positional, **named)
    stack = calls.here()
    stack.append(OpenCall(None, opaque=True))
    try:
        made = function(*positional, **named)
    finally:
        stack.pop()
    call = read_operator(_overload(name, positional, named), positional, named, made)
    roles, lengths = dense_view(call, None, bool(call.config.batch_first))
    tensors = {role: kept(tensor) for role, tensor in roles.items()}
    calls.record(calls.owner_of(call.identity), call.config, call.weights, [(tensors, lengths)])
    return made


class _FunctionMode(TorchFunctionMode):
    def __init__(self, names: Mapping[Any, str], calls: Reconciler) -> None:
        super().__init__()
        self._names, self._calls = names, calls

    def __torch_function__(self, function: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = self._names.get(function)
        named = kwargs or {}
        return _call(self._calls, name, function, *args, **named) if name else function(*args, **named)


def _put_back(place: Any, name: str, before: Any) -> None:
    """Restore an attribute; torch._VF finds its functions elsewhere and has none of its own."""
    if before is None:
        delattr(place, name)
    else:
        setattr(place, name, before)


def _overload(name: str, positional: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """Give the operator that the function will choose: a layer's function takes packed sequences, too."""
    packet = getattr(torch.ops.aten, name)
    if name not in _LAYERS:
        return packet.default
    state = 1 if name == "lstm" else 2
    packed = "batch_sizes" in named or (len(positional) > state and isinstance(positional[state], torch.Tensor))
    return packet.data if packed else packet.input
