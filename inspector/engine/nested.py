"""The tensors within nested arguments and results."""

import ast
from typing import Any

import torch
from torch.nn.utils.rnn import PackedSequence


def tensors_in(value: Any, path: str = "") -> list[tuple[str, torch.Tensor]]:
    """Give the tensors of a nested value, in order, each with the code that takes it from the whole.

    A packed sequence gives its elements, as torch keeps them.
    """
    if isinstance(value, torch.Tensor):
        return [(path, value)]
    if isinstance(value, PackedSequence):
        return [(f"{path}.data", value.data)]
    parts: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        parts = [(f"{path}[{_key_code(key)}]", part) for key, part in value.items()]
    elif isinstance(value, tuple | list):
        parts = [(f"{path}[{index}]", part) for index, part in enumerate(value)]
    return [found for place, part in parts for found in tensors_in(part, place)]


def _key_code(key: Any) -> str:
    """Write a dict's key as code, `...` where it has no literal: no script can take that part."""
    try:
        ast.literal_eval(repr(key))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return "..."
    return repr(key)
