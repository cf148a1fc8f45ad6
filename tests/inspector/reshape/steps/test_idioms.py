"""The reshapes that people write after an LSTM, and what the axes mean afterwards."""

import pytest

from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.primitives import Regroup
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.tensor.axis import Atom, Axes, Axis, named_axis, shape_of

# T=5 time steps, N=3 samples, H=20 hidden
TIME, BATCH, HIDDEN = named_axis(("time", 5)), named_axis(("batch", 3)), named_axis(("hidden", 20))
BOTH = named_axis(("direction", 2), ("hidden", 20))
ONE = named_axis(("batch", 1))
LAYERS = named_axis(("layer", 2), ("direction", 2))

OUTPUT: Axes = (TIME, BATCH, HIDDEN)
BIDIRECTIONAL: Axes = (TIME, BATCH, BOTH)
BATCH_FIRST: Axes = (BATCH, TIME, BOTH)
H_N: Axes = (LAYERS, BATCH, HIDDEN)
H_N_ONE_LAYER: Axes = (named_axis(("layer", 1), ("direction", 2)), BATCH, HIDDEN)
H_N_SINGLE: Axes = (named_axis(("layer", 1), ("direction", 1)), BATCH, HIDDEN)
H_N_PLAIN: Axes = (named_axis(("layer", 1)), ONE, HIDDEN)
WEIGHT: Axes = (named_axis(("gate", 4), ("hidden", 6)), named_axis(("hidden", 6)))

IDIOMS = [
    (OUTPUT, ".transpose(0, 1)", "batch, time, hidden"),
    (OUTPUT, ".permute(1, 2, 0)", "batch, hidden, time"),
    (BATCH_FIRST, "[:, -1]", "batch, direction x hidden"),
    (OUTPUT, "[-1]", "batch, hidden"),
    (BIDIRECTIONAL, "[..., :20]", "time, batch, hidden"),
    (BIDIRECTIONAL, "[..., 20:]", "time, batch, hidden"),
    (BIDIRECTIONAL, "[..., 10:30]", "time, batch, mixed(direction, hidden)"),
    (BIDIRECTIONAL, "[..., :30]", "time, batch, mixed(direction, hidden)"),
    (BIDIRECTIONAL, "[..., ::3]", "time, batch, mixed(direction, hidden)"),
    (BIDIRECTIONAL, "[..., ::20]", "time, batch, direction"),
    (BIDIRECTIONAL, "[..., ::2]", "time, batch, direction x hidden"),
    (BIDIRECTIONAL, "[..., :]", "time, batch, direction x hidden"),
    (BIDIRECTIONAL, ".view(5, 3, 2, 20)", "time, batch, direction, hidden"),
    (BIDIRECTIONAL, ".view(5, 3, 2, 20)[:, :, 0]", "time, batch, hidden"),
    (BIDIRECTIONAL, ".view(5, 3, 2, 20).mean(2)", "time, batch, hidden"),
    (BIDIRECTIONAL, ".view(5, 3, 20, 2)", "time, batch, direction x hidden // 2, hidden % 2"),
    (BIDIRECTIONAL, ".view(5, 3, 5, 8)", "time, batch, mixed(direction, hidden), mixed(direction, hidden)"),
    (BATCH_FIRST, ".reshape(3, -1)", "batch, time x direction x hidden"),
    (BIDIRECTIONAL, ".transpose(0, 1).reshape(3, -1)", "batch, time x direction x hidden"),
    (OUTPUT, ".reshape(3, -1)", "mixed(time, batch), mixed(time, batch) x hidden"),
    (OUTPUT, ".view(3, 5, 20)", "mixed(time, batch), mixed(time, batch), hidden"),
    (OUTPUT, ".view(3, 5, 20).view(5, 3, 20)", "time, batch, hidden"),
    (OUTPUT, ".reshape(-1, 20)", "time x batch, hidden"),
    (OUTPUT, ".reshape(-1, 20).view(5, 3, 20)", "time, batch, hidden"),
    (OUTPUT, ".reshape(-1, 20)[None].squeeze(0).view(5, 3, 20)", "time, batch, hidden"),
    (OUTPUT, ".flatten(1)", "time, batch x hidden"),
    (OUTPUT, ".view(5, 3, 4, 5)", "time, batch, hidden // 5, hidden % 5"),
    (OUTPUT, ".view(5, 3, 2, 2, 5)", "time, batch, hidden // 10, hidden // 5 % 2, hidden % 5"),
    (OUTPUT, ".view(5, 3, 4, 5).transpose(2, 3).flatten(2)", "time, batch, hidden % 5 x hidden // 5"),
    (OUTPUT, ".view(5, 3, 4, 5)[:, :, 1:3].flatten(2)", "time, batch, hidden // 5 x hidden % 5"),
    (OUTPUT, ".mean(0)", "batch, hidden"),
    (OUTPUT, ".mean(0, keepdim=True)", "1, batch, hidden"),
    (OUTPUT, ".unsqueeze(1)", "time, 1, batch, hidden"),
    (OUTPUT, "[1:4, :, ::2]", "time, batch, hidden"),
    (H_N, ".view(2, 2, 3, 20)", "layer, direction, batch, hidden"),
    (H_N, ".view(2, 2, 3, 20)[-1]", "direction, batch, hidden"),
    (H_N, "[-2:]", "direction, batch, hidden"),
    (H_N, "[-1]", "batch, hidden"),
    (H_N, "[::2]", "layer, batch, hidden"),
    (H_N, "[1:3]", "mixed(layer, direction), batch, hidden"),
    (H_N, "[-2:].transpose(0, 1).reshape(3, -1)", "batch, direction x hidden"),
    (H_N, ".view(3, -1)", "mixed(layer, direction, batch), mixed(layer, direction, batch) x hidden"),
    (H_N_ONE_LAYER, ".view(1, 2, 3, 20)", "layer, direction, batch, hidden"),
    (H_N_ONE_LAYER, ".reshape(2, -1)", "layer x direction, batch x hidden"),
    (H_N_ONE_LAYER, ".flatten()", "direction x batch x hidden"),
    (H_N_SINGLE, ".reshape(1, -1)", "layer x direction, batch x hidden"),
    (H_N_SINGLE, ".view(1, 1, 3, 20)", "layer, direction, batch, hidden"),
    (H_N_PLAIN, ".squeeze(0)", "batch, hidden"),
    (H_N_PLAIN, ".squeeze(1)", "layer, hidden"),
    (H_N_PLAIN, ".squeeze()", "hidden"),
    (H_N_PLAIN, ".view(1, -1)", "batch, hidden"),
    (H_N_PLAIN, "[-1].unsqueeze(1)", "batch, 1, hidden"),
    ((ONE, TIME, HIDDEN), ".reshape(5, 20)", "time, hidden"),
    ((ONE, TIME, HIDDEN), ".reshape(1, 100)", "batch, time x hidden"),
    ((TIME, ONE, HIDDEN), ".squeeze(1)", "time, hidden"),
    ((TIME, ONE, HIDDEN), ".view(5, 1, 1, 20)", "time, 1, batch, hidden"),
    (WEIGHT, ".view(4, 6, 6)[0]", "hidden, hidden"),
    (WEIGHT, ".view(4, 2, 3, 2, 3).permute(0, 1, 4, 3, 2).flatten(1, 2)",
     "gate, hidden // 3 x hidden % 3, hidden // 3, hidden % 3"),
]  # fmt: skip


