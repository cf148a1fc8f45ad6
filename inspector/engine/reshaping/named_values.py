"""What the names in a reshape expression stand for while it is executed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import torch
from einops import rearrange, reduce, repeat
from torch.nn import functional

_FUNCTIONS: Mapping[str, Any] = MappingProxyType(
    {"torch": torch, "F": functional, "rearrange": rearrange, "reduce": reduce, "repeat": repeat}
)


@dataclass(frozen=True, slots=True, eq=False)
class NamedValues:
    """Other captured tensors by the names that the steps use, and the samples' lengths, () for none."""

    tensors: Mapping[str, torch.Tensor] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def namespace(self, x: torch.Tensor) -> dict[str, Any]:
        """Give every name that an expression on `x` may use; whole names are items of `run`."""
        run = {name: tensor for name, tensor in self.tensors.items() if "/" in name}
        beside = {name: tensor for name, tensor in self.tensors.items() if "/" not in name}
        lengths = {"lengths": torch.tensor(self.lengths, device=x.device)} if self.lengths else {}
        return {**_FUNCTIONS, **beside, **lengths, "run": run, "x": x}
