"""One field of JSON data, of the type that is expected there: a file may have been made by anybody.

What is read here ends up in scripts and in arithmetic, so nothing is taken on trust. Every function raises KeyError
for a field that is missing and ValueError for one of another type.
"""

import ast
from collections.abc import Mapping
from typing import Any, NoReturn


def text_in(data: Mapping[str, Any], name: str) -> str:
    """Give a text."""
    value = data[name]
    return value if isinstance(value, str) else _refuse(name)


def texts_in(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Give a list of texts."""
    value = data[name]
    known = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    return tuple(value) if known else _refuse(name)


def integer_in(data: Mapping[str, Any], name: str) -> int:
    """Give a whole number."""
    value = data[name]
    return value if type(value) is int else _refuse(name)


def integers_in(data: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """Give a list of whole numbers."""
    value = data[name]
    known = isinstance(value, list | tuple) and all(type(item) is int for item in value)
    return tuple(value) if known else _refuse(name)


def size_in(data: Mapping[str, Any], name: str) -> int:
    """Give a whole number, 0 or more."""
    value = integer_in(data, name)
    return value if value >= 0 else _refuse(name)


def sizes_in(data: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """Give a list of whole numbers, 0 or more."""
    values = integers_in(data, name)
    return values if all(value >= 0 for value in values) else _refuse(name)


def flag_in(data: Mapping[str, Any], name: str) -> bool:
    """Give true or false."""
    value = data[name]
    return value if isinstance(value, bool) else _refuse(name)


def identifier_in(data: Mapping[str, Any], name: str) -> str:
    """Give a text that can stand after a dot in code."""
    value = text_in(data, name)
    return value if value.isidentifier() else _refuse(name)


def path_in(data: Mapping[str, Any], name: str) -> str:
    """Give code that only takes a part out of nested values: `[1]['state'][0]`, `.data`, `.logits`, or nothing."""
    value = text_in(data, name)
    try:
        node = ast.parse(f"_{value}", mode="eval").body
        while not isinstance(node, ast.Name):
            node = _within(node)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _refuse(name)
    return value if node.id == "_" else _refuse(name)


def _within(node: ast.expr) -> ast.expr:
    match node:
        case ast.Subscript(value=inner, slice=key):
            ast.literal_eval(key)
            return inner
        case ast.Attribute(value=inner, attr=name) if not name.startswith("_"):
            return inner
    raise ValueError("not a part")


def _refuse(name: str) -> NoReturn:
    raise ValueError(repr(name))
