"""The tensors within nested arguments and results."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

_DEEPEST = 12
_PLAIN = str | bytes | int | float | complex | bool | None | type | nn.Module


def tensors_in(value: Any) -> list[tuple[str, torch.Tensor]]:
    """Give the tensors of a nested value, in order, each with the code that takes it from the whole.

    Looked into are mappings, tuples (named ones, too), lists, dataclasses, and other objects' attributes. A packed
    sequence gives its elements, as torch keeps them. What holds itself is looked into once.
    """
    return list(_within(value, "", ()))


def _within(value: Any, path: str, around: tuple[Any, ...]) -> Iterator[tuple[str, torch.Tensor]]:
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, PackedSequence):
        yield f"{path}.data", value.data
    elif len(around) < _DEEPEST and not any(value is outer for outer in around):
        for place, part in _parts(value):
            yield from _within(part, path + place, (*around, value))


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the parts of a value, each with the code that takes it."""
    if isinstance(value, Mapping):
        yield from ((f"[{_key_code(key)}]", part) for key, part in value.items())
    elif isinstance(value, tuple | list):
        yield from ((f"[{index}]", part) for index, part in enumerate(value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((f".{field.name}", getattr(value, field.name, None)) for field in fields(value))
    elif not isinstance(value, _PLAIN) and hasattr(value, "__dict__"):
        yield from ((f".{name}", part) for name, part in vars(value).items() if not name.startswith("_"))


def _key_code(key: Any) -> str:
    """Write a dict's key as code, `...` where it has no literal: no script can take that part."""
    try:
        ast.literal_eval(repr(key))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return "..."
    return repr(key)
