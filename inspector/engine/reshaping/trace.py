"""Reshape steps on meta tensors: real shapes, real errors, real view-or-copy, and no data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from ...errors import StepError
from ...reshape.steps import PadSizes, ReshapeStep
from ...reshape.steps.reduce_steps import AxesReduction
from .apply import apply_step
from .named_values import NamedValues


@dataclass(frozen=True, slots=True)
class TensorLayout:
    """A tensor without its data: `stride` in elements, `dtype` torch's name without "torch."."""

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str

    def empty(self) -> torch.Tensor:
        """Give a meta tensor that is laid out so."""
        return torch.empty_strided(self.shape, self.stride, dtype=getattr(torch, self.dtype), device="meta")


def trace(
    layout: TensorLayout,
    steps: tuple[ReshapeStep, ...],
    others: Mapping[str, TensorLayout] | None = None,
    lengths: tuple[int, ...] = (),
) -> list[dict[str, Any]]:
    """Give for each step {shape, stride, dtype, shares_memory}, or {error} for the first one that torch refuses.

    The steps after a refused one are not tried. `others` are the tensors that steps name.
    """
    tensor = layout.empty()
    named = NamedValues({name: other.empty() for name, other in (others or {}).items()}, lengths)
    outcomes: list[dict[str, Any]] = []
    for step in steps:
        try:
            result = _traced(tensor, step, named)
        except StepError as error:
            outcomes.append({"error": error.message})
            break
        outcomes.append(_told(result, tensor))
        tensor = result
    return outcomes


def _told(result: torch.Tensor, tensor: torch.Tensor) -> dict[str, Any]:
    shares = result.untyped_storage()._cdata == tensor.untyped_storage()._cdata
    dtype = str(result.dtype).removeprefix("torch.")
    return {"shape": list(result.shape), "stride": list(result.stride()), "dtype": dtype, "shares_memory": shares}


def _traced(tensor: torch.Tensor, step: ReshapeStep, named: NamedValues) -> torch.Tensor:
    # On meta a reduction is other code than on the CPU: it says errors in other words and knows types that the CPU
    # cannot average; and no value is put into a pad. One real element, or none, settles that.
    match step:
        case AxesReduction():
            apply_step(torch.zeros([min(size, 1) for size in tensor.shape], dtype=tensor.dtype), step, named)
        case PadSizes(widths, value) if max(widths, default=0) > 0:
            apply_step(torch.zeros(1, dtype=tensor.dtype), PadSizes((0, 1), value), named)
    return apply_step(tensor, step, named)
