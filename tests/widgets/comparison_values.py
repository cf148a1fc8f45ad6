"""Comparisons made by hand: M3, states taken for batch first, and M4, a view in the place of a permute."""

import numpy as np

from inspector.tensor.axis import Axis, Mixed, named_axis
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues
from widgets.comparison import Comparison, Side
from widgets.heat_origins import Origins

BATCH = named_axis(("batch", 3))
CHOICES = ("value", "batch", "direction x hidden")


def part_of(array, axes, spec=SliceSpec()):  # noqa: B008  # frozen
    return read_slice(StoredValues(array), resolve_slice(spec, axes), 100, 100)


def states(colouring="batch"):
    """Give M3 of h_n (4 layer x direction, 3 batch, 8 hidden)."""
    wrong, right = (
        (Axis((Mixed(("layer", "batch"), 3),)), Axis((Mixed(("batch", "hidden"), 32),))),
        (BATCH, named_axis(("layer", 2), ("direction", 2), ("hidden", 8))),
    )
    values = np.random.default_rng(0).normal(size=(4, 3, 8))
    batch = np.broadcast_to(np.arange(3.0)[:, None], (4, 3, 8))

    def side(title, sentence, count, axes, moved):
        origins = Origins(BATCH, moved(batch)) if colouring == "batch" else None
        return Side(title, sentence, axes, part_of(moved(values), axes), origins, count)

    return Comparison(
        headline="h_n.view(3, -1) mixes samples in its rows",
        rule="M3",
        wrong=side(
            ".view(3, -1)", "Batch is not the outermost axis.", "Row 0 holds samples 0, 1 and 2.", wrong, as_written
        ),
        right=side(
            ".transpose(0, 1).reshape(3, -1)", "Each row is one sample.", "Row 0 holds sample 0.", right, batch_first
        ),
        verdict="Same shape, other data: 83 % of the elements stand elsewhere.",
        colourings=CHOICES,
        colouring=colouring,
    )


def as_written(array):
    return array.reshape(3, -1)


def batch_first(array):
    return array.transpose(1, 0, 2).reshape(3, -1)


def output(spec=SliceSpec(0, 1, (0, 0, 5))):  # noqa: B008  # frozen
    """Give M4 of output (6 batch, 4 time, 8 hidden), with a part of three axes on both sides."""
    hidden = named_axis(("hidden", 8))
    mixed = (Axis((Mixed(("batch", "time"), 4),)), Axis((Mixed(("batch", "time"), 6),)), hidden)
    named = (named_axis(("time", 4)), named_axis(("batch", 6)), hidden)
    values = np.random.default_rng(0).normal(size=(6, 4, 8))
    wrong = Side(".view(4, 6, 8)", "Cut through.", mixed, part_of(values.reshape(4, 6, 8), mixed, spec), None)
    right = Side(".permute(1, 0, 2)", "Moved.", named, part_of(values.transpose(1, 0, 2), named, spec), None)
    return Comparison("A view is no permute", "M4", wrong, right, "Same shape.", ("value", "time"), "value")
