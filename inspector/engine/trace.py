"""Reshape steps on a meta tensor: real shapes, real errors, real view-or-copy, and no data."""

from typing import Any

import torch

from ..errors import StepError
from ..reshape.steps import Mean, ReshapeStep
from .apply import apply_step


def trace(
    shape: tuple[int, ...], stride: tuple[int, ...], dtype: str, steps: tuple[ReshapeStep, ...]
) -> list[dict[str, Any]]:
    """Give for each step {shape, stride, shares_memory}, or {error} for the first one that torch refuses.

    The steps after a refused one are not tried. `stride` is the captured tensor's, in elements.
    """
    tensor = torch.empty_strided(shape, stride, dtype=getattr(torch, dtype), device="meta")
    outcomes: list[dict[str, Any]] = []
    for step in steps:
        try:
            result = _traced(tensor, step)
        except StepError as error:
            outcomes.append({"error": error.message})
            break
        shares = result.untyped_storage()._cdata == tensor.untyped_storage()._cdata
        outcomes.append({"shape": list(result.shape), "stride": list(result.stride()), "shares_memory": shares})
        tensor = result
    return outcomes


def _traced(tensor: torch.Tensor, step: ReshapeStep) -> torch.Tensor:
    if isinstance(step, Mean):
        # On meta a mean is other code than on the CPU: it says errors in other words and knows types that the CPU
        # cannot average. One real element, or none, settles both.
        apply_step(torch.zeros([min(size, 1) for size in tensor.shape], dtype=tensor.dtype), step)
    return apply_step(tensor, step)
