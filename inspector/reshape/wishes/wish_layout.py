"""The atoms of a tensor as labels that a search can put in another order, told apart where names are equal."""

from dataclasses import dataclass, replace
from math import prod

from ...tensor.axis import Axes
from .wish_names import UNITS


@dataclass(frozen=True, slots=True)
class Label:
    """One atom of the source: `number` counts them from the outermost on, `part` is 1 or 2 of one that was split.

    `whole` is False for such a part, and where a position or a mean of the atom is kept as an axis of size 1.
    """

    number: int
    name: str
    size: int
    part: int = 0
    whole: bool = True

    @property
    def is_unit(self) -> bool:
        """Tell whether it counts hidden units, projected ones or input features."""
        return self.name in UNITS

    @property
    def is_time(self) -> bool:
        """Tell whether it counts time steps; a cell is called once for each."""
        return self.name in ("time", "call")

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the source."""
        return self.number, self.part


Group = tuple[Label, ...]
Layout = tuple[Group, ...]


def layout_of(axes: Axes) -> Layout:
    """Give the labels of each axis."""
    found: list[Group] = []
    number = 0
    for axis in axes:
        labels = (Label(number + at, atom.label, atom.size) for at, atom in enumerate(axis.atoms))
        found.append(tuple(labels))
        number += len(axis.atoms)
    return tuple(found)


def labels_of(layout: Layout) -> Group:
    """Give all labels in their order."""
    return tuple(label for group in layout for label in group)


def size_of_group(group: Group) -> int:
    """Give the size of the axis."""
    return prod(label.size for label in group)


def sizes_of(layout: Layout) -> tuple[int, ...]:
    """Give the sizes of the axes."""
    return tuple(map(size_of_group, layout))


def halves(label: Label, inner: int) -> Group:
    """Give the two labels that a label is split into."""
    part = replace(label, whole=False)
    return replace(part, size=label.size // inner, part=1), replace(part, size=inner, part=2)
