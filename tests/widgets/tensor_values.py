"""A small tensor with named axes, and slices of it, for the views of one tensor."""

import numpy as np

from inspector.tensor.axis import named_axis
from inspector.tensor.slice import SliceSpec, read_slice, resolve_slice
from inspector.tensor.values import StoredValues

AXES = (named_axis(("batch", 3)), named_axis(("time", 7)), named_axis(("direction", 2), ("hidden", 4)))
ARRAY = np.random.default_rng(5).normal(0, 1, (3, 7, 8)).astype(np.float32)


def part_of(array=ARRAY, axes=AXES, spec=None):
    return read_slice(StoredValues(array), resolve_slice(spec or SliceSpec(), axes), 500, 500)


def collected(signal):
    values = []
    signal.connect(values.append)
    return values
