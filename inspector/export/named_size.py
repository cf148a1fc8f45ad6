"""Sizes that come from the input, batch and time, written by name: code then suits another input, too.

Which sizes those are is told by the axes, never by a number that happens to be equal. The settings of a layer, hidden
and direction, stay numbers: they belong to the model.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from ..reshape.steps import ReshapeStep
from ..tensor.axis import AnyAtom, Atom, Axes, Axis
from .code_source import CodeSource, operands_in

_FROM_INPUT = ("batch", "time")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class NamedSize(int):
    """A size that is written as the expression that gives it: `batch`, `time * 64`."""

    text: str

    def __new__(cls, size: int, text: str) -> Self:
        """Make the number `size` that writes itself as `text`."""
        made = super().__new__(cls, size)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class InputSize:
    """The size of a whole axis of a tensor that the code is given; `place` is the expression that reads it."""

    name: str
    size: int
    place: str


InputSizes = tuple[InputSize, ...]


def input_sizes(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> InputSizes:
    """Give where batch and time are read: from the tensor, else from one of the same call that a step joins."""
    given = [(source.name, source.axes)]
    given += [(each.name, each.record.axes) for each in operands_in(steps) if each.record and "/" not in each.name]
    found: dict[str, InputSize] = {}
    for variable, axes in given:
        for size in _sizes_of(variable, axes):
            found.setdefault(size.name, size)
    return tuple(found.values())


def written_size(axis: Axis, sizes: InputSizes) -> int:
    """Give the axis' size as code should write it: a NamedSize where batch or time is in it as a whole.

    Of a time that is split, the number of pieces follows from the length of one: `time // 5`.
    """
    texts = [_text(atom, sizes) for atom in axis.atoms]
    named = [text for text in texts if text]
    if not named:
        return axis.size
    number = 1
    for atom, text in zip(axis.atoms, texts, strict=True):
        number *= 1 if text else atom.size
    factors = [*named, *([str(number)] if number != 1 else [])]
    if len(factors) > 1:
        factors = [f"({factor})" if "//" in factor else factor for factor in factors]
    return NamedSize(axis.size, " * ".join(factors))


def size_lines(sizes: InputSizes, code: Iterable[str]) -> list[str]:
    """Give the lines that define the names which the code, without its comments, reads."""
    read = [_QUOTED.sub("", line) for line in code]
    used = [size for size in sizes if any(re.search(rf"\b{size.name}\b(?!=)", line) for line in read)]
    return [f"{size.name} = {size.place}" for size in used]


def _sizes_of(variable: str, axes: Axes) -> list[InputSize]:
    """Give the sizes of the axes that are batch or time and nothing else."""
    wholes = [(number, axis.atoms[0]) for number, axis in enumerate(axes) if len(axis.atoms) == 1]
    return [
        InputSize(atom.name, atom.size, f"{variable}.shape[{number}]")
        for number, atom in wholes
        if isinstance(atom, Atom) and atom.name in _FROM_INPUT and atom.size == atom.total
    ]


def _text(atom: AnyAtom, sizes: InputSizes) -> str:
    if not isinstance(atom, Atom) or atom.size * atom.step != atom.total:
        return ""
    known = any((size.name, size.size) == (atom.name, atom.total) for size in sizes)
    part = f" // {atom.step}" if atom.step > 1 else ""
    return f"{atom.name}{part}" if known else ""
