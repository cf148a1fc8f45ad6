"""Two ways to reshape one tensor, against numbered elements put through torch."""

import pytest
import torch

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.reshape.origins.element_links import Links
from inspector.reshape.origins.two_ways import difference_text, held_text
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps, primitives_of
from inspector.reshape.steps.bindings import Bindings
from inspector.tensor.axis import named_axis, shape_of
from tests.inspector.reshape.pipelines import numbered, record_for

AXES = (named_axis(("batch", 3)), named_axis(("time", 5)), named_axis(("hidden", 8)))
STATE = (named_axis(("layer", 2)), named_axis(("batch", 3)), named_axis(("hidden", 8)))
OTHER = record_for("lstm/0/h_n", STATE)
HERE = record_for("lstm/0/output", AXES)
BINDINGS = Bindings(HERE.key, (("output", HERE), ("h_n", OTHER)))


def links(code: str) -> Links:
    steps = bound_steps(parse_steps(code), BINDINGS)
    return Links(primitives_of(steps, HERE.shape), AXES, ((HERE.key, AXES), (OTHER.key, STATE)))


def made(code: str) -> torch.Tensor:
    tensors = {"output": numbered(HERE.shape) + 1, "h_n": numbered(shape_of(STATE)) + 1000}  # none is 0, as a pad is
    return apply_steps(tensors["output"], parse_steps(code), NamedValues(tensors))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (".reshape(5, 3, 8)", ".permute(1, 0, 2)"),
        (".reshape(3, 8, 5)", ".transpose(1, 2)"),
        (".flatten(1)", ".reshape(3, -1)"),
        ("[:, -1].cat(h_n[-1], dim=-1)", "[:, -1].cat(h_n[0], dim=-1)"),
        (".pad((0, 1))", ".pad((1, 0))"),
    ],
)
def test_the_share_is_that_of_the_elements_that_differ(one, other):
    share = 100 * float((made(one) != made(other)).double().mean())
    told = difference_text(links(one), links(other))
    if share == 0:
        assert told == "The same shape and the same data."
    else:
        assert told == f"The same shape, other data: {share:.0f} % of the elements come from elsewhere."


def test_another_shape_is_said():
    assert difference_text(links("[0]"), links("[:, 0]")) == "Another shape: (5, 8) instead of (3, 8)."


@pytest.mark.parametrize(
    ("code", "meaning", "text"),
    [
        (".permute(1, 0, 2)", "batch", "Row 0 holds samples 0, 1 and 2."),
        ("[1:]", "batch", "Row 0 holds sample 1."),
        (".reshape(15, 8)", "time", "Row 0 holds time step 0."),
        (".flatten(1)", "hidden", "Row 0 holds units 0, 1, 2 and others."),
        (".mean()", "batch", ""),
        ("[:0]", "batch", ""),
        (".pad((0, 0, 0, 0, 1, 0))", "batch", ""),
    ],
)
def test_what_the_first_row_holds(code, meaning, text):
    assert held_text(links(code), meaning) == text


def test_a_tensor_of_any_size_is_compared_in_no_time():
    axes = (named_axis(("batch", 2**14)), named_axis(("time", 2**13)), named_axis(("hidden", 2**13)))
    wrong, right = (
        Links(primitives_of(parse_steps(code), shape_of(axes)), axes)
        for code in (".reshape(8192, 16384, 8192)", ".permute(1, 0, 2)")
    )
    assert (
        difference_text(wrong, right)
        == "The same shape, other data: more than 99 % of the elements come from elsewhere."
    )
    assert held_text(right, "batch").startswith("Row 0 holds samples 0, ")
