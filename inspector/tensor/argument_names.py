"""Which of the model's arguments a tensor is, told by its shape."""

from collections.abc import Iterator

from ..run.input import Filled, Group, InputSpec, InputValue, Lengths, Tokens
from ..run.run import Run
from ..run.typed_values import Typed
from .layer_shapes import Shape


def argument_of(run: Run, shape: Shape, names: tuple[str, ...] = ()) -> str:
    """Name the only argument that was given in this shape, "" where none or several were.

    `names` are the names of the parameters by position; without them an argument is `argument 0`.
    """
    found = [name for name, sizes in argument_shapes(run, names) if sizes == shape]
    return found[0] if len(found) == 1 else ""


def argument_shapes(run: Run, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Shape]]:
    """Give name and shape of every tensor that the run's input says."""
    for spec in run.request.inputs:
        for part, shape in _shapes(spec.value):
            yield _name(spec, names) + part, shape


def _name(spec: InputSpec, names: tuple[str, ...]) -> str:
    place = spec.position
    if place is None:
        return spec.name
    return names[place] if place < len(names) else f"argument {place}"


def _shapes(value: InputValue) -> Iterator[tuple[str, Shape]]:
    match value:
        case Filled(_, sizes) | Tokens(sizes, _):
            yield "", tuple(size.size for size in sizes)
        case Typed(shape, _):
            yield "", shape
        case Lengths(lengths):
            yield "", (len(lengths),)
        case Group(_, parts):
            for place, (name, part) in enumerate(parts):
                yield from ((f"[{name or place}]{inner}", shape) for inner, shape in _shapes(part))
