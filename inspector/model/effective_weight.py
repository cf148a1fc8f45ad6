"""Weights that a layer computes from other tensors before it uses them, as a state dict keeps them.

Only what belongs together is told here; the values are computed where torch is.
"""

from dataclasses import dataclass

from .file_tensor import FileTensor

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WeightNormed:
    """`direction` scaled to the length `magnitude`, as both kinds of torch's weight_norm do it.

    Lengths are taken over the axes on which `magnitude` has size 1: it has the size of one axis of `direction`, or of
    none.
    """

    magnitude: "Weight"
    direction: "Weight"

    @property
    def shape(self) -> Shape:
        """That of the direction."""
        return self.direction.shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file it is made of."""
        return "weight norm", self.magnitude.elements, self.direction.elements


@dataclass(frozen=True, slots=True)
class Pruned:
    """`original` where `mask` is one, else zero."""

    original: "Weight"
    mask: "Weight"

    @property
    def shape(self) -> Shape:
        """That of the original."""
        return self.original.shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file it is made of."""
        return "pruned", self.original.elements, self.mask.elements


@dataclass(frozen=True, slots=True)
class SpectralNormed:
    """`original`, seen as a matrix, divided by left @ original @ right: its largest singular value, as it was trained.

    `left` has the size of the axis that makes the rows, `right` that of all others together.
    """

    original: "Weight"
    left: "Weight"
    right: "Weight"

    @property
    def shape(self) -> Shape:
        """That of the original."""
        return self.original.shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file it is made of."""
        return "spectral norm", self.original.elements, self.left.elements, self.right.elements


@dataclass(frozen=True, slots=True)
class Dequantised:
    """The floats that integers stand for: (stored - zero_point) * scale."""

    stored: FileTensor
    scale: float
    zero_point: int

    @property
    def shape(self) -> Shape:
        """That of the integers."""
        return self.stored.shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file it is made of."""
        return "quantised", self.stored.elements, self.scale, self.zero_point


@dataclass(frozen=True, slots=True)
class Zeros:
    """Nothing in the file: a bias that another library leaves out where torch has two of them."""

    shape: Shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says that no elements of the file are meant."""
        return "zeros", self.shape


@dataclass(frozen=True, slots=True)
class Unstated:
    """A weight that code makes from `original`; the file names no way of torch's to do so."""

    original: FileTensor

    @property
    def shape(self) -> Shape:
        """That of the original, which such code mostly keeps."""
        return self.original.shape

    @property
    def elements(self) -> tuple[object, ...]:
        """What says which elements of the file it is made of."""
        return "unstated", self.original.elements


ComputedWeight = WeightNormed | Pruned | SpectralNormed | Dequantised | Zeros | Unstated
Weight = FileTensor | ComputedWeight

_WAYS: dict[type[ComputedWeight], str] = {
    WeightNormed: "weight norm",
    Pruned: "pruning",
    SpectralNormed: "spectral norm",
}


def way_of(weight: Weight) -> str:
    """Say in words how torch.nn.utils computes the weight, "" for any other."""
    return next((words for kind, words in _WAYS.items() if isinstance(weight, kind)), "")
