"""The steps that take a part of a tensor by a method."""

from dataclasses import dataclass, replace
from typing import Self

from ...errors import StepError
from ..primitives import Index, Pick, PickEach, Primitives, Range, Selector, Shape, ValidMean
from .bindings import Bindings
from .resolve import resolved_axis
from .torch_step import TorchStep, call_code

LENGTHS = "lengths"


@dataclass(frozen=True, slots=True)
class Select(TorchStep):
    """Take one position of an axis; the axis disappears."""

    dim: int
    index: int

    @property
    def code(self) -> str:
        """`.select(1, -1)`."""
        return call_code("select", self.dim, self.index)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index."""
        dim = _axis_of(self.dim, shape, self.code)
        if not -shape[dim] <= self.index < shape[dim]:
            raise StepError(f"{self.code}: there is no position {self.index} on an axis of size {shape[dim]}.")
        return _with(shape, dim, Pick(self.index % shape[dim]))


@dataclass(frozen=True, slots=True)
class Narrow(TorchStep):
    """Take `length` positions of an axis from `start` on."""

    dim: int
    start: int
    length: int

    @property
    def code(self) -> str:
        """`.narrow(1, 0, 3)`."""
        return call_code("narrow", self.dim, self.start, self.length)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index."""
        dim = _axis_of(self.dim, shape, self.code)
        start = self.start + (shape[dim] if self.start < 0 else 0)
        if self.length < 0 or not 0 <= start <= start + self.length <= shape[dim]:
            raise StepError(f"{self.code}: these positions are not all on an axis of size {shape[dim]}.")
        return _with(shape, dim, Range(start, start + self.length))


@dataclass(frozen=True, slots=True)
class _ByLengths(TorchStep):
    """A step that needs the samples' lengths; `batch` and `time` are the first two axes, in one order or the other."""

    batch: int = 0
    time: int = 1
    lengths: tuple[int, ...] | None = None

    def bound(self, bindings: Bindings) -> Self:
        """Give the step with the lengths of the packed batch."""
        return replace(self, lengths=bindings.lengths or None)

    @property
    def _arguments(self) -> str:
        return LENGTHS if (self.batch, self.time) == (0, 1) else f"{LENGTHS}, batch={self.batch}, time={self.time}"

    def _known(self, shape: Shape) -> tuple[int, ...]:
        if self.lengths is None:
            raise StepError(f"{self.code}: the run has no lengths.", "Give lengths to the run, so that it is packed.")
        if len(shape) < 2 or {self.batch, self.time} != {0, 1}:
            raise StepError(f"{self.code}: batch and time must be the first two axes.", "Put them there first.")
        samples, steps = shape[self.batch], shape[self.time]
        if len(self.lengths) != samples or not steps or max(self.lengths, default=0) > steps:
            raise StepError(
                f"{self.code}: there are {len(self.lengths)} lengths, up to {max(self.lengths, default=0)}; the axes "
                f"have {samples} samples and {steps} time steps.",
                "Take the step on a tensor that still has all its samples and time steps.",
            )
        return self.lengths


@dataclass(frozen=True, slots=True)
class LastValid(_ByLengths):
    """Take of each sample the last time step that is not padding."""

    @property
    def code(self) -> str:
        """`.last_valid(lengths)`, `.last_valid(lengths, batch=1, time=0)`."""
        return f".last_valid({self._arguments})"

    def expression(self, x: str) -> str:
        """`x[torch.arange(len(lengths)), lengths - 1]`."""
        items = {self.batch: f"torch.arange(len({LENGTHS}))", self.time: f"{LENGTHS} - 1"}
        return f"{x}[{items[0]}, {items[1]}]"

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index."""
        lengths = self._known(shape)
        positions = tuple((length - 1) % shape[self.time] for length in lengths)
        each: dict[int, Selector] = {self.time: PickEach(self.batch, positions)}
        return (Index(tuple(each.get(axis, Range(0, size)) for axis, size in enumerate(shape))),)


@dataclass(frozen=True, slots=True)
class MaskedMean(_ByLengths):
    """Average each sample over its time steps that are not padding."""

    @property
    def code(self) -> str:
        """`.masked_mean(lengths)`, `.masked_mean(lengths, batch=1, time=0)`."""
        return f".masked_mean({self._arguments})"

    def expression(self, x: str) -> str:
        """`torch.where(valid, x, 0).sum(1) / lengths[:, None]`, valid being written out."""
        steps = f"torch.arange({x}.size({self.time}))"
        valid = f"{steps} < {LENGTHS}[:, None]" if self.time else f"{steps}[:, None] < {LENGTHS}"
        return f"torch.where(({valid})[..., None], {x}, 0).sum({self.time}) / {LENGTHS}[:, None]"

    def primitives(self, shape: Shape) -> Primitives:
        """Give one ValidMean."""
        lengths = self._known(shape)
        if len(shape) != 3:
            raise StepError(f"{self.code}: the tensor must have batch, time and one more axis.", "Merge the others.")
        return (ValidMean(self.time, self.batch, lengths),)


def _axis_of(dim: int, shape: Shape, code: str) -> int:
    if not shape:
        raise StepError(f"{code}: a single number has no axis.", "Leave the step out.")
    return resolved_axis(dim, len(shape), code)


def _with(shape: Shape, axis: int, selector: Selector) -> Primitives:
    kept: list[Selector] = [Range(0, size) for size in shape]
    kept[axis] = selector
    return (Index(tuple(kept)),)
