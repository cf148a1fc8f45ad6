"""The one torch call that a step is: what the engine executes and what the code says."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from .primitives import Primitives, Shape

IndexItem = int | slice | EllipsisType | None


@dataclass(frozen=True, slots=True)
class TorchCall:
    """A tensor's method with its arguments.

    `getattr(tensor, method)(*arguments, **dict(keywords))` executes it; a subscript is the method `__getitem__`
    whose one argument is the tuple of index items.
    """

    method: str
    arguments: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()

    @property
    def code(self) -> str:
        """What one writes after the tensor's name: `.permute(0, 2, 1)`, `[:, -1]`."""
        if self.method == "__getitem__":
            return f"[{', '.join(map(_item_code, self.arguments[0])) or '()'}]"
        arguments = [repr(value) for value in self.arguments]
        arguments += [f"{name}={value!r}" for name, value in self.keywords]
        return f".{self.method}({', '.join(arguments)})"


class TorchStep(ABC):
    """What every reshape step knows."""

    __slots__ = ()

    @property
    @abstractmethod
    def call(self) -> TorchCall:
        """The torch call."""

    @abstractmethod
    def primitives(self, shape: Shape) -> Primitives:
        """Give the step for an input of this shape as primitives. Raises StepError if torch would refuse it."""

    @property
    def code(self) -> str:
        """What one writes after the tensor's name."""
        return self.call.code


def _item_code(item: IndexItem) -> str:
    if isinstance(item, slice):
        ends = f"{_end_code(item.start)}:{_end_code(item.stop)}"
        return ends if item.step is None else f"{ends}:{item.step}"
    return "..." if item is ... else repr(item)


def _end_code(end: int | None) -> str:
    return "" if end is None else str(end)
