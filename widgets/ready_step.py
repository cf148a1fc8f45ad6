"""A step that is ready to be edited, and the tensor that it is written for."""

from dataclasses import dataclass

from inspector.reshape.outcome import StepOutcome
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.steps.operand import Operand
from inspector.tensor.axis import Atom, Axes, Axis
from inspector.tensor.position import axis_title
from inspector.tensor.record import TensorRecord


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """What the step does, in the names of the axes, and its code."""

    label: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadyGroup:
    """Steps of one kind, under a title in which `&` stands before the key that opens it."""

    title: str
    steps: tuple[ReadyStep, ...]


@dataclass(frozen=True, slots=True)
class OtherTensor:
    """A captured tensor that can be joined: its name as code writes it, `h_n`, and its axes."""

    name: str
    axes: Axes


@dataclass(frozen=True, slots=True)
class TensorAtHand:
    """The tensor that the next step takes, and what may be used beside it.

    `dtype` is torch's name without "torch."; `has_lengths` tells whether the run knows the samples' valid lengths.
    """

    axes: Axes = ()
    dtype: str = "float32"
    others: tuple[OtherTensor, ...] = ()
    has_lengths: bool = False

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def is_empty(self) -> bool:
        """True where there is no element."""
        return any(axis.size == 0 for axis in self.axes)

    def words(self, axis: int) -> str:
        """Give the axis's name; `axis 1` where it has none, or where another one is called the same."""
        found = self.axes[axis]
        alone = [other.name for other in self.axes].count(found.name) == 1
        return axis_title(found) if alone and found.is_named and _is_plain(found) else f"axis {axis}"

    def place_of(self, name: str) -> int | None:
        """Give the one axis that means this and nothing else, None where there is no such axis."""
        found = [place for place, axis in enumerate(self.axes) if axis.name == name]
        return found[0] if len(found) == 1 else None


def tensor_at_hand(last: TensorRecord | StepOutcome, bindings: Bindings) -> TensorAtHand:
    """Give what the next step takes after `last`, with the tensors and lengths that code may name."""
    others = tuple(OtherTensor(Operand(name).variable, record.axes) for name, record in bindings.tensors)
    return TensorAtHand(last.axes, last.dtype, others, bool(bindings.lengths))


def _is_plain(axis: Axis) -> bool:
    return all(isinstance(atom, Atom) for atom in axis.atoms)


def counted_from_end(axis: int, rank: int) -> int:
    """Give -1 for the last of several axes, as most people write it, and any other as it is."""
    return -1 if rank > 1 and axis == rank - 1 else axis


def listed(numbers: tuple[int, ...] | list[int]) -> str:
    """Give `0, 2, 1`."""
    return ", ".join(map(str, numbers))
