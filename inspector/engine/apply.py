"""Reshape steps executed by torch itself: the very call that the code will contain."""

import torch

from ..errors import StepError
from ..reshape.steps import ReshapeStep


def apply_step(tensor: torch.Tensor, step: ReshapeStep) -> torch.Tensor:
    """Execute one step. Raises StepError with torch's own words."""
    call = step.call
    try:
        result: torch.Tensor = getattr(tensor, call.method)(*call.arguments, **dict(call.keywords))
    except (RuntimeError, IndexError, TypeError, ValueError, OverflowError, NotImplementedError) as error:
        raise StepError(_first_line(error)) from error
    return result


def apply_steps(tensor: torch.Tensor, steps: tuple[ReshapeStep, ...]) -> torch.Tensor:
    """Execute the steps one after the other. Raises StepError that names the step that failed."""
    for step in steps:
        try:
            tensor = apply_step(tensor, step)
        except StepError as error:
            raise StepError(f"{step.code}: {error.message}") from error
    return tensor


def with_stride(values: torch.Tensor, stride: tuple[int, ...]) -> torch.Tensor:
    """Lay contiguous values out in memory as the captured tensor was, so that views succeed and fail alike.

    Axes of stride 0 repeat one element, as expand() makes them.
    """
    if tuple(values.stride()) == stride:
        return values
    distinct = values[tuple(slice(0, 1) if step == 0 else slice(None) for step in stride)]
    laid_out = torch.empty_strided(tuple(distinct.shape), stride, dtype=values.dtype).copy_(distinct)
    return laid_out.expand(tuple(values.shape))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
