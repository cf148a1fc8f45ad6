"""A small tensor with named axes, and slices of it, for the views of one tensor."""

import numpy as np

from inspector.tensor.axis import named_axis
from inspector.tensor.padding import NoPadding
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues

AXES = (named_axis(("batch", 3)), named_axis(("time", 7)), named_axis(("direction", 2), ("hidden", 4)))
NONE = NoPadding()
ARRAY = np.random.default_rng(5).normal(0, 1, (3, 7, 8)).astype(np.float32)


def part_of(array=ARRAY, axes=AXES, spec=None, padding=NONE):
    return read_slice(StoredValues(array), resolve_slice(spec or SliceSpec(), axes), 500, 500, padding=padding)


def collected(signal):
    values = []
    signal.connect(values.append)
    return values
