"""Named axes: what each dimension of a tensor means.

An axis is a product of atoms, outermost first, so `direction x hidden` can be split into `direction`
and `hidden` again and a reshape that does so can be named exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

NUMBERED = "axis "  # what the name of an axis begins with where nothing says what it means
_COUNTED = {
    "batch": "samples", "time": "time steps", "input": "input features", "hidden": "hidden",
    "projection": "projection", "layer": "layers", "direction": "directions", "gate": "gates", "call": "calls",
    "copy": "copies", "part": "parts",
}  # fmt: skip
_SINGULAR = {"samples": "sample", "time steps": "time step", "input features": "input feature",
             "layers": "layer", "directions": "direction", "gates": "gate", "calls": "call",
             "copies": "copy", "parts": "part"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Atom:
    """One indivisible meaning, or a regular part of one.

    The element at position k of the atom has the index `(k * step) % total` of what is named, so a split
    of hidden = 20 into (4, 5) gives `Atom("hidden", 4, 5, 20)` and `Atom("hidden", 5, 1, 20)`.
    """

    name: str
    size: int
    step: int = 1
    total: int = -1

    def __post_init__(self) -> None:
        if self.total < 0:
            object.__setattr__(self, "total", self.size * self.step)

    @property
    def label(self) -> str:
        """The name; of a part, the arithmetic that gives it: `hidden // 5`, `hidden % 5`."""
        outer = f" // {self.step}" if self.step > 1 else ""
        inner = f" % {self.size}" if self.size * self.step < self.total else ""
        return f"{self.name}{outer}{inner}"

    @property
    def names(self) -> tuple[str, ...]:
        """The meanings found along this atom: its own name."""
        return (self.name,)

    @property
    def counted(self) -> str:
        """The size with its unit: `2 directions`, `1 layer`; of a part `4 blocks of 5 hidden`, `5 hidden per block`."""
        if self.label != self.name:
            return self._counted_part
        unit = _COUNTED.get(self.name, self.name)
        return f"{self.size} {_SINGULAR.get(unit, unit) if self.size == 1 else unit}"

    @property
    def _counted_part(self) -> str:
        if self.step == 1:
            return f"{self.size} {self.name} per block"
        within = f" in each {self.size * self.step}" if self.size * self.step < self.total else ""
        return f"{self.size} blocks of {self.step} {self.name}{within}"


@dataclass(frozen=True, slots=True)
class Mixed:
    """A run of elements in which a reshape has cut across several meanings."""

    names: tuple[str, ...]
    size: int

    @property
    def label(self) -> str:
        """`mixed(batch, time)`."""
        return f"mixed({', '.join(self.names)})"

    @property
    def counted(self) -> str:
        """The size with what is mixed in it."""
        return f"{self.size} {self.label}"


AnyAtom = Atom | Mixed


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of a tensor: the product of its atoms, outermost first; no atom at all has size 1."""

    atoms: tuple[AnyAtom, ...]

    @property
    def size(self) -> int:
        """The length of the dimension."""
        return prod(atom.size for atom in self.atoms)

    @property
    def name(self) -> str:
        """`time`, `direction x hidden`; `1` for an axis that a reshape put in."""
        return " x ".join(atom.label for atom in self.atoms) or "1"

    @property
    def is_named(self) -> bool:
        """False for an axis that a reshape put in, and for one that is only numbered, `axis 0`."""
        return bool(self.atoms) and not all(name.startswith(NUMBERED) for name in names_within(self.atoms))

    @property
    def formula(self) -> str:
        """The size and where it comes from: `40 = 2 directions x 20 hidden`, `5 time steps`."""
        terms = " x ".join(atom.counted for atom in self.atoms)
        return terms if len(self.atoms) == 1 else f"{self.size} = {terms or 'put in by a reshape'}"

    def to_json(self) -> dict[str, str | int]:
        """Give name, size and formula."""
        return {"name": self.name, "size": self.size, "formula": self.formula}


Axes = tuple[Axis, ...]


def named_axis(*atoms: tuple[str, int]) -> Axis:
    """Give the axis that is the product of (name, size) pairs, outermost first."""
    return Axis(tuple(Atom(name, size) for name, size in atoms))


def shape_of(axes: Axes) -> tuple[int, ...]:
    """Give the sizes of the axes, in order."""
    return tuple(axis.size for axis in axes)


def names_within(atoms: Iterable[AnyAtom]) -> tuple[str, ...]:
    """Give every meaning found along the atoms, each once, outermost first."""
    return tuple(dict.fromkeys(name for atom in atoms for name in atom.names))
