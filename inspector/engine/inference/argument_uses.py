"""What a model does with an argument of its forward, as far as its source says: which layer it is fed to, and how."""

from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True, slots=True)
class Argument:
    """A value that comes from an argument, or from a part of it.

    `path` is how the part is taken: `["key"]`, `.name`, `[0]`, and `[*]` for each one of a list. `turned` says that
    axes were exchanged on the way, `widened` that one was added.
    """

    name: str
    path: tuple[str, ...] = ()
    turned: bool = False
    widened: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FedTo:
    """It is the input of a layer; `beside` is the width of what else is in that input, joined to it."""

    argument: Argument
    layer: nn.Module
    beside: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class StateOf:
    """It is the initial state of a recurrent layer: all of it, or h (0) or c (1) alone."""

    argument: Argument
    layer: nn.Module
    part: int | None


@dataclass(frozen=True, slots=True)
class LengthsOf:
    """It says how long the sequences of a batch are."""

    argument: Argument


@dataclass(frozen=True, slots=True)
class CountOf:
    """It is a whole number: how often a loop goes round."""

    argument: Argument


@dataclass(frozen=True, slots=True)
class NumbersBelow:
    """Its elements are class numbers below `high`."""

    argument: Argument
    high: int


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of it is taken, whatever happens to that then."""

    argument: Argument


@dataclass(frozen=True, slots=True)
class CombinedWith:
    """It is added to what a layer made, or multiplied with it; `width` is the last size of that."""

    argument: Argument
    width: int


Use = FedTo | StateOf | LengthsOf | CountOf | NumbersBelow | PartOf | CombinedWith
