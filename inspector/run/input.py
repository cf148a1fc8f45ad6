"""Sample input: one specification for each argument of forward, and the text it is written in.

NAME=KIND(SIZES)     0=normal(batch=3,time=5,10)   src=tokens(4,7;high=100)   0=file:sample.npy   steps=int:5
NAME=values(NUMBERS) 0=values([[0.1, 0.2], [0.3, 0.4]])   flag=bool:true   hx=none   lengths=lengths(7,5,2)
NAME=GROUP(PARTS)    hx=tuple(zeros(1,3,6), zeros(1,3,6))   0=dict(tokens=tokens(3,7;high=10), lengths=lengths(7,5,2))
"""

import re
from dataclasses import dataclass

from ..errors import InputError
from .input_parts import named_parts, opened_group
from .input_values import (
    Fill,
    Filled,
    Flag,
    FromFile,
    Group,
    GroupKind,
    InputValue,
    Lengths,
    Nothing,
    Number,
    Size,
    Tokens,
)
from .typed_values import parse_typed

__all__ = [
    "Fill", "Filled", "Flag", "FromFile", "Group", "GroupKind", "InputSpec", "InputValue", "Lengths", "Nothing",
    "Number", "Size", "Tokens", "parse_input", "parse_input_value",
]  # fmt: skip


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
    """Give the value that `KIND(SIZES)`, `values(NUMBERS)`, `int:N`, `none`, `tuple(...)`, `file:PATH` ... says.

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
            case "bool" if rest.strip() in ("true", "false"):
                return Flag(rest.strip() == "true")
    except ValueError:
        raise InputError(f"{rest!r} is not a number of kind {kind}.") from None
    return _parse_called(text.strip())


def _parse_called(text: str) -> InputValue:
    if text == "none":
        return Nothing()
    kind, inner = opened_group(text)
    match kind:
        case "values":
            return parse_typed(inner)
        case "lengths":
            return _parse_lengths(inner)
        case "tuple" | "list" | "dict" | "object":
            return _parse_group(GroupKind(kind), inner)
    return _parse_sized(text)


def _parse_group(kind: GroupKind, inner: str) -> Group:
    pairs = named_parts(inner, kind.named)
    parts = tuple((name, parse_input_value(value.lstrip())) for name, value in pairs)
    if any(isinstance(value, FromFile) for _, value in parts):
        raise InputError("A file cannot stand within a group of values.", "Give each file as an argument of its own.")
    return Group(kind, parts)


def _parse_lengths(inner: str) -> Lengths:
    words = [word.strip() for word in inner.split(",")] if inner.strip() else []
    if not words or not all(_is_whole_number(word) for word in words):
        raise InputError(f"lengths({inner}) does not list whole numbers.", "Write one for each sample: lengths(7,5,2).")
    return Lengths(tuple(map(int, words)))


def _parse_sized(text: str) -> InputValue:
    found = re.fullmatch(r"(\w+)\(([^;()]*)(?:;\s*high\s*=\s*(\d+))?\s*\)", text)
    if found is None:
        raise InputError(
            f"{text!r} is not an input.",
            f"Write {', '.join(Fill)} or tokens with sizes, as in normal(3,5,10); or values([[0.1, 0.2]]), int:N, "
            "float:X, bool:true, none, lengths(7,5,2), tuple(...), dict(NAME=...), file:PATH.",
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
            f"Choose one of {', '.join(Fill)}, tokens(...;high=N), values(...), lengths(...), tuple(...), dict(...), "
            "int:N, float:X, bool:true, none, file:PATH.",
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
