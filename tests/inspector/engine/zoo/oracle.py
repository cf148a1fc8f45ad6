"""The calls of a model's recurrent layers as plain forward hooks see them: the truth that a run is held against."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.ao.nn.quantized import dynamic as quantised
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from inspector.engine.inputs.inputs import RunInput

KINDS = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")
LAYERS = {getattr(nn, kind): kind for kind in KINDS} | {
    getattr(quantised, kind): kind for kind in KINDS if hasattr(quantised, kind)
}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One call: clones of its tensors by role, those of a packed sequence padded and in the batch's own order."""

    module: str
    kind: str
    tensors: dict[str, torch.Tensor]
    lengths: tuple[int, ...] | None = None


Oracle = Callable[[nn.Module, RunInput, str], list[Seen]]


def hooked(model: nn.Module, arguments: RunInput, method: str) -> list[Seen]:
    """Run the model with a hook of the test's own on each layer; what its forward raises is dropped."""
    found: list[Seen] = []
    with ExitStack() as hooks, torch.no_grad():
        for name, module in model.named_modules():
            kind = next((kind for layer, kind in LAYERS.items() if isinstance(module, layer)), "")
            if kind:
                hooks.callback(module.register_forward_hook(_hook(found, name, kind), with_kwargs=True).remove)
        try:
            entry_point = model if method == "forward" else getattr(model, method)
            entry_point(*arguments.positional, **arguments.named)
        except ZooError:
            pass
    return found


def unwrapped(prefix: str) -> Oracle:
    """Give the oracle that runs the submodule of that name without its wrapper."""

    def seen(model: nn.Module, arguments: RunInput, method: str) -> list[Seen]:
        inner = hooked(model.get_submodule(prefix), arguments, method)
        return [replace(call, module=f"{prefix}.{call.module}") for call in inner]

    return seen


class ZooError(Exception):
    """What a model of the zoo raises on purpose."""


def layer_call(module: str, kind: str, given: Any, state: Any, result: Any, batch_first: bool = False) -> Seen:
    """Name the parts of one call that the test made itself or that a hook was told of."""
    parts: dict[str, Any] = {"input": given, **_states(("h_0", "c_0"), state)}
    if kind.endswith("Cell"):
        parts |= _states(("h_n", "c_n"), result)
    elif isinstance(result, tuple) and not isinstance(result, PackedSequence):
        parts |= {"output": result[0], **_states(("h_n", "c_n"), result[1])}
    else:
        parts["output"] = result
    lengths = None
    for role, part in parts.items():
        if isinstance(part, PackedSequence):
            parts[role], sizes = pad_packed_sequence(part, batch_first)
            lengths = tuple(sizes.tolist())
    return Seen(module, kind, {role: part.detach().clone() for role, part in parts.items()}, lengths)


def _states(names: tuple[str, ...], state: Any) -> dict[str, Any]:
    found = () if state is None else tuple(state) if isinstance(state, tuple | list) else (state,)
    return dict(zip(names, found, strict=False))


def _hook(found: list[Seen], name: str, kind: str) -> Callable[..., None]:
    def record(module: nn.Module, positional: tuple[Any, ...], named: dict[str, Any], result: Any) -> None:
        first = positional[0] if positional else named["input"]
        state = positional[1] if len(positional) > 1 else named.get("hx")
        found.append(layer_call(name, kind, first, state, result, getattr(module, "batch_first", False)))

    return record
