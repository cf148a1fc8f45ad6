"""Whole numbers whose values are known beside their meta tensors: lengths, positions, counts, class numbers."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.utils.weak import WeakIdKeyDictionary

_ATEN = torch.ops.aten
_MOST = 10_000  # elements of a tensor whose values are computed along
_SAME_NUMBERS = (_ATEN.clone.default, _ATEN.index_select.default, _ATEN._to_copy.default, _ATEN._reshape_copy.default)


class KnownNumbers:
    """Computes along what an operator does with numbers that are known; of drawn ones only the bound is."""

    def __init__(self) -> None:
        """Begin with none."""
        self._values: Any = WeakIdKeyDictionary()
        self._bounds: Any = WeakIdKeyDictionary()

    def keep_values(self, meta: Tensor, values: Tensor) -> None:
        """Remember the values, if they are whole numbers and few enough."""
        if values.numel() <= _MOST and not values.is_floating_point() and not values.is_complex():
            self._values[meta] = values

    def keep_bound(self, meta: Tensor, high: int) -> None:
        """Remember that each number in the tensor is below `high`."""
        self._bounds[meta] = high

    def values(self, meta: Tensor) -> Tensor | None:
        """Give the values of a meta tensor, None where nobody knows them."""
        found: Tensor | None = self._values.get(meta)
        return found

    def may_exceed(self, meta: Tensor, count: int) -> bool:
        """Tell whether a number in the tensor is known, or may be drawn, that is no index of so many."""
        known = self.values(meta)
        if known is not None and known.numel():
            return bool(known.max() >= count or known.min() < 0)
        return int(self._bounds.get(meta, 0)) > count

    def compute_along(
        self, operator: Any, args: tuple[Any, ...], named: Mapping[str, Any], tensors: list[Tensor], result: Tensor
    ) -> None:
        """Find the values of what an operator made of these tensors, or their bound."""
        bounds = [self._bounds[tensor] for tensor in tensors if tensor in self._bounds]
        if len(bounds) == len(tensors) == 1 and result.dtype == tensors[0].dtype and result is not tensors[0]:
            if operator.is_view or operator in _SAME_NUMBERS:
                self._bounds[result] = bounds[0]
        elif self._can_compute(operator, tensors, result):
            on_cpu = {name: "cpu" if name == "device" else value for name, value in named.items()}
            with torch.device("cpu"):
                self._values[result] = operator(*self.in_place_of(args), **self.in_place_of(on_cpu))
        elif operator._schema.is_mutable and result in self._values:
            self._values.clear()  # other tensors may be views of what has just become unknown

    def _can_compute(self, operator: Any, tensors: list[Tensor], result: Tensor) -> bool:
        small, drawn = result.numel() <= _MOST, torch.Tag.nondeterministic_seeded in operator.tags
        return small and not drawn and all(not tensor.is_meta or tensor in self._values for tensor in tensors)

    def in_place_of(self, value: Any) -> Any:
        """Give the same arguments with values in the place of meta tensors. Raises KeyError where one is not known."""
        match value:
            case Tensor() if value.is_meta:
                return self._values[value]
            case tuple() | list():
                return type(value)(self.in_place_of(part) for part in value)
            case dict():
                return {name: self.in_place_of(part) for name, part in value.items()}
        return value
