"""The patterns of einops, `b t (d h) -> d b t h`, read and fitted to a shape.

The language is that of the einops documentation: names, `1`, groups in parentheses, an ellipsis.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from ...errors import StepError
from ..primitives import Shape
from .resolve import axes_counted

Group = tuple[str, ...]  # the names merged into one axis; a number is an axis without a name

_TOKEN = re.compile(r"\s*(\(|\)|\.\.\.|…|[A-Za-z_]\w*|\d+)")
_ELLIPSIS = "..."


@dataclass(frozen=True, slots=True)
class Pattern:
    """The axes on the left of the arrow and on its right."""

    left: tuple[Group, ...]
    right: tuple[Group, ...]

    @property
    def text(self) -> str:
        """The pattern as einops reads it, an axis of no name as `1`."""
        sides = (" ".join(map(_written, side)) for side in (self.left, self.right))
        return " -> ".join(sides).strip()

    @property
    def new(self) -> tuple[str, ...]:
        """What stands on the right only: names of axes along which a repeat repeats."""
        return _alone(self.right, self.left)

    @property
    def gone(self) -> tuple[str, ...]:
        """What stands on the left only: names of axes over which a reduction reduces."""
        return _alone(self.left, self.right)


def parse_pattern(text: str) -> Pattern:
    """Read a pattern. Raises StepError, quoting it, if it is none."""
    sides = text.split("->")
    if len(sides) != 2:
        raise StepError(f"{text!r} is not a pattern: one arrow -> is needed.", "Write for example 'b t h -> b (t h)'.")
    left, right = (_groups(side, text) for side in sides)
    for side in (left, right):
        names = [name for group in side for name in group if not name.isdigit()]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise StepError(f"{text!r}: {twice} stands twice on one side of the arrow.", "Name each axis once.")
    return Pattern(left, right)


def spread(pattern: Pattern, rank: int, text: str) -> Pattern:
    """Write the ellipsis as as many axes as the tensor has there. Raises StepError if the number of axes differs."""
    room = rank - sum(_ELLIPSIS not in group for group in pattern.left)
    dots = (_ELLIPSIS,) in pattern.left
    if room < 0 or (room > 0 and not dots):
        raise StepError(
            f"{text!r} names {axes_counted(len(pattern.left))}, the tensor has {axes_counted(rank)}.",
            "Name every axis, or write ... for those that stay.",
        )
    names = tuple(f"...{number}" for number in range(room if dots else 0))
    return Pattern(_spread(pattern.left, names), _spread(pattern.right, names))


def fitted(left: tuple[Group, ...], shape: Shape, sizes: Mapping[str, int], text: str) -> dict[str, int]:
    """Give the size of every name on the left for a tensor of this shape. Raises StepError if they do not fit."""
    found = dict(sizes)
    for axis, (group, size) in enumerate(zip(left, shape, strict=True)):
        known = prod(int(name) if name.isdigit() else found.get(name, 1) for name in group)
        open_names = [name for name in group if not name.isdigit() and name not in found]
        if len(open_names) > 1:
            raise StepError(
                f"{text!r}: the sizes of {' and '.join(open_names)} are open.", f"Give one: {open_names[0]}=…"
            )
        if (open_names and (not known or size % known)) or (not open_names and known != size):
            product = " x ".join(_said(name, found) for name in group) or "1"
            raise StepError(f"{text!r}: axis {axis} has size {size}, which is not {product}.")
        found.update((name, size // known) for name in open_names)
    return found


def size_of(name: str, sizes: Mapping[str, int]) -> int | None:
    """Give the size of a name, or of an axis that is only a number; None if it is not known."""
    return int(name) if name.isdigit() else sizes.get(name)


def _alone(groups: tuple[Group, ...], others: tuple[Group, ...]) -> tuple[str, ...]:
    """Give the names of the one side that are not on the other; a number other than 1 is always one of them."""
    known = {name for group in others for name in group if not name.isdigit()} | {"1"}
    return tuple(name for group in groups for name in group if name not in known)


def _written(group: Group) -> str:
    return (group[0] if len(group) == 1 else f"({' '.join(group)})") if group else "1"


def _said(name: str, sizes: Mapping[str, int]) -> str:
    return f"{name}={sizes[name]}" if name in sizes else name


def _groups(side: str, text: str) -> tuple[Group, ...]:
    groups: list[Group] = []
    inside: list[str] | None = None
    at = 0
    while side[at:].strip():
        token = _TOKEN.match(side, at)
        if token is None or (token[1] == "(" and inside is not None) or (token[1] == ")" and inside is None):
            raise StepError(f"{text!r}: {side[at:].strip()[:20]!r} cannot be read.", "Write names, 1, ( ), ... and ->.")
        at = token.end()
        match token[1]:
            case "(":
                inside = []
            case ")":
                groups.append(tuple(inside or ()))
                inside = None
            case name:
                name = _ELLIPSIS if name == "…" else name
                groups.append((name,)) if inside is None else inside.append(name)
    if inside is not None:
        raise StepError(f"{text!r}: a parenthesis is not closed.", "Write ) after the last name of the group.")
    return tuple(groups)


def _spread(groups: tuple[Group, ...], names: tuple[str, ...]) -> tuple[Group, ...]:
    found: list[Group] = []
    for group in groups:
        if group == (_ELLIPSIS,):
            found += [(name,) for name in names]
        else:
            found.append(tuple(inner for name in group for inner in (names if name == _ELLIPSIS else (name,))))
    return tuple(found)
