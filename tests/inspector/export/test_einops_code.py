"""Reshape steps as einops patterns: how each is said."""

import pytest

from inspector.export.code_source import CodeSource
from inspector.export.einops_code import einops_code
from inspector.reshape.reading.parse import parse_steps
from inspector.tensor.axis import Axes, named_axis

OUTPUT = named_axis(("batch", 32)), named_axis(("time", 10)), named_axis(("direction", 2), ("hidden", 64))
STATE = named_axis(("layer", 2), ("direction", 2)), named_axis(("batch", 32)), named_axis(("hidden", 64))
ONE = named_axis(("layer", 1)), named_axis(("batch", 1)), named_axis(("hidden", 6))
PLAIN = tuple(named_axis((f"axis {number}", size)) for number, size in enumerate((4, 6)))


def lines_of(axes: Axes, code: str) -> list[str]:
    """The statements without their comments, each on one line."""
    written = einops_code(CodeSource(axes), parse_steps(code)).partition("# x is")[2].splitlines()[1:]
    joined: list[str] = []
    for line in written:
        bare = line.split("  # ")[0]
        if joined and joined[-1].count("(") > joined[-1].count(")"):
            joined[-1] += bare.strip() + " "
        else:
            joined.append(bare)
    return [
        line.replace("( ", "(").replace("(x,", "(x, ").replace(",  ", ", ").replace(", )", ")").strip()
        for line in joined
    ]


ONE_LINE = [
    (OUTPUT, ".permute(1, 0, 2)", 'rearrange(x, "batch time direction_hidden -> time batch direction_hidden")'),
    (OUTPUT, ".flatten(1)", 'rearrange(x, "batch time direction_hidden -> batch (time direction_hidden)")'),
    (OUTPUT, ".view(32, 10, 2, 64)",
     'rearrange(x, "batch time (direction hidden) -> batch time direction hidden", direction=2)'),
    (OUTPUT, ".view(32, 10, 2, 64).permute(0, 2, 1, 3).reshape(32, 2, -1)",
     'rearrange(x, "batch time (direction hidden) -> batch direction (time hidden)", direction=2)'),
    (OUTPUT, ".reshape(32, 5, 256)",
     'rearrange(x, "batch (time_1 time_2) direction_hidden -> batch time_1 (time_2 direction_hidden)", time_2=2)'),
    (OUTPUT, ".reshape(10, 32, 128).reshape(320, 128)",
     'rearrange(x, "batch time direction_hidden -> (batch time) direction_hidden")'),
    (OUTPUT, ".mean(1)", 'reduce(x, "batch time direction_hidden -> batch direction_hidden", "mean")'),
    (OUTPUT, ".amax((0, 1), keepdim=True)",
     'reduce(x, "batch time direction_hidden -> 1 1 direction_hidden", "max")'),
    (OUTPUT, ".expand(3, -1, -1, -1)",
     'repeat(x, "batch time direction_hidden -> copies batch time direction_hidden", copies=3)'),
    (OUTPUT, ".unsqueeze(1)", 'rearrange(x, "batch time direction_hidden -> batch 1 time direction_hidden")'),
    (OUTPUT, ".unsqueeze(1).expand(-1, 4, -1, -1).sum()",
     'reduce(x, "batch copy time direction_hidden ->", "sum")'),
    (STATE, ".unflatten(0, (2, 2))[-1].movedim(0, 1).flatten(1)",
     'rearrange(x, "direction batch hidden -> batch (direction hidden)")'),
    (ONE, ".squeeze(0)", 'rearrange(x, "1 batch hidden -> batch hidden")'),
    (ONE, ".flatten()", 'rearrange(x, "1 1 hidden -> hidden")'),
    (PLAIN, ".transpose(0, 1)", 'rearrange(x, "axis_0 axis_1 -> axis_1 axis_0")'),
    (PLAIN, ".reshape(2, 2, 6)", 'rearrange(x, "(axis_0_1 axis_0_2) axis_1 -> axis_0_1 axis_0_2 axis_1", axis_0_1=2)'),
    (OUTPUT, ".rearrange('b t (d h) -> b d (t h)', d=2)", "rearrange(x, 'b t (d h) -> b d (t h)', d=2)"),
    (OUTPUT, "[:, -1]", "x[:, -1]"),
    (OUTPUT, ".pad((0, 1))", "F.pad(x, (0, 1))"),
    (OUTPUT, ".squeeze().contiguous()", "x"),
    (OUTPUT, ".permute(1, 0, 2).permute(1, 0, 2)", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("axes", "code", "pattern"), ONE_LINE)
def test_how_each_step_is_said(axes, code, pattern):
    assert lines_of(axes, code)[-1] == f"result = {pattern}"


def test_what_stands_between_two_patterns():
    assert lines_of(OUTPUT, ".view(32, 10, 2, 64)[:, :, 0].transpose(0, 1).flatten(1)") == [
        'x = rearrange(x, "batch time (direction hidden) -> batch time direction hidden", direction=2)',
        "x = x[:, :, 0]",
        'result = rearrange(x, "batch time hidden -> time (batch hidden)")',
    ]


def test_a_size_from_the_input_is_named_where_a_pattern_leaves_it_open():
    lines = lines_of(OUTPUT, ".flatten(0, 1)[:, :4].unflatten(0, (32, 10)).transpose(0, 1)")
    assert lines[-1] == 'result = rearrange(x, "(batch time) hidden -> time batch hidden", time=time)'
    assert "time = x.shape[1]" in lines


@pytest.mark.parametrize(
    "code", [".reshape(10, 32, 128)", ".transpose(0, 1).reshape(32, 10, 128)", ".view(64, -1)[::2].reshape(10, -1)"]
)
def test_what_cuts_across_axes_has_no_pattern(code):
    assert einops_code(CodeSource(OUTPUT), parse_steps(code)) == ""


def test_a_long_call_has_a_line_for_each_argument():
    assert einops_code(CodeSource(OUTPUT, "output"), parse_steps(".view(32, 10, 2, 64).movedim(2, 0)")) == (
        "from einops import rearrange\n"
        "\n"
        "# output is the tensor: (32 batch, 10 time, 128 direction x hidden)\n"
        "result = rearrange(\n"
        "    output,\n"
        '    "batch time (direction hidden) -> direction batch time hidden",\n'
        "    direction=2,\n"
        ")  # (2 direction, 32 batch, 10 time, 64 hidden)\n"
    )
