"""How one kind of consumer is built, fed and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from ...reshape.consumers.consumers import Consumer, Literal, arguments_text
from ...reshape.primitives import Shape

Sizes = dict[str, Literal]
Shapes = list[list[int]]


@dataclass(frozen=True, slots=True)
class Fed:
    """What a consumer is fed: a tensor's sizes, its torch dtype and the names of its axes."""

    shape: Shape
    dtype: torch.dtype
    names: tuple[str, ...]

    @property
    def tensor(self) -> torch.Tensor:
        """An empty tensor of these sizes on the meta device."""
        return torch.empty(self.shape, dtype=self.dtype, device="meta")

    def size(self, axis: int) -> int:
        """Give the size of an axis, 1 where there is no such axis: the module will say so itself."""
        return self.shape[axis] if -len(self.shape) <= axis < len(self.shape) else 1


@dataclass(frozen=True, slots=True)
class Family:
    """How consumers of one kind are built and fed.

    `sizes` gives the arguments that only the tensor knows; `feed` the shapes of what comes out; `code` the
    constructors, one to a line.
    """

    sizes: Callable[[Fed, Consumer], Sizes]
    feed: Callable[[Consumer, Fed], Shapes]
    code: Callable[[Consumer, Fed], str]


def built(name: str, arguments: Mapping[str, Literal], dtype: torch.dtype) -> Any:
    """Build the module of torch.nn on the meta device, in eval mode. Raises what torch raises."""
    return getattr(nn, name)(**arguments, device="meta", dtype=dtype).eval()


def constructor_code(name: str, arguments: str, dtype: torch.dtype) -> str:
    """Give the constructor as it is written; float32, torch's default, is left out."""
    typed = "" if dtype == torch.float32 else f"dtype={dtype}"
    return f"nn.{name}({', '.join(part for part in (arguments, typed) if part)})"


def module_code(consumer: Consumer, fed: Fed) -> str:
    """Give the code of a consumer that is one module of its own name."""
    return constructor_code(consumer.name, arguments_text(consumer), fed.dtype)


def shapes_of(*tensors: torch.Tensor) -> Shapes:
    """Give the sizes of each tensor."""
    return [list(tensor.shape) for tensor in tensors]
