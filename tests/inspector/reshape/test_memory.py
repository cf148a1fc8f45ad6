import os

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.memory import (
    Obstacle,
    allocated_nbytes,
    instead_of_view,
    is_contiguous,
    result_nbytes,
    view_obstacle,
)
from inspector.reshape.outcome import StepOutcome
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import View
from inspector.tensor.axis import named_axis, shape_of
from tests.inspector.reshape.pipelines import sizes_for

LAW = settings(
    max_examples=300 if os.environ.get("CI") == "true" else 5000, suppress_health_check=[HealthCheck.too_slow]
)
THOROUGH = settings(max_examples=300)
AXES = (named_axis(("batch", 32)), named_axis(("time", 5)), named_axis(("hidden", 64)))


@st.composite
def strided(draw) -> torch.Tensor:
    """A tensor as steps leave it, permuted, cut, expanded, or one of any strides at all."""
    shape = tuple(draw(st.lists(st.sampled_from((1, 1, 2, 2, 3, 4, 6, 0)), max_size=4)))
    if draw(st.booleans()):
        stride = draw(st.lists(st.sampled_from((0, 1, 2, 3, 4, 6, 12)), min_size=len(shape), max_size=len(shape)))
        return torch.empty_strided(shape, stride)
    tensor = torch.empty(shape)
    if shape:
        tensor = tensor.permute(draw(st.permutations(range(len(shape)))))
        tensor = tensor[:: draw(st.sampled_from((1, 1, 2)))]
        tensor = tensor[..., : draw(st.sampled_from((1, 2, 99)))]
    if draw(st.booleans()):
        tensor = tensor.unsqueeze(0).expand(draw(st.sampled_from((1, 2))), *tensor.shape)
    return tensor


@st.composite
def views(draw) -> tuple[torch.Tensor, tuple[int, ...]]:
    tensor = draw(strided())
    return tensor, draw(sizes_for(tuple(tensor.shape)))


def torch_views(tensor: torch.Tensor, sizes: tuple[int, ...]) -> bool:
    try:
        tensor.view(sizes)
    except RuntimeError:
        return False
    return True


@LAW
@given(views())
def test_obstacle_stands_exactly_where_torch_refuses(drawn):
    tensor, sizes = drawn
    obstacle = view_obstacle(tuple(tensor.shape), tensor.stride(), sizes)
    assert (obstacle is None) == torch_views(tensor, sizes)


@THOROUGH
@given(views())
def test_the_two_axes_named_can_indeed_not_be_merged(drawn):
    tensor, sizes = drawn
    obstacle = view_obstacle(tuple(tensor.shape), tensor.stride(), sizes)
    if obstacle is None:
        return
    pair = torch.empty_strided(
        (tensor.shape[obstacle.outer], obstacle.inner_size), (obstacle.outer_stride, obstacle.inner_stride)
    )
    assert obstacle.outer < obstacle.inner
    assert all(size == 1 for size in tensor.shape[obstacle.outer + 1 : obstacle.inner])
    assert not torch_views(pair, (-1,))
    for steps in instead_of_view(View(sizes)):
        assert eval(f"tensor{steps_text(steps)}").shape == tensor.reshape(sizes).shape


@THOROUGH
@given(strided())
def test_contiguous_as_torch_says(tensor):
    assert is_contiguous(tuple(tensor.shape), tensor.stride()) == tensor.is_contiguous()


@pytest.mark.parametrize(
    ("shape", "stride", "expected"),
    [
        pytest.param((32, 5, 64), (320, 64, 1), True, id="row-major"),
        pytest.param((32, 64, 5), (320, 1, 64), False, id="permuted"),
        pytest.param((32, 1, 64), (64, 7, 1), True, id="any stride of an axis of size 1"),
        pytest.param((3, 0), (1, 3), True, id="empty"),
        pytest.param((), (), True, id="scalar"),
        pytest.param((3, 4), (0, 1), False, id="expanded"),
    ],
)
def test_contiguous(shape, stride, expected):
    assert is_contiguous(shape, stride) is expected


def test_a_refused_view_names_the_axes_and_the_reason():
    axes = (AXES[0], AXES[1], AXES[2])
    obstacle = view_obstacle(shape_of(axes), (320, 1, 5), (32, -1))
    assert obstacle == Obstacle(outer=1, inner=2, outer_stride=1, inner_size=64, inner_stride=5)
    assert obstacle.sentence(axes) == (
        "Axes 1 (time) and 2 (hidden) cannot be merged without a copy: one step along time jumps 1 element, while "
        "hidden has 64 elements 5 apart, so that the jump would have to be 320."
    )


def test_axes_without_a_name_are_numbered():
    axes = (named_axis(("axis 0", 4)), named_axis(), named_axis(("axis 2", 3)))
    obstacle = view_obstacle((4, 1, 3), (0, 0, 2), (12,))
    assert obstacle.sentence(axes) == (
        "Axes 0 and 2 cannot be merged without a copy: one step along axis 0 jumps 0 elements, while axis 2 has "
        "3 elements 2 apart, so that the jump would have to be 6."
    )


def test_what_works_in_place_of_a_view():
    assert [steps_text(steps) for steps in instead_of_view(View((32, -1)))] == [
        ".reshape(32, -1)", ".contiguous().view(32, -1)",
    ]  # fmt: skip


def test_sizes_that_do_not_hold_the_elements_are_another_error():
    with pytest.raises(StepError, match="elements"):
        view_obstacle((2, 3), (3, 1), (7,))


@pytest.mark.parametrize(
    ("dtype", "shape", "shares", "whole", "allocated"),
    [
        pytest.param("float32", (32, 5, 64), True, 40960, 0, id="view"),
        pytest.param("float32", (32, 5, 64), False, 40960, 40960, id="copy"),
        pytest.param("bfloat16", (3, 4), False, 24, 24, id="bfloat16"),
        pytest.param("float64", (), False, 8, 8, id="scalar"),
        pytest.param("int64", (0, 4), False, 0, 0, id="empty"),
    ],
)
def test_bytes(dtype, shape, shares, whole, allocated):
    axes = tuple(named_axis((f"axis {place}", size)) for place, size in enumerate(shape))
    outcome = StepOutcome(".x()", shape, (0,) * len(shape), axes, shares, dtype)
    tensor = torch.empty(shape, dtype=getattr(torch, dtype))
    assert (result_nbytes(outcome), allocated_nbytes(outcome)) == (whole, allocated)
    assert whole == tensor.nbytes
