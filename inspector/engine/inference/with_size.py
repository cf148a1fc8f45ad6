"""Input of another size along one of its named axes."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ...run.input import Filled, Group, InputSpec, InputValue, Lengths, Size, Tokens

Change = Callable[[int], int]


def with_size(value: InputValue, axis: str, change: Change) -> InputValue:
    """Give the value with every size of that name changed; lengths go along with `time` and `batch`."""
    match value:
        case Filled() | Tokens():
            return replace(value, sizes=tuple(_changed(size, axis, change) for size in value.sizes))
        case Group():
            return replace(value, parts=tuple((name, with_size(part, axis, change)) for name, part in value.parts))
        case Lengths(lengths) if axis == "time":
            longest = change(max(lengths))
            return Lengths(tuple(max(1, min(length, longest)) for length in (longest, *lengths[1:])))
        case Lengths(lengths) if axis == "batch":
            count = change(len(lengths))
            return Lengths(tuple(lengths[min(place, len(lengths) - 1)] for place in range(count)))
    return value


def with_sizes(inputs: tuple[InputSpec, ...], sizes: Iterable[tuple[str, int]]) -> tuple[InputSpec, ...]:
    """Give all inputs with these sizes along the axes of these names."""
    for axis, size in sizes:
        inputs = tuple(replace(spec, value=with_size(spec.value, axis, _constant(size))) for spec in inputs)
    return inputs


def _constant(size: int) -> Change:
    return lambda _: size


def _changed(size: Size, axis: str, change: Change) -> Size:
    return replace(size, size=max(1, change(size.size))) if size.axis == axis else size
