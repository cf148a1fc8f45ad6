"""Which captured tensor another tensor is, or shows: by the memory that both lay in, and by their values.

Memory is used again after a tensor has gone, and written over while it is there. So an address alone proves nothing:
the values must be those that were captured, bit for bit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import torch

from ..reshaping.apply import with_stride
from .capture_values import GIVEN, MADE, Captured, KeptTensor, RecordedCall

_LATEST = 32  # calls that are searched for a view: one of the last few gave what the next one is given
_WORDS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}


class Link(NamedTuple):
    """The captured tensor that one is (`whole`), or that it is a view of."""

    source: Captured
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class GivenLink:
    """What one call was given, by its role, and where that comes from."""

    call: RecordedCall
    role: str
    link: Link


def link_calls(calls: Iterable[RecordedCall]) -> Iterator[GivenLink]:
    """Give where each call's input and initial state come from, as far as an earlier call made them."""
    links = Links()
    for call in calls:
        for role in GIVEN:
            if role in call.tensors and (link := links.find(call.tensors[role], _LATEST)):
                yield GivenLink(call, role, link)
        links.add(call)


class Links:
    """Finds tensors among what calls have made."""

    def __init__(self) -> None:
        """Begin with no call."""
        self._at: dict[int, Captured] = {}
        self._calls: list[RecordedCall] = []

    def add(self, call: RecordedCall) -> None:
        """Make the call known."""
        self._calls.append(call)
        for role in MADE:
            kept = call.tensors.get(role)
            if kept is not None and kept.address:
                self._at[kept.address] = (call, role)

    def find(self, kept: KeptTensor, latest: int | None = None) -> Link | None:
        """Find the latest tensor that this one is, or is a view of; views only of the `latest` so many calls."""
        if not kept.address:
            return None
        source = self._at.get(kept.address)
        if source and _is_same(kept, source[0].tensors[source[1]]):
            return Link(source, whole=True)
        for call in islice(reversed(self._calls), latest):
            for role in MADE:
                if role in call.tensors and _shows(kept, call.tensors[role]):
                    return Link((call, role), whole=False)
        return None


def same_bits(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Tell whether two contiguous tensors are equal, one NaN as the other."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    words = _WORDS.get(one.element_size())
    if words is None:
        return torch.equal(one, other)
    return torch.equal(one.view(words), other.view(words))


def same_values(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Tell whether two tensors of any layout are equal bit for bit; of different devices they are not."""
    same = one.shape == other.shape and one.dtype == other.dtype and one.device == other.device
    return same and same_bits(one.detach().contiguous(), other.detach().contiguous())


def _is_same(kept: KeptTensor, source: KeptTensor) -> bool:
    return kept.stride == source.stride and same_bits(kept.values, source.values)


def _shows(kept: KeptTensor, source: KeptTensor) -> bool:
    if kept.address < source.address or not source.address:
        return False
    size = source.values.element_size()
    offset, rest = divmod(kept.address - source.address, size)
    if rest or kept.values.dtype != source.values.dtype:
        return False
    if offset + _span(kept) > _span(source) or not kept.values.any():  # zeros are found anywhere
        return False
    memory = with_stride(source.values, source.stride)
    part = memory.as_strided(kept.values.shape, kept.stride, memory.storage_offset() + offset)
    return same_bits(part.contiguous(), kept.values)


def _span(kept: KeptTensor) -> int:
    """Give the number of elements from the first to the last in memory."""
    reach = sum((size - 1) * step for size, step in zip(kept.values.shape, kept.stride, strict=True))
    return reach + 1 if kept.values.numel() else 0
