"""Reshape steps as TensorFlow calls."""

from math import prod

from ..reshape.primitives import Reduce, Regroup, Reorder, Shape
from ..reshape.steps import ReshapeStep
from ..tensor.axis import Axes
from .array_calls import NAME, AddAxis, ArrayCall, Dialect, DropAxes, Take, array_code


def tensorflow_code(axes: Axes, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the steps on a tensor `x` with these axes; the outcome is `result`. "" where TensorFlow cannot say a step.

    What keeps the first axis and merges all others is named as the Keras layer that does it, too. Raises StepError
    for a step that does not fit.
    """
    return array_code(_TENSORFLOW, axes, steps)


def _expression(call: ArrayCall, shape: Shape) -> str | None:
    match call:
        case Take(code):
            return f"{NAME}{code}"
        case Reorder(order):
            return f"tf.transpose({NAME}, perm={list(order)})"
        case Regroup(sizes):
            return f"tf.reshape({NAME}, {sizes})"
        case DropAxes(axes):
            return f"tf.squeeze({NAME}, axis={_one_or_all(axes)})"
        case AddAxis(axis):
            return f"tf.expand_dims({NAME}, axis={axis})"
        case Reduce(axes, "mean", keepdim):
            whole = "" if len(axes) == len(shape) else f", axis={_one_or_all(axes)}"
            return f"tf.reduce_mean({NAME}{whole}{', keepdims=True' if keepdim else ''})"
        case _:
            return None


def _remark(call: ArrayCall, shape: Shape) -> str:
    """Name the layer that flattens everything but the batch."""
    if isinstance(call, Regroup) and len(shape) > 1 and call.shape == (shape[0], prod(shape[1:])):
        return f"the same as keras.layers.Flatten()({NAME})"
    return ""


def _one_or_all(axes: tuple[int, ...]) -> int | list[int]:
    return axes[0] if len(axes) == 1 else list(axes)


_TENSORFLOW = Dialect("import tensorflow as tf", "the tensor", _expression, _remark)
