"""Reshape steps executed by torch itself: the very expression that the code will contain."""

from functools import lru_cache
from types import CodeType

import torch
from einops import EinopsError

from ...errors import StepError
from ...reshape.steps import ReshapeStep
from .named_values import NamedValues

_NOTHING = NamedValues()
_REFUSALS = (
    RuntimeError, IndexError, TypeError, ValueError, OverflowError, NotImplementedError, AttributeError, EinopsError,
)  # fmt: skip


def apply_step(tensor: torch.Tensor, step: ReshapeStep, named: NamedValues = _NOTHING) -> torch.Tensor:
    """Execute one step. Raises StepError with torch's own words.

    What is evaluated was written from the step's values, numbers and names; nothing that a person typed gets here.
    """
    try:
        with torch.device(tensor.device):  # so that torch.arange lies where the tensor does
            result: torch.Tensor = eval(_compiled(step.expression("x")), named.namespace(tensor))
    except _REFUSALS as error:
        raise StepError(_first_line(error)) from error
    except (NameError, KeyError) as error:
        raise _missing(step, named) from error
    return result


def apply_steps(tensor: torch.Tensor, steps: tuple[ReshapeStep, ...], named: NamedValues = _NOTHING) -> torch.Tensor:
    """Execute the steps one after the other. Raises StepError that names the step that failed."""
    for step in steps:
        try:
            tensor = apply_step(tensor, step, named)
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


@lru_cache(maxsize=256)
def _compiled(expression: str) -> CodeType:
    return compile(expression, "step", "eval")


def _missing(step: ReshapeStep, named: NamedValues) -> StepError:
    name = next((name for name in step.names if name not in named.tensors), None)
    if name:
        return StepError(f"There is no tensor {name} beside this one.", "Give its name as the run's tree has it.")
    return StepError("The run has no lengths.", "Give lengths to the run, so that it is packed.")


def _first_line(error: Exception) -> str:
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return lines[0].strip() if lines else type(error).__name__
