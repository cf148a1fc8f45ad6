"""The parts of a group of input values as text: `tuple(A, B)`, `dict(NAME=A, NAME=B)`."""

import re

from ..errors import InputError

_OPENED = re.compile(r"(\w+)\((.*)\)", re.DOTALL)
_OPENING, _CLOSING = "([", ")]"
_DEEPEST = 20  # brackets within brackets


def opened_group(text: str) -> tuple[str, str]:
    """Give the word before the outer brackets and what is within them, "" and "" for text of another form."""
    found = _OPENED.fullmatch(text)
    return (found[1], found[2]) if found else ("", "")


def named_parts(inner: str, named: bool) -> list[tuple[str, str]]:
    """Give name and text of each part; the name is "" where none is wanted. Raises InputError that quotes the part."""
    return [_named(part) if named else ("", part) for part in _split(inner)]


def _named(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    name = name.strip()
    if not equals or not name.isidentifier():
        raise InputError(f"{part.strip()!r} does not say its name in the group.", "Write NAME=VALUE for each part.")
    return name, value


def _split(inner: str) -> list[str]:
    """Split at the commas outside of every bracket."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(inner):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth < 0 or depth > _DEEPEST:
            break
        if letter == "," and depth == 0:
            parts.append(inner[start:place])
            start = place + 1
    if depth:
        raise InputError(f"The brackets in {inner.strip()!r} do not close.", "Close each bracket that is opened.")
    parts.append(inner[start:])
    return parts if inner.strip() else []
