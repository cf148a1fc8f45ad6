"""Where the elements of a reshaped tensor come from, when several tensors are joined, padded or computed from."""

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...run.key import TensorKey
from ...tensor.axis import shape_of
from ...tensor.values import IndexArrays
from ..primitive_chain import shape_after
from ..primitives import Branch, Cast, Join, Pad, Primitives, Shape, ValidMean
from .locate import Coordinates, backwards

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Elements of one source tensor. `key` is None for the tensor that is reshaped.

    `places` counts the elements asked for in row-major order, one for each element of `coordinates` (one array for
    each source axis, flat); what is computed from several elements has its place several times. None stands for all
    places in order, one element each: the coordinates then broadcast with what was asked for.
    `casts` are the types that the values took on the way, in order.
    """

    key: TensorKey | None
    places: Places | None
    coordinates: Coordinates
    casts: tuple[str, ...] = ()

    def numbered(self, source: Shape, asked: Shape) -> tuple[Places, NDArray[np.int64]]:
        """Give the places, and for each the number of its element in the source, whose sizes are `source`.

        `asked` is the shape of what was asked for.
        """
        numbers = np.zeros((), np.int64)
        for part, size in zip(self.coordinates, source, strict=True):
            numbers = numbers * size + part
        if self.places is not None:
            return self.places, np.broadcast_to(numbers, self.places.shape)
        return np.arange(prod(asked), dtype=np.intp), _spread(numbers, asked)


@dataclass(frozen=True, slots=True, eq=False)
class Filling:
    """Elements that come from nowhere: a pad of this value."""

    value: float
    places: Places
    casts: tuple[str, ...] = ()


Origins = tuple[Origin | Filling, ...]


def origins(primitives: Primitives, shape: Shape, index: IndexArrays) -> Origins:
    """Give where the output elements at `index` come from; `index` as `locate` takes it.

    Of what a reduction computes all sources are given: look at `most_sources` first.
    """
    return _origins(primitives, shape, index, None)


def _origins(primitives: Primitives, shape: Shape, index: IndexArrays, key: TensorKey | None) -> Origins:
    last = max((at for at, each in enumerate(primitives) if isinstance(each, Join | Pad | ValidMean)), default=-1)
    before, after = primitives[: max(last, 0)], primitives[last + 1 :]
    casts = tuple(each.dtype for each in after if isinstance(each, Cast))
    asked = np.broadcast_shapes(*(np.shape(part) for part in index))
    if last < 0:
        return (_origin(key, backwards(after, shape, index), asked, casts),)
    special, sizes = primitives[last], shape_after(before, shape)
    flat, owners = _flat(backwards(after, special.shape_after(sizes), index), asked)
    match special:
        case Join():
            found = _joined(special, before, shape, flat, key)
        case Pad():
            found = _padded(special, before, shape, flat, key)
        case ValidMean():
            counted, of = _counted(special, flat)
            found = tuple(_placed(_origins(before, shape, counted, key), of))
        case _:
            raise AssertionError("only these three are followed here")
    return tuple(replace(each, casts=(*each.casts, *casts)) for each in _placed(found, owners))


def _joined(join: Join, before: Primitives, shape: Shape, flat: Coordinates, key: TensorKey | None) -> Origins:
    found: list[Origin | Filling] = []
    start = 0
    for operand, sizes in zip(join.operands, join.shapes(shape_after(before, shape)), strict=True):
        stop = start + sizes[join.axis]
        places = np.flatnonzero((flat[join.axis] >= start) & (flat[join.axis] < stop))
        if places.size:
            inside = tuple(part[places] - (start if axis == join.axis else 0) for axis, part in enumerate(flat))
            match operand:
                case Branch():
                    known = _origins(operand.primitives, shape_of(operand.axes), inside, operand.key)
                case _:
                    known = _origins(before, shape, inside, key)
            found += _placed(known, places)
        start = stop
    return tuple(found)


def _padded(pad: Pad, before: Primitives, shape: Shape, flat: Coordinates, key: TensorKey | None) -> Origins:
    sizes = shape_after(before, shape)
    moved = tuple(part - width for part, width in zip(flat, pad.before, strict=True))
    within = [(part >= 0) & (part < size) for part, size in zip(moved, sizes, strict=True)]
    kept = np.logical_and.reduce(within) if within else np.ones(1, bool)
    places = np.flatnonzero(kept)
    found: list[Origin | Filling] = []
    if places.size < kept.size:
        found.append(Filling(pad.value, np.flatnonzero(~kept)))
    if places.size:
        found += _placed(_origins(before, shape, tuple(part[places] for part in moved), key), places)
    return tuple(found)


def _counted(mean: ValidMean, flat: Coordinates) -> tuple[Coordinates, Places]:
    """Give all valid positions of each element, all elements one after the other; and which element each is of."""
    others = iter(flat)
    rank = len(flat) + 1
    parts: dict[int, NDArray[np.int64]] = {axis: next(others) for axis in range(rank) if axis != mean.axis}
    counts = np.asarray(mean.lengths, np.int64)[parts[mean.beside]]
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    positions = np.arange(counts.sum(), dtype=np.int64) - starts
    found = tuple(positions if axis == mean.axis else np.repeat(parts[axis], counts) for axis in range(rank))
    return found, np.repeat(np.arange(len(counts)), counts)


def _origin(key: TensorKey | None, coordinates: Coordinates, asked: Shape, casts: tuple[str, ...]) -> Origin:
    """Give the origin of elements that were followed to their source."""
    if all(part.ndim <= len(asked) for part in coordinates):
        return Origin(key, None, coordinates, casts)
    flat, owners = _flat(coordinates, asked)
    return Origin(key, owners, flat, casts)


def _placed(known: Origins, places: Places) -> list[Origin | Filling]:
    """Count the places among all the elements instead of among these."""
    return [replace(each, places=places if each.places is None else places[each.places]) for each in known]


def _flat(coordinates: Coordinates, asked: Shape) -> tuple[Coordinates, Places]:
    """Give one element of each array for every element asked for, and for all that a Reduce computes one from.

    The places say which element each belongs to: a Reduce puts its dimensions behind those asked for.
    """
    more = max([0, *(part.ndim - len(asked) for part in coordinates)])
    owners = np.arange(prod(asked), dtype=np.intp).reshape(asked + (1,) * more)
    shape = np.broadcast_shapes(owners.shape, *(part.shape for part in coordinates))
    return tuple(_spread(part, shape) for part in coordinates), _spread(owners, shape)


def _spread(part: NDArray[Any], shape: Shape) -> NDArray[Any]:
    return np.broadcast_to(part, shape).reshape(-1)
