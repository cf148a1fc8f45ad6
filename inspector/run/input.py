"""Sample input: one specification for each argument of forward, and the text it is written in.

NAME=KIND(SIZES)     0=normal(batch=3,time=5,10)   src=tokens(4,7;high=100)   0=file:sample.npy   steps=int:5
NAME=values(NUMBERS) 0=values([[0.1, 0.2], [0.3, 0.4]])
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ..errors import InputError
from .typed_values import Typed, parse_typed


class Fill(StrEnum):
    """How the elements of a drawn tensor are chosen.

    `sine`: element k in C order is sin(0.37 k + 0.1), in float64, then cast. `ramp`: element k is k.
    """

    NORMAL = "normal"
    UNIFORM = "uniform"
    ZEROS = "zeros"
    ONES = "ones"
    RAMP = "ramp"
    SINE = "sine"


@dataclass(frozen=True, slots=True)
class Size:
    """One size of an input, with the axis name that the person gave it, or ""."""

    size: int
    axis: str = ""

    def __str__(self) -> str:
        return f"{self.axis}={self.size}" if self.axis else str(self.size)


@dataclass(frozen=True, slots=True)
class Filled:
    """A floating point tensor of these sizes."""

    fill: Fill
    sizes: tuple[Size, ...]

    def __str__(self) -> str:
        return f"{self.fill}({_join(self.sizes)})"


@dataclass(frozen=True, slots=True)
class Tokens:
    """An int64 tensor of token numbers, each at least 0 and below `high`."""

    sizes: tuple[Size, ...]
    high: int

    def __str__(self) -> str:
        return f"tokens({_join(self.sizes)};high={self.high})"


@dataclass(frozen=True, slots=True)
class Number:
    """A plain Python int or float."""

    value: int | float

    def __str__(self) -> str:
        return f"{type(self.value).__name__}:{self.value!r}"


@dataclass(frozen=True, slots=True)
class FromFile:
    """A tensor read from .npy, .npz, .pt, .safetensors or .csv."""

    path: str

    def __str__(self) -> str:
        return f"file:{self.path}"


InputValue = Filled | Tokens | Number | FromFile | Typed


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One argument of forward, by name or by position ("0", "1")."""

    name: str
    value: InputValue

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

    @property
    def position(self) -> int | None:
        """The position, or None for an argument given by name."""
        return int(self.name) if self.name.isdigit() else None


def parse_input(text: str) -> InputSpec:
    """Give the specification that NAME=KIND(SIZES) says. Raises InputError that quotes the faulty part."""
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals or not (_is_whole_number(name) or name.isidentifier()):
        raise InputError(
            f"{text!r} does not say which argument it is for.", "Write NAME=KIND(SIZES), for example 0=normal(3,5,10)."
        )
    return InputSpec(str(int(name)) if name.isdigit() else name, parse_input_value(value.lstrip()))


def parse_input_value(text: str) -> InputValue:
    """Give the value that `KIND(SIZES)`, `values(NUMBERS)`, `int:N`, `float:X` or `file:PATH` says.

    Raises InputError.
    """
    kind, colon, rest = text.partition(":")
    try:
        match kind:
            case "int" if colon:
                return Number(int(rest))
            case "float" if colon:
                return Number(float(rest))
            case "file" if rest:
                return FromFile(rest)
    except ValueError:
        raise InputError(f"{rest!r} is not a number of kind {kind}.") from None
    typed = re.fullmatch(r"values\((.*)\)", text.strip(), re.DOTALL)
    return parse_typed(typed[1]) if typed else _parse_sized(text.strip())


def _parse_sized(text: str) -> InputValue:
    found = re.fullmatch(r"(\w+)\(([^;()]*)(?:;\s*high\s*=\s*(\d+))?\s*\)", text)
    if found is None:
        raise InputError(
            f"{text!r} is not an input.",
            f"Write {', '.join(Fill)} or tokens with sizes, as in normal(3,5,10); or values([[0.1, 0.2]]), int:N, "
            "float:X, file:PATH.",
        )
    kind, sizes, high = found[1], _parse_sizes(found[2]), found[3]
    if kind == "tokens":
        if not high or not _is_whole_number(high) or int(high) < 1:
            raise InputError(
                f"{text!r} does not say how many tokens there are.", "Write tokens(SIZES;high=N) with N at least 1."
            )
        return Tokens(sizes, int(high))
    if kind not in set(Fill) or high:
        raise InputError(
            f"{kind!r} is not a kind of input here.",
            f"Choose one of {', '.join(Fill)}, tokens(...;high=N), values(...), int:N, float:X, file:PATH.",
        )
    return Filled(Fill(kind), sizes)


def _parse_sizes(text: str) -> tuple[Size, ...]:
    return tuple(_parse_size(part) for part in text.split(",")) if text.strip() else ()


def _is_whole_number(text: str) -> bool:
    """Tell whether torch can take it for a size: ASCII digits, and below 2**63."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _parse_size(text: str) -> Size:
    axis, equals, number = (part.strip() for part in text.rpartition("="))
    if not _is_whole_number(number) or (equals and not axis.isidentifier()):
        raise InputError(
            f"{text.strip()!r} is not a size.", "Write a whole number, or NAME=NUMBER, for example batch=3."
        )
    return Size(int(number), axis)


def _join(sizes: tuple[Size, ...]) -> str:
    return ",".join(str(size) for size in sizes)
