"""The first source of calls: forward hooks on every recurrent layer, and layers whose forward is called directly."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import wraps
from typing import Any

from torch import nn

from ..layers.layers import RECURRENT_TYPES, config_of, weights_of
from .capture_recorder import ModuleCalls
from .reconcile import Inner, OpenCall, Reconciler, close

_Layers = Mapping[nn.Module, tuple[str, ...]]


def hook_layers(layers: _Layers, calls: Reconciler, hooks: ExitStack) -> None:
    """Hook every layer; `hooks` takes the hooks away again."""
    for layer, names in layers.items():
        enter, leave = _hooks(layer, names, calls)
        hooks.callback(layer.register_forward_pre_hook(enter).remove)
        # A layer that fails has ended, too: `leave` is then told None.
        hooks.callback(layer.register_forward_hook(leave, with_kwargs=True, always_call=True).remove)


def watch_forwards(layers: Iterable[nn.Module], calls: Reconciler, hooks: ExitStack) -> None:
    """Wrap forward in torch's classes and in those of the layers, for calls that come through no hook.

    `hooks` puts the classes back.
    """
    kinds = dict.fromkeys(kind for cls in (*RECURRENT_TYPES, *map(type, layers)) for kind in cls.__mro__)
    for kind in kinds:
        if "forward" in vars(kind) and issubclass(kind, RECURRENT_TYPES):
            forward = vars(kind)["forward"]
            hooks.callback(setattr, kind, "forward", forward)
            setattr(kind, "forward", _watched(forward, calls))  # noqa: B010 - a class of any kind


def _hooks(
    layer: nn.Module, names: tuple[str, ...], calls: Reconciler
) -> tuple[Callable[..., None], Callable[..., None]]:
    config, opaque = config_of(layer), _is_torchs(type(layer).forward)
    is_cell = config.is_cell
    reader, recorder = ModuleCalls(config), calls.recorder
    always = OpenCall(layer, opaque)  # nothing is ever gathered in an opaque call: one will do for all

    def enter(module: nn.Module, _positional: Any) -> None:
        # what DataParallel calls is a copy of the layer
        calls.here().append(always if opaque and module is layer else OpenCall(module, opaque))

    def leave(module: nn.Module, positional: tuple[Any, ...], named: Mapping[str, Any], output: Any) -> None:
        ended = close(calls.here(), module)
        if output is None:
            return
        inner = ended.inner if ended else []
        for tensors, lengths in _merged(reader.read(positional, named, output), inner, is_cell):
            recorder.add(names, config, tensors, lengths)

    return enter, leave


def _watched(forward: Callable[..., Any], calls: Reconciler) -> Callable[..., Any]:
    opaque = _is_torchs(forward)

    @wraps(forward)
    def watched(module: nn.Module, *positional: Any, **named: Any) -> Any:
        stack = calls.here()
        foreign = calls.is_elsewhere() and not calls.owners.own(module.parameters())
        if foreign or (stack and stack[-1].opaque and _is_part(module, stack[-1].module)):
            return forward(module, *positional, **named)
        here = OpenCall(module, opaque)
        stack.append(here)
        try:
            output = forward(module, *positional, **named)
        finally:
            close(stack, module)
        config = config_of(module)
        seen = _merged(ModuleCalls(config).read(positional, named, output), here.inner, config.is_cell)
        calls.record(calls.owners.of_module(module), config, weights_of(module), seen)
        return output

    return watched


def _merged(outer: Inner, inner: list[Inner], is_cell: bool) -> list[Inner]:
    """Give the calls that one call of a subclass amounts to.

    It is what the subclass was given and gave, as far as that is shaped as torch's; what is missing comes from the
    layer's own forward within. Where that ran more than once, each run is a call. Cells with the weights of a layer are
    its steps, and no calls of it.
    """
    inner = inner if is_cell else [each for each in inner if "output" in each[0]]
    if not inner:
        return [outer]
    if len(inner) > 1:
        return inner
    (tensors, lengths), (own, own_lengths) = outer, inner[0]
    same = {
        role: tensors[role] if role in tensors and tensors[role].values.shape == found.values.shape else found
        for role, found in own.items()
    }
    return [(same, lengths or own_lengths)]


def _is_part(module: nn.Module, whole: nn.Module | None) -> bool:
    """Tell whether the module is the whole or one of its parts: a quantised layer of torch's is made of cells."""
    return whole is not None and (module is whole or module in whole.modules())


def _is_torchs(forward: Callable[..., Any]) -> bool:
    return forward.__module__.startswith("torch.")
