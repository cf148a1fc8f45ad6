"""Tensors without values for a whole model: what torch's meta device cannot do by itself is done here.

Small whole numbers keep their values beside the meta tensor and are computed along, so a model that asks for them gets
them. Where a model asks for a value that nobody knows, NeedsValuesError ends the forward.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from .known_numbers import KnownNumbers
from .shape_rules import check_same_dtype, operator_rules

_ATEN = torch.ops.aten
_PRODUCTS = {_ATEN.addmm.default: 1, _ATEN.mm.default: 0, _ATEN.bmm.default: 0, _ATEN.linear.default: 0}
_NUMBER = (_ATEN._local_scalar_dense.default, _ATEN.is_nonzero.default, _ATEN.equal.default)
_PACK, _PAD = _ATEN._pack_padded_sequence.default, _ATEN._pad_packed_sequence.default


class NeedsValuesError(RuntimeError):
    """The model decides by values, which a prediction has not."""


class ShapeMode(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Runs each operator on meta tensors.

    `approximate` says what was assumed, `needs_values` that a value was asked for which nobody knows, and `refused`
    that something was refused which a run may survive: a length beyond the end of a padded sequence, which torch does
    not look at, or tokens that may be drawn too large.
    """

    def __init__(self, most_operators: int) -> None:
        """Take the number of operators after which a forward is too long to be looked at in this way."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.numbers = KnownNumbers()
        self.approximate: list[str] = []
        self.needs_values = False
        self.refused = False
        self._left = most_operators
        self._rules = operator_rules()
        self._places: dict[int, int] = {}

    def keep_place(self, weight: Tensor) -> None:
        """Give the weight a place in memory, though it has none: by that a layer knows its weights again."""
        self._places[weight.untyped_storage()._cdata] = (len(self._places) + 1) << 40

    def place_of(self, tensor: Tensor) -> int:
        """Give the place of a weight, or of a part of one; 0 for all other tensors."""
        start = self._places.get(tensor.untyped_storage()._cdata, 0)
        return start + int(tensor.storage_offset()) * tensor.element_size() if start else 0

    def refuse_autocast(self) -> None:
        """Raise NeedsValuesError where autocast is on: it chooses the dtype of each operation by the device."""
        if torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda"):
            raise self._unknown("autocast is on")

    def __torch_dispatch__(
        self, operator: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Give the operator's result without values."""
        named = dict(kwargs or {})
        self._left -= 1
        if self._left < 0:
            raise self._unknown("it does very many operations")
        rule = self._rules.get(operator)
        if rule is not None and args[0].is_meta:
            return rule(*args, **named)
        tensors = list(_tensors((*args, *named.values())))
        any_meta = any(tensor.is_meta for tensor in tensors)
        if operator in _NUMBER and any_meta:
            return self._number(operator, args)
        if (
            operator is _ATEN._to_copy.default
            and any_meta
            and torch.device(named.get("device") or "meta").type == "cpu"
        ):
            return self._on_cpu(args[0], named)
        return self._followed(operator, args, named, tensors, any_meta)

    def _number(self, operator: Any, args: tuple[Any, ...]) -> Any:
        try:
            given = self.numbers.in_place_of(args)
        except KeyError:
            raise self._unknown("it asks for values") from None
        return operator(*given)

    def _followed(
        self, operator: Any, args: tuple[Any, ...], named: dict[str, Any], tensors: list[Tensor], any_meta: bool
    ) -> Any:
        self._check(operator, args)
        if any_meta and operator is not _PAD and not all(tensor.is_meta for tensor in tensors):
            args, named = self._without_values(args, operator is _PACK), self._without_values(named, False)
        if operator is _PACK and args[1].is_meta:
            args = (args[0], self._on_cpu(args[1], {}, int(args[0].shape[1 if args[2] else 0])), args[2])
        result = operator(*args, **named)
        if isinstance(result, Tensor) and result.is_meta and not result.is_floating_point():
            self.numbers.compute_along(operator, args, named, tensors, result)
        return result

    def _check(self, operator: Any, args: tuple[Any, ...]) -> None:
        """Refuse what torch refuses where there are values, and a meta tensor lets pass."""
        if operator in _PRODUCTS:
            place = _PRODUCTS[operator]
            check_same_dtype(args[place], args[place + 1])
        elif operator is _ATEN.embedding.default and self.numbers.may_exceed(args[1], args[0].shape[0]):
            self.refused = True
            raise IndexError("index out of range in self")
        elif operator is _PACK and not args[1].is_meta:
            time, longest = args[0].shape[1 if args[2] else 0], int(args[1].max()) if args[1].numel() else 0
            if longest > time:
                self.refused = True
                raise RuntimeError(f"a length of {longest} goes beyond the {time} time steps of the padded sequence")

    def _without_values(self, value: Any, keep: bool) -> Any:
        """Give the arguments on the meta device; `keep` leaves whole numbers of one axis, which are lengths, alone."""
        match value:
            case Tensor() if not value.is_meta and value.dim() and not (keep and value.dim() == 1):
                meta = torch.empty_like(value, device="meta")
                self.numbers.keep_values(meta, value)
                return meta
            case tuple() | list():
                return type(value)(self._without_values(part, keep) for part in value)
            case dict():
                return {name: self._without_values(part, keep) for name, part in value.items()}
        return value

    def _on_cpu(self, meta: Tensor, named: Mapping[str, Any], instead: int = 0) -> Tensor:
        """Give the values where they are known, and for lengths or an order likely ones; all else stays as it is."""
        known = self.numbers.values(meta)
        if known is not None:
            return known.to(named.get("dtype") or known.dtype, copy=True)
        if meta.is_floating_point() or meta.dim() != 1:
            return meta.to(named.get("dtype") or meta.dtype)
        assumed = "An order of the samples, or lengths, that only values tell were assumed."
        self.approximate += [] if assumed in self.approximate else [assumed]
        numbers = torch.arange(meta.shape[0], device="cpu")
        return torch.full_like(numbers, instead) if instead else numbers.to(named.get("dtype") or meta.dtype)

    def _unknown(self, why: str) -> NeedsValuesError:
        self.needs_values = True
        return NeedsValuesError(f"the shapes cannot be told without values: {why}")


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _tensors(part)
