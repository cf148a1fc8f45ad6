"""The steps after which an axis is longer or shorter: elements repeated, put around, or left out at the ends."""

from dataclasses import dataclass

from ...errors import StepError
from ...run.typed_values import number_code
from ..primitives import Index, NewAxis, Pad, Pick, Primitives, Range, Shape
from .resolve import axes_counted
from .torch_step import TorchStep, call_code


@dataclass(frozen=True, slots=True)
class Expand(TorchStep):
    """Repeat along axes of size 1, without a copy; -1 keeps a size, and sizes in front put axes in."""

    sizes: tuple[int, ...]

    @property
    def code(self) -> str:
        """`.expand(-1, 5, -1)`."""
        return call_code("expand", *(self.sizes or ((),)))

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Index with new axes."""
        new = len(self.sizes) - len(shape)
        if new < 0 or any(size < 0 for size in self.sizes[:new]) or any(size < -1 for size in self.sizes):
            raise StepError(
                f"{self.code}: the sizes do not suit a tensor that has {axes_counted(len(shape))}.",
                "Write a size for every axis, -1 for one that stays; sizes in front of them put axes in.",
            )
        selectors: list[Range | Pick | NewAxis] = [NewAxis(size) for size in self.sizes[:new]]
        for axis, (size, old) in enumerate(zip(self.sizes[new:], shape, strict=True)):
            if size in (-1, old):
                selectors.append(Range(0, old))
            elif old == 1:
                selectors += [Pick(0), NewAxis(size)]
            else:
                raise StepError(f"{self.code}: axis {axis} has size {old}.", "Only an axis of size 1 can be repeated.")
        return (Index(tuple(selectors)),)


@dataclass(frozen=True, slots=True)
class PadSizes(TorchStep):
    """Put elements of one value around axes, or, where a width is negative, leave elements out.

    `widths` are those of torch.nn.functional.pad: before and after the last axis, then the one before it.
    """

    widths: tuple[int, ...]
    value: float = 0.0

    @property
    def code(self) -> str:
        """`.pad((0, 0, 1, 2))`, `.pad((0, 2), value=-1.0)`."""
        value = number_code(self.value)
        return f".pad({self.widths}{f', value={value}' if value != '0.0' else ''})"

    def expression(self, x: str) -> str:
        """`F.pad(x, (0, 0, 1, 2))`."""
        return f"F.pad({x}, {self.code.removeprefix('.pad(')}"

    def primitives(self, shape: Shape) -> Primitives:
        """Give an Index that leaves out, if anything goes, and a Pad, if anything comes."""
        if len(self.widths) % 2 or len(self.widths) > 2 * len(shape):
            raise StepError(
                f"{self.code}: {len(self.widths)} widths for a tensor that has {axes_counted(len(shape))}.",
                "Write two for each axis, the last axis first.",
            )
        given = [self.widths[at : at + 2] for at in range(0, len(self.widths), 2)]
        pairs = [(0, 0)] * (len(shape) - len(given)) + [(before, after) for before, after in reversed(given)]
        kept = [self._kept(pair, size) for pair, size in zip(pairs, shape, strict=True)]
        before, after = (tuple(max(pair[side], 0) for pair in pairs) for side in (0, 1))
        left_out = (Index(tuple(kept)),) if min(self.widths, default=0) < 0 else ()
        return (*left_out, Pad(before, after, self.value)) if any((*before, *after)) else left_out

    def _kept(self, pair: tuple[int, int], size: int) -> Range:
        start, stop = max(-pair[0], 0), size - max(-pair[1], 0)
        if size + sum(pair) < 0 or start > stop:
            raise StepError(f"{self.code}: more is left out than the {size} positions of an axis.", "Leave out less.")
        return Range(start, stop)
