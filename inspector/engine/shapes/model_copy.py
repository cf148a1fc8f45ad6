"""Copies of a model, its tensors shared and tied as in the model: with values, and without any."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from .shape_mode import ShapeMode

_HOOKS = ("_forward_hooks", "_forward_pre_hooks")
_DEEPEST = 4  # containers within containers, as far as tensors are looked for


def meta_copy(module: nn.Module, mode: ShapeMode) -> nn.Module:
    """Copy the module in a time that does not grow with its weights; the module itself is left as it is.

    Whole numbers in it keep their values in the mode. What a class refuses to copy raises its own error.
    """
    copy = _copied(module, lambda tensor: _without_values(tensor, mode))
    return copy.to("meta") if _has_values(copy) else copy


def value_copy(module: nn.Module) -> nn.Module:
    """Copy the module, also where it keeps tensors that were computed, which torch itself does not copy.

    What a class refuses to copy raises its own error.
    """
    return _copied(module, _with_values)


def _copied(module: nn.Module, change: Callable[[Tensor], Tensor]) -> nn.Module:
    known: dict[int, Any] = {}
    for tensor in _tensors_of(module):
        if id(tensor) not in known:
            known[id(tensor)] = change(tensor)
    with torch.no_grad():  # what TorchScript copies would else have a history
        return deepcopy(module, known)


def _with_values(tensor: Tensor) -> Tensor:
    copy = tensor.detach().clone(memory_format=torch.preserve_format)
    return nn.Parameter(copy, requires_grad=tensor.requires_grad) if isinstance(tensor, nn.Parameter) else copy


def has_closures(module: nn.Module) -> bool:
    """Tell whether a hook of the model refers to the model itself: a copy's hook would still mean the model."""
    hooks = (hook for part in module.modules() for kind in _HOOKS for hook in getattr(part, kind, {}).values())
    return any(getattr(hook, "__closure__", None) for hook in hooks)


def _without_values(tensor: Tensor, mode: ShapeMode) -> Tensor:
    meta = torch.empty_strided(tuple(tensor.shape), tensor.stride(), dtype=tensor.dtype, device="meta")
    mode.keep_place(meta)
    mode.numbers.keep_values(meta, tensor.detach())
    return nn.Parameter(meta, requires_grad=tensor.requires_grad) if isinstance(tensor, nn.Parameter) else meta


def _has_values(module: nn.Module) -> bool:
    return any(not tensor.is_meta for tensor in (*module.parameters(), *module.buffers()))


def _tensors_of(module: nn.Module) -> Iterator[Tensor]:
    """Give parameters, buffers and the tensors that modules keep as plain attributes, in lists or in dicts."""
    seen: set[int] = set()
    for part in module.modules():
        if not isinstance(part, torch.jit.ScriptModule):
            yield from _tensors_in(vars(part).values(), _DEEPEST, seen)


def _tensors_in(values: Iterable[Any], depth: int, seen: set[int]) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            if type(value) in (Tensor, nn.Parameter) and not value.is_sparse and not value.is_quantized:
                yield value
        elif isinstance(value, list | tuple | dict) and depth and id(value) not in seen:
            seen.add(id(value))
            with suppress(RuntimeError):  # a dict that changes while it is looked at
                yield from _tensors_in(list(value.values()) if isinstance(value, dict) else value, depth - 1, seen)
        elif isinstance(value, nn.Module) and id(value) not in seen:
            seen.add(id(value))
            yield from _tensors_in(list(vars(value).values()), _DEEPEST, seen)