@pytest.mark.parametrize(("axes", "text", "names"), IDIOMS, ids=[f"{len(axes)}d{text}" for axes, text, _ in IDIOMS])
def test_the_axes_after_an_idiom(axes, text, names):
    found = axes_after(primitives_of(parse_steps(text), shape_of(axes)), axes)
    assert ", ".join(axis.name for axis in found) == names


def test_a_range_of_a_product_counts_what_is_left():
    halves = (named_axis(("layer", 3), ("direction", 2)),)
    found = axes_after(primitives_of(parse_steps("[2:]"), (6,)), halves)
    assert found == (named_axis(("layer", 2), ("direction", 2)),)
    assert found[0].formula == "4 = 2 layers x 2 directions"


def test_a_part_that_is_narrowed_forgets_the_whole():
    found = axes_after(primitives_of(parse_steps(".view(4, 5)[1:3]"), (20,)), (HIDDEN,))
    assert found == (Axis((Atom("hidden // 5", 2),)), Axis((Atom("hidden", 5, 1, 20),)))


def test_no_elements_keep_their_sizes():
    empty = axes_after(primitives_of(parse_steps("[5:].reshape(0, 60)"), (5, 3, 20)), OUTPUT)
    assert [(axis.name, axis.size) for axis in empty] == [("time", 0), ("mixed(time, batch, hidden)", 60)]
    assert axes_after((Regroup((0, 3)),), (named_axis(("time", 0)), BATCH)) == (named_axis(("time", 0)), BATCH)
    nothing = axes_after(primitives_of(parse_steps("[None][1:]"), (5, 3, 20)), OUTPUT)
    assert shape_of(nothing) == (0, 5, 3, 20)
