"""Reshape steps as numpy calls."""

from ..reshape.primitives import Reduce, Regroup, Reorder, Shape
from ..reshape.steps import ReshapeStep
from ..tensor.axis import Axes
from .array_calls import NAME, AddAxis, ArrayCall, Dialect, DropAxes, Take, array_code


def numpy_code(axes: Axes, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the steps on an array `x` with these axes; the outcome is `result`. "" where numpy cannot say a step.

    Raises StepError for a step that does not fit.
    """
    return array_code(_NUMPY, axes, steps)


def _expression(call: ArrayCall, shape: Shape) -> str | None:
    match call:
        case Take(code):
            return f"{NAME}{code}"
        case Reorder(order):
            return f"np.transpose({NAME}, {order})"
        case Regroup(sizes):
            return f"np.reshape({NAME}, {sizes})"
        case DropAxes(axes):
            return f"np.squeeze({NAME}, axis={_one_or_all(axes)})"
        case AddAxis(axis):
            return f"np.expand_dims({NAME}, axis={axis})"
        case Reduce(axes, "mean", keepdim):
            whole = "" if len(axes) == len(shape) else f", axis={_one_or_all(axes)}"
            return f"np.mean({NAME}{whole}{', keepdims=True' if keepdim else ''})"
        case _:
            return None


def _one_or_all(axes: tuple[int, ...]) -> int | tuple[int, ...]:
    return axes[0] if len(axes) == 1 else axes


def _no_remark(_call: ArrayCall, _shape: Shape) -> str:
    return ""


_NUMPY = Dialect("import numpy as np", "the array", _expression, _no_remark)
