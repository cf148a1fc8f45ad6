"""What a reshape step is, resolved for a shape, in the few calls that every array library has."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..reshape.primitive_chain import simplified
from ..reshape.primitives import (
    Cast,
    Index,
    NewAxis,
    Pad,
    Pick,
    PickEach,
    Primitive,
    Primitives,
    Reduce,
    Regroup,
    Reorder,
    Selector,
    Shape,
    ValidMean,
)
from ..reshape.steps import ReshapeStep
from ..reshape.steps.einops_steps import PatternStep
from ..reshape.steps.extent_steps import Expand, PadSizes
from ..reshape.steps.size_steps import Squeeze, Unsqueeze
from ..reshape.steps.subscript import Subscript
from ..reshape.steps.take_steps import Narrow, Select


@dataclass(frozen=True, slots=True)
class Take:
    """Index with brackets: `code` is what stands after the name, `[:, -1]`."""

    code: str


@dataclass(frozen=True, slots=True)
class TakeValid:
    """Take of each index on the axis `beside` the last valid position of `axis`; they are the first two axes."""

    axis: int
    beside: int


@dataclass(frozen=True, slots=True)
class DropAxes:
    """Remove these axes, all of size 1."""

    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AddAxis:
    """Put in an axis of size 1 that becomes axis number `axis`."""

    axis: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Index with `code`, which puts axes of size 1 in, then repeat along axes of size 1 to get this shape."""

    code: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Joined:
    """Put tensors, written as these expressions, one after the other: `cat` along an axis, `stack` along a new one."""

    method: str
    axis: int
    operands: tuple[str, ...]


ArrayCall = (
    Reorder | Regroup | Reduce | ValidMean | Pad | Cast | Take | TakeValid | DropAxes | AddAxis | Spread | Joined
)


def calls_of(step: ReshapeStep, shape: Shape) -> Iterator[tuple[ArrayCall, Primitives]]:
    """Give the calls of a step that joins nothing, each with its primitives; what moves nothing is left out."""
    primitives = step.primitives(shape)
    if isinstance(step, PatternStep):
        primitives = simplified(primitives, shape)
    for primitive in primitives:
        if _says_something(primitive, shape):
            yield _call(step, primitive, shape), (primitive,)
        shape = primitive.shape_after(shape)


def _says_something(primitive: Primitive, shape: Shape) -> bool:
    """Tell whether there is a call to write: an empty list of axes, or `[()]`, would mean other things elsewhere."""
    return isinstance(primitive, Reorder | Regroup) or bool(simplified((primitive,), shape))


def _call(step: ReshapeStep, primitive: Primitive, shape: Shape) -> ArrayCall:
    match primitive:
        case Index(selectors):
            return _index_call(step, selectors, primitive.shape_after(shape))
        case Reorder() | Regroup() | Reduce() | ValidMean() | Pad() | Cast():
            return primitive
        case _:
            raise AssertionError("a join is written from its operands")


def _index_call(step: ReshapeStep, selectors: tuple[Selector, ...], after: Shape) -> ArrayCall:
    match step:
        case Squeeze():
            return DropAxes(tuple(axis for axis, selector in enumerate(selectors) if isinstance(selector, Pick)))
        case Unsqueeze():
            return AddAxis(next(axis for axis, selector in enumerate(selectors) if isinstance(selector, NewAxis)))
        case Subscript():
            return Take(step.code)
        case Select(dim, index):
            return Take(_brackets([":"] * (dim % len(selectors)) + [str(index)]))
        case Narrow(dim, start, length):
            span = _span(start, start + length, from_end=start < 0)
            return Take(_brackets([":"] * (dim % len(selectors)) + [span]))
        case PadSizes(widths):
            pairs = [widths[at : at + 2] for at in range(0, len(widths), 2)]
            cut = [_span(max(-before, 0), min(after, 0), from_end=True) for before, after in reversed(pairs)]
            return Take(_brackets([":"] * (len(selectors) - len(cut)) + cut))
        case Expand() | PatternStep():
            return Spread(_brackets(_put_in(selectors)), after)
        case _:
            return _taken(selectors)


def _taken(selectors: tuple[Selector, ...]) -> ArrayCall:
    """Give the call for positions that come from the samples' lengths."""
    for axis, selector in enumerate(selectors):
        if isinstance(selector, PickEach):
            return TakeValid(axis, selector.beside)
    raise AssertionError("every other index belongs to a step that says itself")


def _put_in(selectors: tuple[Selector, ...]) -> list[str]:
    """Write None for each new axis but those in front, which every library puts in by itself."""
    items: list[str] = []
    for selector in selectors:
        if isinstance(selector, NewAxis) and items and items[-1] == "picked":
            items[-1] = ":"  # the axis of size 1 stays and is repeated
        elif isinstance(selector, NewAxis):
            items += ["None"] if items else []
        else:
            items.append("picked" if isinstance(selector, Pick) else ":")
    return items


def _span(start: int, stop: int, from_end: bool) -> str:
    """Write `start:stop`; `from_end`: a stop of 0 is the end."""
    return f"{start or ''}:{'' if from_end and stop == 0 else stop}"


def _brackets(items: list[str]) -> str:
    while items and items[-1] == ":":
        items = items[:-1]
    return f"[{', '.join(items)}]" if items else ""
