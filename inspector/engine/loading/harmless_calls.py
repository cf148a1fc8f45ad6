"""Calls that only make plain values: what a file's constants may be computed with while its definitions are read."""

import argparse
import ast
import builtins
import collections
import dataclasses
import datetime
import enum
import fractions
import functools
import importlib.util
import itertools
import logging
import math
import operator
import os
import pathlib
import re
import string
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

_BUILTINS = (
    "abs all any bin bool bytes callable chr classmethod complex dict divmod enumerate filter float format frozenset "
    "getattr hasattr hash hex int isinstance issubclass iter len list map max min object oct ord pow property range "
    "repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip"
)
_TORCH = "arange as_tensor device empty eye finfo full iinfo linspace ones tensor zeros Size get_default_dtype"
_NUMPY = "arange array asarray dtype exp eye finfo float32 float64 full iinfo int32 int64 linspace log ones sqrt zeros"
_WHOLE_MODULES = (math, operator, itertools, os.path, collections, fractions, datetime, typing, enum, dataclasses)
_SINGLE = (
    functools.partial, types.SimpleNamespace, argparse.Namespace, pathlib.Path, pathlib.PurePath, re.compile,
    os.getenv, os.cpu_count, logging.getLogger, string.Template, importlib.util.find_spec, nn.init.calculate_gain,
    torch.cuda.is_available, torch.cuda.device_count, torch.backends.mps.is_available,
)  # fmt: skip
_VALUES = (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, range)
_PATH_METHODS = {"absolute", "as_posix", "expanduser", "joinpath", "relative_to", "resolve", "with_name", "with_suffix"}
_METHODS = _PATH_METHODS | {
    "add", "append", "capitalize", "copy", "count", "endswith", "extend", "format", "get", "index", "items", "join",
    "keys", "lower", "lstrip", "pop", "rstrip", "setdefault", "split", "splitlines", "startswith", "strip", "title",
    "update", "upper", "values", "zfill",
}  # fmt: skip
_DEPTH_LIMIT = 20

Unknown = object()
"""What a name that cannot be looked up without executing something stands for."""


def _harmless() -> Iterator[object]:
    yield from (getattr(builtins, name) for name in _BUILTINS.split())
    yield from (getattr(torch, name) for name in _TORCH.split())
    yield from (getattr(np, name) for name in _NUMPY.split())
    yield from (value for module in _WHOLE_MODULES for value in vars(module).values() if callable(value))
    yield from _SINGLE


_HARMLESS = {id(value) for value in _harmless()}
_KEPT = list(_harmless())  # so that no other object ever gets one of these identities


def harmful_call(
    node: ast.AST, namespace: Mapping[str, Any], definitions: Mapping[int, ast.AST], depth: int = 0
) -> str:
    """Give the text of the first call that may do more than make a value, "" for none.

    `definitions` are the syntax trees of the user's own functions and classes by the identity of the object: calling
    one of these is harmless if its body, or its constructor's, calls nothing else.
    """
    for part in _executed(node):
        if isinstance(part, ast.Await | ast.Yield | ast.YieldFrom):
            return ast.unparse(part)
        if isinstance(part, ast.Call) and not _is_harmless(part.func, namespace, definitions, depth):
            return ast.unparse(part.func)
    return ""


def _is_harmless(
    function: ast.expr, namespace: Mapping[str, Any], definitions: Mapping[int, ast.AST], depth: int
) -> bool:
    found = looked_up(function, namespace)
    if found is Unknown:
        return isinstance(function, ast.Attribute) and _is_harmless_method(function, namespace)
    if id(found) in _HARMLESS or _makes_values(found):
        return True
    body = definitions.get(id(found))
    return body is not None and depth < _DEPTH_LIMIT and _body_is_harmless(body, namespace, definitions, depth)


def _makes_values(found: object) -> bool:
    """Tell whether this is a class of enumeration members, named tuples or errors."""
    if not isinstance(found, type):
        return False
    return issubclass(found, enum.Enum | BaseException) or (issubclass(found, tuple) and hasattr(found, "_fields"))


def _is_harmless_method(function: ast.Attribute, namespace: Mapping[str, Any]) -> bool:
    text = ast.unparse(function)
    if text == "os.environ.get" or text.startswith("super()."):
        return True
    receiver = looked_up(function.value, namespace)
    if receiver is Unknown:  # what a harmless call, an operator or a loop over a constant gives
        return function.attr in _METHODS or isinstance(function.value, ast.Constant | ast.JoinedStr)
    if isinstance(receiver, pathlib.PurePath):
        return function.attr in _PATH_METHODS
    return isinstance(receiver, _VALUES) or receiver in _VALUES


def _body_is_harmless(
    node: ast.AST, namespace: Mapping[str, Any], definitions: Mapping[int, ast.AST], depth: int
) -> bool:
    """Look at a function's statements, or at those of a class's constructor; a module's is never harmless: it draws."""
    if isinstance(node, ast.ClassDef):
        made = namespace.get(node.name)
        if isinstance(made, type) and issubclass(made, nn.Module):
            return False
        makers = ("__init__", "__new__", "__post_init__")
        bodies = [item for item in node.body if isinstance(item, ast.FunctionDef) and item.name in makers]
    else:
        bodies = [node] if isinstance(node, ast.FunctionDef) else []
    statements = (line for body in bodies for line in body.body)
    return all(not harmful_call(line, namespace, definitions, depth + 1) for line in statements)


def looked_up(node: ast.expr, namespace: Mapping[str, Any]) -> Any:
    """Give the object that a name, or names joined by dots, stands for; Unknown for any other expression."""
    match node:
        case ast.Name(id=name):
            return namespace.get(name, getattr(builtins, name, Unknown))
        case ast.Attribute(value=value, attr=attr):
            owner = looked_up(value, namespace)
            if isinstance(owner, types.ModuleType):  # looking into anything else could execute a property
                return vars(owner).get(attr, Unknown)
    return Unknown


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """Give the node and those below it that are executed with it: what a lambda or a function holds waits."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _executed(child)
