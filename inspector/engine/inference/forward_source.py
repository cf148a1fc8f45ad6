"""The source of a module's methods as a syntax tree, and the modules that a wrapper stands for."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

_INNER = ("_orig_mod", "module")  # what torch.compile, DataParallel and DistributedDataParallel wrap
_WRAPPERS = ("OptimizedModule", "DataParallel", "DistributedDataParallel")


def unwrapped(module: nn.Module) -> nn.Module:
    """Give the module that the wrappers around it run."""
    while type(module).__name__ in _WRAPPERS:
        inner = next(
            (getattr(module, name) for name in _INNER if isinstance(getattr(module, name, None), nn.Module)), None
        )
        if inner is None:
            break
        module = inner
    return module


def method_tree(owner: nn.Module, name: str) -> ast.FunctionDef | None:
    """Give the method's syntax tree, None where there is no source in Python; TorchScript writes its own."""
    if isinstance(owner, torch.jit.ScriptModule):
        code = getattr(getattr(owner, name, None), "code", "")
        return _function(code) if isinstance(code, str) else None
    method: Any = getattr(type(owner), name, None) or getattr(owner, name, None)
    return function_tree(method) if callable(method) else None


def function_tree(function: Callable[..., Any]) -> ast.FunctionDef | None:
    """Give the syntax tree of a function in Python, None where there is none."""
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    return _function(source)


def _function(source: str) -> ast.FunctionDef | None:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    found = tree.body[0] if tree.body else None
    return found if isinstance(found, ast.FunctionDef) else None
