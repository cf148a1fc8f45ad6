"""What a person wants a tensor to become: axes by size or by meaning, a pattern, or what is to take it."""

from dataclasses import dataclass

from ..consumers.consumers import Consumer

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sized:
    """An axis of this size, whatever it means."""

    size: int

    @property
    def text(self) -> str:
        """`640`."""
        return str(self.size)


@dataclass(frozen=True, slots=True)
class Named:
    """An axis with these meanings, outermost first, and of this size if one is given.

    `features` are the units, with the direction where there is one, or all that is left.
    """

    names: Names
    size: int | None = None

    @property
    def text(self) -> str:
        """`direction*hidden`."""
        return "*".join(self.names)


@dataclass(frozen=True, slots=True)
class Open:
    """One axis with all that is left: -1."""

    @property
    def text(self) -> str:
        """`-1`."""
        return "-1"


@dataclass(frozen=True, slots=True)
class Rest:
    """Any number of axes, as they are: `*`."""

    @property
    def text(self) -> str:
        """`*`."""
        return "*"


WantedAxis = Sized | Named | Open | Rest


@dataclass(frozen=True, slots=True)
class ShapeWish:
    """Axes in order. `summed` names the meanings that must be added up where the tensor has them."""

    axes: tuple[WantedAxis, ...]
    summed: Names = ()

    @property
    def text(self) -> str:
        """`(32, direction*hidden)`."""
        comma = "," if len(self.axes) == 1 else ""
        return f"({', '.join(axis.text for axis in self.axes)}{comma})"

    @property
    def sizes(self) -> tuple[int, ...] | None:
        """The sizes, None if they are not all given."""
        found = tuple(axis.size for axis in self.axes if isinstance(axis, Sized))
        return found if len(found) == len(self.axes) else None


@dataclass(frozen=True, slots=True)
class PatternWish:
    """Axes before and after an arrow, `b t (2 h) -> b (2 h) t`; a number in a group splits off a direction or layer."""

    text: str


Wish = ShapeWish | PatternWish | Consumer
