"""The steps that are written as a pattern: einops' rearrange, reduce and repeat."""

from abc import abstractmethod
from dataclasses import dataclass
from math import prod
from typing import get_args

from ...errors import StepError
from ..primitives import Index, NewAxis, Primitives, Range, Reduce, ReduceKind, Regroup, Reorder, Shape
from .einops_pattern import Pattern, fitted, parse_pattern, size_of, spread
from .torch_step import TorchStep

Sizes = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PatternStep(TorchStep):
    """A pattern, and the sizes of names that the tensor's shape leaves open."""

    pattern: str
    sizes: Sizes = ()

    @property
    @abstractmethod
    def function(self) -> str:
        """The name of einops' function."""

    @property
    def code(self) -> str:
        """`.rearrange('b t (d h) -> d b t h', d=2)`."""
        return f".{self.function}({self._arguments})"

    def expression(self, x: str) -> str:
        """`rearrange(x, 'b t (d h) -> d b t h', d=2)`."""
        return f"{self.function}({x}, {self._arguments})"

    @property
    def _arguments(self) -> str:
        return ", ".join([repr(self.pattern), *(f"{name}={size}" for name, size in self.sizes)])

    def primitives(self, shape: Shape) -> Primitives:
        """Give a Regroup into the pattern's single axes, what is done to them, and a Regroup into the groups."""
        pattern = spread(parse_pattern(self.pattern), len(shape), self.pattern)
        self._check(pattern)
        sizes = fitted(pattern.left, shape, dict(self.sizes), self.pattern)
        names = [name for group in pattern.left for name in group if name != "1"]
        atoms = tuple(size_of(name, sizes) or 0 for name in names)
        kept = [name for name in names if name not in pattern.gone]
        order = [name for group in pattern.right for name in group if name in kept]
        found: list[Primitives] = [(Regroup(atoms),), self._reduced(pattern, names)]
        found.append((Reorder(tuple(kept.index(name) for name in order)),))
        found.append(self._repeated(pattern, order, sizes))
        grouped = tuple(prod(size_of(name, sizes) or 0 for name in group) for group in pattern.right)
        return (*(primitive for each in found for primitive in each), Regroup(grouped))

    def _reduced(self, pattern: Pattern, names: list[str]) -> Primitives:  # noqa: ARG002
        return ()

    def _repeated(self, pattern: Pattern, order: list[str], sizes: dict[str, int]) -> Primitives:
        """Put in the axes that are new on the right."""
        new = pattern.new
        if not new:
            return ()
        unknown = next((name for name in new if size_of(name, sizes) is None), None)
        if unknown is not None:
            raise StepError(
                f"{self.code}: the size of {unknown} is not known.", f"Write {unknown}=… after the pattern."
            )
        right = [name for group in pattern.right for name in group if name != "1"]
        taken = iter(order)
        selectors: list[Range | NewAxis] = []
        for name in right:
            size = size_of(name, sizes) or 0
            selectors.append(NewAxis(size) if name in new else Range(0, size_of(next(taken), sizes) or 0))
        return (Index(tuple(selectors)),)

    def _check(self, pattern: Pattern) -> None:
        """Refuse names that stand on one side only, where the function has no use for them."""
        if pattern.gone or pattern.new:
            alone = (*pattern.gone, *pattern.new)[0]
            raise StepError(f"{self.code}: {alone} stands on one side of the arrow only.", "Name it on both.")


@dataclass(frozen=True, slots=True)
class Rearrange(PatternStep):
    """Split, reorder and merge axes."""

    @property
    def function(self) -> str:
        """`rearrange`."""
        return "rearrange"


@dataclass(frozen=True, slots=True)
class Repeat(PatternStep):
    """Repeat along axes that stand on the right only."""

    @property
    def function(self) -> str:
        """`repeat`."""
        return "repeat"

    def _check(self, pattern: Pattern) -> None:
        if pattern.gone:
            raise StepError(f"{self.code}: {pattern.gone[0]} stands on the left only.", "Name it on the right too.")


@dataclass(frozen=True, slots=True)
class PatternReduce(PatternStep):
    """Reduce over axes that stand on the left only."""

    kind: ReduceKind = "mean"

    @property
    def function(self) -> str:
        """`reduce`."""
        return "reduce"

    @property
    def _arguments(self) -> str:
        return ", ".join([repr(self.pattern), repr(self.kind), *(f"{name}={size}" for name, size in self.sizes)])

    def _reduced(self, pattern: Pattern, names: list[str]) -> Primitives:
        axes = tuple(axis for axis, name in enumerate(names) if name in pattern.gone)
        return (Reduce(axes, self.kind),) if axes else ()

    def _check(self, pattern: Pattern) -> None:
        if self.kind not in get_args(ReduceKind):
            raise StepError(
                f"{self.code}: {self.kind!r} is not known.", f"Write one of {', '.join(get_args(ReduceKind))}."
            )
        if pattern.new:
            raise StepError(f"{self.code}: {pattern.new[0]} stands on the right only.", "Name it on the left too.")
