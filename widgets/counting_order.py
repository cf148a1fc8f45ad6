"""In which order figures are counted: what is in sight first, then the rest as it stands."""

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Generic, TypeVar

T = TypeVar("T")
_MANY = 256  # things that are asked for at once ...
_ELEMENTS = 1 << 24  # ... or so many elements, a tenth of a second's work: then the order is looked at again


class CountingOrder(Generic[T]):
    """What is still to be counted, each with its number of elements."""

    def __init__(self, sizes: Mapping[T, int]) -> None:
        self._left = dict(sizes)
        self._first: tuple[T, ...] = ()

    def prefer(self, wanted: Iterable[T]) -> None:
        """Count these next, in place of those that were preferred before."""
        self._first = tuple(wanted)

    def batch(self) -> tuple[T, ...]:
        """Give what is to be counted next, () when nothing is left."""
        chosen: list[T] = []
        room = _ELEMENTS
        for each in dict.fromkeys(chain(filter(self._left.__contains__, self._first), islice(self._left, _MANY))):
            if room <= 0 or len(chosen) == _MANY:
                break
            chosen.append(each)
            room -= self._left[each]
        return tuple(chosen)

    def drop(self, counted: Iterable[T]) -> None:
        """Leave out what was counted, or cannot be."""
        for each in counted:
            self._left.pop(each, None)
