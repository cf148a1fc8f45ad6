"""From an input value in words to the Python value that forward is given."""

import inspect
import typing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from ...errors import InputError, ran_out_of_memory
from ...run.input import (
    Fill,
    Filled,
    Flag,
    FromFile,
    Group,
    GroupKind,
    InputSpec,
    InputValue,
    Lengths,
    Nothing,
    Number,
    Tokens,
)
from ...run.typed_values import Typed
from .input_file import read_input


@dataclass(frozen=True, slots=True)
class ValueMaker:
    """Makes values of a run: floating point tensors of `dtype`, moved to `device` once they are drawn.

    `parameters` are those of forward; their annotations say of which class an object is.
    """

    dtype: torch.dtype
    device: str
    parameters: tuple[inspect.Parameter, ...] = ()

    def argument(self, spec: InputSpec) -> Any:
        """Make one argument. Raises InputError, FileError, and MemoryError."""
        try:
            return self._value(spec.value, spec.name)
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            if ran_out_of_memory(error):
                raise MemoryError(str(error)) from error
            raise InputError(
                f"The input {spec} cannot be made: {str(error).splitlines()[0]}.",
                "Choose smaller sizes or another kind.",
            ) from error

    def _value(self, value: InputValue, name: str) -> Any:
        match value:
            case Number(plain) | Flag(plain):
                return plain
            case Nothing():
                return None
            case Lengths(lengths):
                return torch.tensor(lengths, device="cpu")
            case Group():
                return self._group(value, name)
            case _:
                return self._tensor(value, name).to(self.device)

    def _tensor(self, value: Tokens | FromFile | Typed | Filled, name: str) -> torch.Tensor:
        match value:
            case Tokens(sizes, high):
                return torch.randint(0, high, tuple(size.size for size in sizes))
            case FromFile(path):
                tensor = read_input(Path(path), name)
                return tensor.to(self.dtype) if tensor.is_floating_point() else tensor
            case Typed(shape, numbers):
                return torch.tensor(numbers, dtype=torch.int64 if value.whole else self.dtype).reshape(shape)
            case Filled(fill, sizes):
                return _filled(fill, tuple(size.size for size in sizes), self.dtype)

    def _group(self, group: Group, name: str) -> Any:
        values = [self._value(part, name) for _, part in group.parts]
        named = dict(zip((part for part, _ in group.parts), values, strict=True))
        match group.kind:
            case GroupKind.TUPLE:
                return tuple(values)
            case GroupKind.LIST:
                return values
            case GroupKind.DICT:
                return named
            case GroupKind.OBJECT:
                return self._class_of(name)(**named)

    def _class_of(self, name: str) -> Any:
        """Give the class that the parameter's annotation names, else one that holds any attributes."""
        matching = (p.annotation for place, p in enumerate(self.parameters) if name in (str(place), p.name))
        kinds = [kind for annotation in matching for kind in (annotation, *typing.get_args(annotation))]
        return next((kind for kind in kinds if _is_own_class(kind)), SimpleNamespace)


def _is_own_class(kind: Any) -> bool:
    return isinstance(kind, type) and not kind.__module__.startswith(("torch", "builtins", "inspect"))


def _filled(fill: Fill, sizes: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    match fill:
        case Fill.NORMAL:
            return torch.randn(sizes, dtype=dtype)
        case Fill.UNIFORM:
            return torch.rand(sizes, dtype=dtype)
        case Fill.ZEROS:
            return torch.zeros(sizes, dtype=dtype)
        case Fill.ONES:
            return torch.ones(sizes, dtype=dtype)
        case Fill.RAMP | Fill.SINE:
            count = torch.arange(int(np.prod(sizes)), dtype=torch.float64).reshape(sizes)
            return (count if fill is Fill.RAMP else torch.sin(0.37 * count + 0.1)).to(dtype)
