"""Stand-ins for whatever a pickle names: they hold what the pickle puts into them, and do nothing."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Global:
    """A class or function that a pickle refers to, by its full name; it was neither imported nor called."""

    name: str


class Inert:
    """What a pickle would have built with the class or function `made_by`.

    `called` tells a call of it from a new object that skips its constructor; `arguments` are those of either.
    `state` is what the pickle would have set as attributes, `entries` what it would have put in: elements, or
    pairs of a key and a value. Nothing of it is ever hashed, compared or copied: a file can nest it without end.
    """

    __slots__ = ("_entries", "arguments", "called", "made_by", "state")

    def __init__(self, made_by: str, arguments: tuple[object, ...] = (), called: bool = False) -> None:
        self.made_by = made_by
        self.arguments = arguments
        self.called = called
        self.state: object = None
        self._entries: list[object] | None = None  # most have none, and a file may hold a million of them

    @property
    def entries(self) -> Sequence[object]:
        """The elements, or pairs of a key and a value."""
        return self._entries or ()

    def append(self, item: object) -> None:
        """Keep an element."""
        self.extend((item,))

    add = append

    def extend(self, items: Sequence[object]) -> None:
        """Keep several elements."""
        if self._entries is None:
            self._entries = []
        self._entries.extend(items)


class OpaqueKey:
    """Takes the place of a dictionary key that is no plain value.

    Hashing an object of the file's making can overflow the C stack (deeply nested tuples), so it never happens.
    `key` is what the pickle has in that place.
    """

    __slots__ = ("key",)

    def __init__(self, key: object) -> None:
        self.key = key


_PLAIN = (str, int, float, bool, bytes, type(None))


def safe_key(key: object) -> object:
    """Give the key itself if its type is plain, else a new OpaqueKey."""
    return key if type(key) in _PLAIN else OpaqueKey(key)
