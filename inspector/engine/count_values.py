"""Counting how the values of a tensor are distributed: with torch, whose count takes half the time of numpy's."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..tensor.histogram import BINS, Histogram
from ..tensor.levels import as_float32

_BLOCK = 1 << 17  # elements


def histogram_of(array: NDArray[Any]) -> Histogram:
    """Count the values of an array of any shape and dtype, as float32; complex numbers by their magnitude."""
    counts = torch.zeros(BINS, dtype=torch.int64)
    flat = array.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        block = np.ascontiguousarray(as_float32(flat[start : start + _BLOCK]))
        keys = torch.from_numpy(block.view(np.int32) >> 16 & 0xFFFF)
        counts += torch.bincount(keys, minlength=BINS)
    return Histogram(counts.numpy())
