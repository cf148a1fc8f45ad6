"""What a reshape step is, resolved for a shape, in the few calls that every array library has; and code from them.

A dialect (`numpy_code`, `tensorflow_code`) says each call in one expression. The code takes `x` and leaves `result`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..reshape.primitives import (
    Index,
    NewAxis,
    Pick,
    Primitive,
    Primitives,
    Reduce,
    Regroup,
    Reorder,
    Selector,
    Shape,
    shape_after,
    simplified,
)
from ..reshape.step_axes import axes_after
from ..reshape.steps import ReshapeStep, Squeeze, Unsqueeze
from ..reshape.subscript import Subscript
from ..tensor.axis import Axes, shape_of
from ..tensor.record import shape_text

NAME = "x"
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Take:
    """Index with brackets: `code` is what stands after the name, `[:, -1]`."""

    code: str


@dataclass(frozen=True, slots=True)
class DropAxes:
    """Remove these axes, all of size 1."""

    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AddAxis:
    """Put in an axis of size 1 that becomes axis number `axis`."""

    axis: int


ArrayCall = Reorder | Regroup | Reduce | Take | DropAxes | AddAxis


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one library says a call on `x` of a shape: an expression, or None where it cannot; and a remark on it."""

    imports: str
    array: str
    expression: Callable[[ArrayCall, Shape], str | None]
    remark: Callable[[ArrayCall, Shape], str]


def array_code(dialect: Dialect, axes: Axes, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the steps on an `x` with these axes, one line each, with the axes after it; "" where one cannot be said.

    The code runs as it stands where `x` is given, and calls its outcome `result`. Raises StepError for a step that
    does not fit.
    """
    lines: list[tuple[str, str]] = []
    for call, shape, after in _calls_along(axes, steps):
        said = dialect.expression(call, shape)
        if said is None:
            return ""
        remark = dialect.remark(call, shape)
        lines.append((said, f"{shape_text(after)}; {remark}" if remark else shape_text(after)))
    *first, (said, told) = lines or [(NAME, shape_text(axes))]
    code = [f"{NAME} = {expression}  # {remark}" for expression, remark in first]
    given = f"# {NAME} is {dialect.array}: {shape_text(axes)}"
    return "\n".join([dialect.imports, "", given, *code, f"{RESULT} = {said}  # {told}"]) + "\n"


def _calls_along(axes: Axes, steps: tuple[ReshapeStep, ...]) -> Iterator[tuple[ArrayCall, Shape, Axes]]:
    """Give every call with the shape before and the axes after it; what moves nothing is left out."""
    done: Primitives = ()
    for step in steps:
        for primitive in step.primitives(shape_after(done, shape_of(axes))):
            shape, done = shape_after(done, shape_of(axes)), (*done, primitive)
            if _says_something(primitive, shape):
                yield _call(step, primitive), shape, axes_after(done, axes)


def _says_something(primitive: Primitive, shape: Shape) -> bool:
    """Tell whether there is a call to write: an empty list of axes, or `[()]`, would mean other things elsewhere."""
    return isinstance(primitive, Reorder | Regroup) or bool(simplified((primitive,), shape))


def _call(step: ReshapeStep, primitive: Primitive) -> ArrayCall:
    match primitive:
        case Reorder() | Regroup() | Reduce():
            return primitive
        case Index(selectors):
            return _index_call(step, selectors)


def _index_call(step: ReshapeStep, selectors: tuple[Selector, ...]) -> ArrayCall:
    match step:
        case Squeeze():
            return DropAxes(tuple(axis for axis, selector in enumerate(selectors) if isinstance(selector, Pick)))
        case Unsqueeze():
            return AddAxis(next(axis for axis, selector in enumerate(selectors) if isinstance(selector, NewAxis)))
        case Subscript():
            return Take(step.code)
        case _:
            return Take(f"[{', '.join(map(_selector_code, selectors))}]")


def _selector_code(selector: Selector) -> str:
    match selector:
        case NewAxis():
            return "None"
        case Pick(position):
            return str(position)
        case _:
            step = f":{selector.step}" if selector.step != 1 else ""
            return f"{selector.start}:{selector.stop}{step}"
