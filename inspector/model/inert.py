"""Stand-ins for whatever a pickle names: they hold names and do nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Global:
    """A class or function that a pickle refers to, by its full name; it was neither imported nor called."""

    name: str


class Inert:
    """What a pickle would have built with the class or function `made_by`; whatever is put into it is dropped."""

    __slots__ = ("made_by",)

    def __init__(self, made_by: str) -> None:
        self.made_by = made_by

    def __setitem__(self, key: object, value: object) -> None:
        """Drop an item."""

    def append(self, item: object) -> None:
        """Drop an element."""

    extend = add = append


class OpaqueKey:
    """Takes the place of a dictionary key that is no plain value.

    Hashing an object of the file's making can overflow the C stack (deeply nested tuples), so it never happens.
    """

    __slots__ = ()


_PLAIN = (str, int, float, bool, bytes, type(None))


def safe_key(key: object) -> object:
    """Give the key itself if its type is plain, else a new OpaqueKey."""
    return key if type(key) in _PLAIN else OpaqueKey()
