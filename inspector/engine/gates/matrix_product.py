"""The matrix product of the gates, by the quickest kernel that torch has for it."""

from functools import cache

import torch
from torch import Tensor


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Give x W^T + b for x (rows, inputs), W (outputs, inputs) and b (outputs), as a contiguous tensor."""
    if x.dtype == torch.float32 and x.numel() and _has_onednn():
        made: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
        return made
    return torch.addmm(bias, x, weight.T)


@cache
def _has_onednn() -> bool:
    """Tell whether torch's own operator for oneDNN's product is there, and right.

    torch's LSTM uses oneDNN, torch's matrix product MKL, which takes up to twice as long on a processor that is not
    Intel's. The operator is the one that torch.compile uses; it has no public name, so it is tried.
    """
    try:
        x, weight, bias = torch.ones(2, 3), torch.ones(4, 3), torch.ones(4)
        made: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    except (RuntimeError, AttributeError, NotImplementedError):
        return False
    return bool((made == 4).all())
