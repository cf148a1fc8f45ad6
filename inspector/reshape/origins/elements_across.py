"""Elements that stand for a whole tensor."""

import numpy as np
from numpy.typing import NDArray

from ..primitives import Shape


def elements_across(shape: Shape, most: int) -> tuple[NDArray[np.int64], ...]:
    """Give index arrays of all elements, or of about `most`, evenly chosen along each axis with both of its ends."""
    along = max(2, int(most ** (1 / max(len(shape), 1))))
    return np.ix_(*(_positions(size, along) for size in shape))


def _positions(size: int, count: int) -> NDArray[np.int64]:
    return np.unique(np.linspace(0, size - 1, min(size, count)).astype(np.int64)) if size else np.arange(0)
