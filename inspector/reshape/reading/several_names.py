"""The methods that give several tensors at once, of which code takes one: `.max(1)`, `.chunk(2, dim=-1)`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...errors import StepError
from ..primitives import Shape
from ..steps import Amax, Narrow, ReshapeStep, Select
from .arguments import Arguments

Parts = tuple[ReshapeStep | None, ...]  # None for one that is no reshape

_MOST = 64


def parts_from(method: str, given: Arguments) -> Parts:
    """Give the step to each tensor that the call of one of these methods gives."""
    parts = SEVERAL[method](given)
    given.finish()
    return parts


def _max(given: Arguments) -> Parts:
    return Amax((given.integer("dim"),), given.boolean("keepdim", False)), None


def _chunk(given: Arguments) -> Parts:
    count, dim = given.integer("chunks"), given.integer("dim", 0)
    size = _size(given, dim)
    return _blocks(given, dim, size, -(-size // count) if count > 0 else 0)


def _split(given: Arguments) -> Parts:
    length, dim = given.places("split_size"), given.integer("dim", 0)
    size = _size(given, dim)
    if isinstance(length, int):
        return _blocks(given, dim, size, length)
    if sum(length) != size or min(length, default=0) < 0 or len(length) > _MOST:
        raise _no_parts(given, size)
    return tuple(Narrow(dim, sum(length[:at]), each) for at, each in enumerate(length))


def _unbind(given: Arguments) -> Parts:
    dim = given.integer("dim", 0)
    size = _size(given, dim)
    if size > _MOST:
        raise _no_parts(given, size)
    return tuple(Select(dim, index) for index in range(size))


def _blocks(given: Arguments, dim: int, size: int, length: int) -> Parts:
    if length < 1 or size > _MOST * length:
        raise _no_parts(given, size)
    return tuple(Narrow(dim, start, min(length, size - start)) for start in range(0, size, length))


def _size(given: Arguments, dim: int) -> int:
    shape: Shape | None = given.shape()
    if shape is None:
        raise StepError(f"{given.code}: the size of axis {dim} is not known here.", "Write a slice, [..., :64].")
    if not -len(shape) <= dim < len(shape):
        raise StepError(f"{given.code}: the tensor has no axis {dim}.", "Write an axis that it has.")
    return shape[dim]


def _no_parts(given: Arguments, size: int) -> StepError:
    return StepError(f"{given.code} does not split an axis of size {size}.", f"At most {_MOST} parts that fill it.")


SEVERAL: Mapping[str, Callable[[Arguments], Parts]] = MappingProxyType(
    {"max": _max, "chunk": _chunk, "split": _split, "unbind": _unbind}
)
