"""The scan, the comparison and the matrix product, each against the plainest way to the same numbers."""

from math import inf, nan

import pytest
import torch

from inspector.engine.gates import matrix_product
from inspector.engine.gates.scan import scan
from inspector.engine.gates.self_check import RunningCheck, difference


def step_by_step(added: torch.Tensor, f: torch.Tensor, before: torch.Tensor, reverse: bool) -> torch.Tensor:
    made = torch.empty_like(added)
    for step in reversed(range(len(added))) if reverse else range(len(added)):
        before = made[step] = f[step] * before + added[step]
    return made


@pytest.mark.parametrize("steps", [1, 2, 15, 16, 17, 50, 400])
@pytest.mark.parametrize("width", [3, 5000])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_scan_is_the_recurrence(steps, width, reverse):
    torch.manual_seed(steps)
    added = torch.randn(steps, 1, width, dtype=torch.float64)
    f, before = torch.rand_like(added), torch.randn_like(added[0])
    f[steps // 2] = 0
    expected = step_by_step(added, f, before, reverse)
    scan(added, f, before, reverse)
    torch.testing.assert_close(added, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("value", [inf, nan])
def test_the_scan_carries_what_is_not_finite(value):
    f = torch.full((400, 1, 2), 0.1)
    before = torch.tensor([[value, 1.0]])
    added = torch.zeros(400, 1, 2)
    expected = step_by_step(added, f, before, reverse=False)
    scan(added, f, before, reverse=False)
    torch.testing.assert_close(added, expected, equal_nan=True)
    assert not added[:, 0, 0].isfinite().any()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([], [], 0),
        ([1.0, 2.0], [1.5, 2.0], 0.5),
        ([-1.0], [2.0], 3),
        ([nan, 1.0], [nan, 1.25], 0.25),
        ([inf, -inf, 1.0], [inf, -inf, 1.0], 0),
        ([nan], [1.0], inf),
        ([1.0], [inf], inf),
        ([inf], [-inf], inf),
    ],
)
def test_difference(one, other, expected):
    assert difference(torch.tensor(one), torch.tensor(other)) == expected


def test_the_check_keeps_the_largest_and_counts_what_is_no_number():
    check = RunningCheck()
    for apart in (0.25, 0.5, 0.125):
        check.add_h_n(torch.tensor([1.0]), torch.tensor([1 + apart]))
        check.count(torch.tensor([nan, inf, apart, 3e38, 3e38]))
    done = check.done("")
    assert (done.output, done.h_n, done.c_n, done.not_finite) == (None, 0.5, None, 6)


@pytest.mark.parametrize("has_onednn", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_product_is_the_same_with_every_kernel(has_onednn, dtype, monkeypatch):
    if has_onednn and not matrix_product._has_onednn():
        pytest.skip("this torch has no oneDNN")
    monkeypatch.setattr(matrix_product, "_has_onednn", lambda: has_onednn)
    x, weight, bias = torch.randn(70, 30, dtype=dtype), torch.randn(50, 30, dtype=dtype), torch.randn(50, dtype=dtype)
    made = matrix_product.linear(x, weight, bias)
    assert made.is_contiguous()
    exact = x.double() @ weight.double().T + bias.double()
    torch.testing.assert_close(made.double(), exact, rtol=0, atol=1e-4 if dtype == torch.float32 else 1e-12)
