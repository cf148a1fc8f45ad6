"""What the followed source works with: arguments, modules, methods, what layers made, and several of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from ..layers.recurrent_config import kind_name
from .argument_uses import Argument


@dataclass(frozen=True, slots=True, eq=False)
class ModuleValue:
    """A module, or a layer of one."""

    module: nn.Module


@dataclass(frozen=True, slots=True, eq=False)
class MethodValue:
    """A method of a module, or the function of torch with that name where there is no module."""

    owner: nn.Module | None
    name: str


@dataclass(frozen=True, slots=True)
class MadeValue:
    """What a layer made, `width` its last size, 0 where that is not known."""

    width: int = 0


@dataclass(frozen=True, slots=True)
class SeveralValues:
    """A tuple or list written out, or what several values were joined to (`side_by_side`)."""

    parts: tuple[Any, ...]
    side_by_side: bool = False


FlowValue = Argument | ModuleValue | MethodValue | MadeValue | SeveralValues | None


def joined(values: list[FlowValue], adds: bool) -> FlowValue:
    """Give what several values are together: the only one that comes from an argument, or all of them.

    `adds` is for what stands side by side on an axis, so that widths add up.
    """
    flat = [part for value in values for part in _flat(value)]
    found = [part for part in flat if isinstance(part, Argument)]
    if not found:
        made = [part for part in flat if isinstance(part, MadeValue)]
        return MadeValue(sum(part.width for part in made) if adds and all(part.width for part in made) else 0)
    if len(found) == 1 and not (adds and len(flat) > 1):
        return found[0]
    return SeveralValues(tuple(flat) if adds else tuple(found), side_by_side=True)


def _flat(value: FlowValue) -> Iterator[FlowValue]:
    if isinstance(value, SeveralValues):
        yield from value.parts
    elif isinstance(value, Argument | MadeValue):
        yield value


def width_of(module: nn.Module) -> int:
    """Give the last size of what the module makes, 0 where its weight does not tell."""
    weight = getattr(module, "weight", None)
    if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
        return 0
    return int({"Embedding": weight.shape[1], "Linear": weight.shape[0]}.get(kind_name(module), 0))
