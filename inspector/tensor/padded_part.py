"""Which cells of a slice that was read are padding."""

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from .padding import NoPadding, Padding
from .slice import Reduction, Slice
from .slice_spec import Window

Span = tuple[int, int]  # (first, end) along an axis


def cells_inside(part: Slice) -> NDArray[np.bool_]:
    """Tell which cells show an element that is no padding; of a shape that is broadcast to (rows, columns)."""
    match part.padding:
        case NoPadding():
            return np.ones((1, 1), bool)
        case Padding() as padding:
            ends = _along(part, padding.batch, _ends(part, padding))
            return np.asarray(_along(part, padding.time, _starts(part, padding.time)) < ends)


def padded_windows(part: Slice) -> tuple[Window, ...]:
    """Give the rows and columns of cells that show nothing but padding; samples of the same length are one window."""
    if isinstance(part.padding, NoPadding):
        return ()
    padding, starts = part.padding, _starts(part, part.padding.time)
    batch, whole = _spans(part, padding.batch), _spans(part, padding.time)[-1][1]
    windows = []
    for first, alike in groupby(zip(_ends(part, padding).tolist(), batch, strict=True), key=lambda each: each[0]):
        spans = [span for _, span in alike]
        ended = starts[starts >= first]
        if ended.size:
            time = int(ended[0]) if padding.time in _shown(part) else 0
            windows.append(_window(part, {padding.batch: (spans[0][0], spans[-1][1]), padding.time: (time, whole)}))
    return tuple(windows)


def _shown(part: Slice) -> tuple[int | None, int | None]:
    return part.resolved.row, part.resolved.column


def _starts(part: Slice, axis: int) -> NDArray[np.int64]:
    """Give the first index along an axis that each cell stands for; of an axis that is held, where it is."""
    match axis:
        case part.resolved.row:
            return np.asarray(part.rows, np.int64)
        case part.resolved.column:
            return np.asarray(part.columns, np.int64)
    return np.array([part.resolved.position[axis]])


def _spans(part: Slice, axis: int) -> list[Span]:
    """Give the indices that each cell along an axis stands for; one that is held fills the picture."""
    if axis not in _shown(part):
        return [(0, 1)]
    step = part.row_step if axis == part.resolved.row else part.column_step
    size = part.values.shape[axis]
    return [(start, min(start + step, size)) for start in _starts(part, axis).tolist()] or [(0, 0)]


def _ends(part: Slice, padding: Padding) -> NDArray[np.int64]:
    """Give for each cell along the batch how many steps it has: those of its longest sample, or of the one it shows."""
    starts, lengths = _starts(part, padding.batch), np.asarray(padding.lengths, np.int64)
    if part.reduction is not Reduction.EXTREME or padding.batch not in _shown(part):
        return lengths[starts]
    end = _spans(part, padding.batch)[-1][1]
    return np.asarray(np.maximum.reduceat(lengths[:end], starts))


def _along(part: Slice, axis: int, each: NDArray[np.int64]) -> NDArray[np.int64]:
    return each[:, None] if axis == part.resolved.row else each[None, :]


def _window(part: Slice, spans: dict[int, Span]) -> Window:
    """Give rows and columns; all of those along an axis that has nothing to do with padding."""
    sizes = [1 if axis is None else part.values.shape[axis] for axis in _shown(part)]
    rows, columns = (
        (0, size) if axis is None else spans.get(axis, (0, size))
        for axis, size in zip(_shown(part), sizes, strict=True)
    )
    return Window(rows, columns)
