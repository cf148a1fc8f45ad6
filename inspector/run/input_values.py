"""What one argument of forward can be: drawn, typed, read, or several values in a group."""

from dataclasses import dataclass
from enum import StrEnum

from .typed_values import Typed


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


@dataclass(frozen=True, slots=True)
class Flag:
    """True or False."""

    value: bool

    def __str__(self) -> str:
        return f"bool:{str(self.value).lower()}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """None, for an argument that may be left out."""

    def __str__(self) -> str:
        return "none"


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of the sequences in a batch: an int64 tensor (batch) that stays on the CPU, where torch wants it."""

    lengths: tuple[int, ...]

    def __str__(self) -> str:
        return f"lengths({','.join(map(str, self.lengths))})"


class GroupKind(StrEnum):
    """How several values are one argument; `object` has them as attributes, of the class that the model names."""

    TUPLE = "tuple"
    LIST = "list"
    DICT = "dict"
    OBJECT = "object"

    @property
    def named(self) -> bool:
        """True where each part has a name."""
        return self in (GroupKind.DICT, GroupKind.OBJECT)


@dataclass(frozen=True, slots=True)
class Group:
    """Several values that are one argument, in order, each with its name; in a tuple or a list the names are ""."""

    kind: GroupKind
    parts: tuple[tuple[str, "InputValue"], ...]

    def __str__(self) -> str:
        written = (f"{name}={value}" if name else str(value) for name, value in self.parts)
        return f"{self.kind}({', '.join(written)})"


InputValue = Filled | Tokens | Number | FromFile | Typed | Flag | Nothing | Lengths | Group


def _join(sizes: tuple[Size, ...]) -> str:
    return ",".join(str(size) for size in sizes)
