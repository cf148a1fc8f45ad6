"""Which elements of a tensor and of what is made of it belong together, in the slices that are shown of them."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ...run.key import TensorKey
from ...tensor.axis import Axes, shape_of
from ...tensor.place_words import place_words, span_words
from ...tensor.slice import Slice
from ...tensor.values import IndexArrays
from ..primitive_chain import most_sources, shape_after
from ..primitives import Primitives, Shape
from .origins import Filling, Origin, origins

Mask = NDArray[np.bool_]

_MOST = 200_000  # sources of one element that are followed one by one
_MOST_BACK = 4_000_000  # elements compared to find where one goes
_MOST_ANYWHERE = 1_000_000  # the same, where a whole result is searched


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """A tensor with these axes, what `primitives` make of it, and the axes of the tensors that are joined to it."""

    primitives: Primitives
    axes: Axes
    others: tuple[tuple[TensorKey, Axes], ...] = ()

    def sources(self, index: tuple[int, ...]) -> "Sources":
        """Give where the element at `index` of the result comes from."""
        shape = shape_of(self.axes)
        count = most_sources(self.primitives, shape)
        if count > _MOST:
            return Sources((), (), f"computed from {count:,} elements")
        found = origins(self.primitives, shape, index)
        known = [(each.key, _points(each)) for each in found if isinstance(each, Origin)]
        own = next((points for key, points in known if key is None), np.zeros((0, len(shape)), np.int64))
        words = [self._words(key, points) for key, points in known]
        words += [f"padding of {each.value:g}" for each in found if isinstance(each, Filling)]
        nearest = tuple(int(place) for place in own[0]) if len(own) else ()
        return Sources(own, nearest, "; ".join(words))

    def targets(self, part: Slice) -> "Targets":
        """Give what is needed to find where elements of the tensor go to in this slice of the result."""
        return self._targets(part.array.shape, lambda: _cells(part), _MOST_BACK)

    def everywhere(self) -> "Targets":
        """Give what is needed to find elements in the whole result, if it is small."""
        shape = shape_after(self.primitives, shape_of(self.axes))
        return self._targets(shape, lambda: np.indices(shape, np.int64, sparse=True), _MOST_ANYWHERE)

    def _targets(self, shape: Shape, index: Callable[[], IndexArrays], most: int) -> "Targets":
        source = shape_of(self.axes)
        if prod(shape) * most_sources(self.primitives, source) > most:
            return Targets(shape, None, source)
        found = [(np.zeros(0, np.intp), np.zeros(0, np.int64))]
        followed = origins(self.primitives, source, index())
        found += [each.numbered(source, shape) for each in followed if isinstance(each, Origin) and each.key is None]
        places, ids = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return Targets(shape, (places, ids), source)

    def _words(self, key: TensorKey | None, points: NDArray[np.int64]) -> str:
        axes = next((axes for known, axes in self.others if known == key), self.axes)
        name = f"{key.name}: " if key is not None else ""
        if len(points) == 1:
            return name + place_words(axes, tuple(points[0].tolist()))
        if not len(points):
            return f"{name}nothing"
        first, last = (tuple(ends.tolist()) for ends in (points.min(axis=0), points.max(axis=0)))
        return f"{name}{len(points):,} elements, {span_words(axes, first, last)}"


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Source elements of one element of the result: those of the tensor itself, one row each, and all in words.

    `nearest` is one of them, () if there is none: what to bring into view.
    """

    points: NDArray[np.int64] | tuple[()]
    nearest: tuple[int, ...]
    text: str

    def within(self, part: Slice) -> Mask:
        """Tell in which cells of a slice of the tensor they lie."""
        mask: Mask = np.zeros(part.array.shape, bool)
        points: NDArray[np.int64] = np.asarray(self.points, np.int64).reshape(len(self.points), -1)
        resolved = part.resolved
        for axis in resolved.held:
            points = points[points[:, axis] == resolved.position[axis]]
        rows = _places(points, resolved.row, part.row_start, part.row_step)
        columns = _places(points, resolved.column, part.column_start, part.column_step)
        inside = (rows >= 0) & (rows < len(part.rows)) & (columns >= 0) & (columns < len(part.columns))
        mask[rows[inside], columns[inside]] = True
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Which source elements there are in a result of this shape.

    `pairs` are the places of the result, in row-major order, with the number of a source element of each; None where
    that would be too many to follow.
    """

    shape: Shape
    pairs: tuple[NDArray[np.intp], NDArray[np.int64]] | None
    source: Shape

    def of(self, index: tuple[int, ...]) -> Mask:
        """Tell which elements of the result hold the tensor's element at `index`."""
        if self.pairs is None:
            return np.broadcast_to(False, self.shape)
        mask = np.zeros(prod(self.shape), bool)
        mask[self._places(index)] = True
        return mask.reshape(self.shape)

    def first(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Give where the tensor's element at `index` is met first, () if nowhere."""
        found = self._places(index)
        return tuple(int(place) for place in np.unravel_index(found.min(), self.shape)) if len(found) else ()

    def _places(self, index: tuple[int, ...]) -> NDArray[np.intp]:
        places, ids = self.pairs or (np.zeros(0, np.intp), np.zeros(0, np.int64))
        found = ids == (np.ravel_multi_index(index, self.source) if index else 0)
        return places[np.flatnonzero(found)]


def _points(origin: Origin) -> NDArray[np.int64]:
    """Give the coordinates as one row for each element."""
    if not origin.coordinates:
        return np.zeros((1, 0), np.int64)
    return np.stack([np.ravel(part) for part in np.broadcast_arrays(*origin.coordinates)], axis=-1)


def _cells(part: Slice) -> tuple[NDArray[np.int64] | int, ...]:
    """Give the index arrays of the first element of each cell."""
    resolved = part.resolved
    shown = {resolved.row: np.asarray(part.rows)[:, None], resolved.column: np.asarray(part.columns)[None, :]}
    return tuple(shown.get(axis, held) for axis, held in enumerate(resolved.position))


def _places(points: NDArray[np.int64], axis: int | None, start: int, step: int) -> NDArray[np.int64]:
    if axis is None:
        return np.zeros(len(points), np.int64)
    return (points[:, axis] - start) // step
