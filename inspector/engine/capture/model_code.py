"""What the model's own code refers to, as far as that can be told without running it."""

from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch
from torch import nn

_MOST = 1000  # functions that are looked into
_COMPILED: tuple[Any, ...] = (torch.jit.ScriptFunction, torch.jit.ScriptModule)


def binds_one(model: nn.Module, functions: Iterable[Any]) -> bool:
    """Tell whether the model's code holds one of the functions itself, and does not look it up in torch."""
    wanted = set(map(id, functions))
    return any(id(value) in wanted for value in _values(model))


def runs_compiled_code(model: nn.Module) -> bool:
    """Tell whether the model's code holds compiled functions, or names operators of torch (torch.ops.aten)."""
    if any(isinstance(value, _COMPILED) for value in _values(model)):
        return True
    return any({"ops", "aten"} <= _names(function) for function in _functions(model))


def _values(model: nn.Module) -> Iterator[Any]:
    """Give the attributes of every module, and what the functions of the model's code refer to."""
    for module in model.modules():
        yield from vars(module).values()
    for function in _functions(model):
        yield from _referred(function)


def _functions(model: nn.Module) -> Iterator[FunctionType]:
    """Give methods, functions among the attributes, and the functions that these refer to; torch's own are left out."""
    kinds = dict.fromkeys(kind for module in model.modules() for kind in type(module).__mro__)
    waiting = [value for kind in kinds for value in vars(kind).values() if _is_own(value)]
    waiting += [value for module in model.modules() for value in vars(module).values() if _is_own(value)]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST:
        function = waiting.pop()
        if id(function.__code__) not in seen:
            seen.add(id(function.__code__))
            yield function
            waiting += (value for value in _referred(function) if _is_own(value))


def _is_own(value: Any) -> bool:
    return isinstance(value, FunctionType) and not str(value.__module__).startswith(("torch.", "builtins"))


def _referred(function: FunctionType) -> Iterator[Any]:
    """Give what a function's names stand for: globals, parts of modules that it imports, what it closes over."""
    names = _names(function)
    for value in [function.__globals__[name] for name in names if name in function.__globals__]:
        yield value
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] != "torch":
            yield from [vars(value)[name] for name in names if name in vars(value)]
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # it will be filled later
            continue


def _names(function: FunctionType) -> set[str]:
    """Give all names in a function's code, and in that of functions within it."""
    waiting: list[CodeType] = [function.__code__]
    names: set[str] = set()
    while waiting:
        code = waiting.pop()
        names.update(code.co_names)
        waiting += (part for part in code.co_consts if isinstance(part, CodeType))
    return names
