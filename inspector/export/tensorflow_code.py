"""Reshape steps as TensorFlow calls."""

from math import prod

from ..reshape.primitives import Cast, Pad, Reduce, Regroup, Reorder, ValidMean
from ..reshape.steps import ReshapeStep
from ..run.typed_values import number_code
from .array_calls import ArrayCall, Joined, TakeValid
from .array_code import array_code
from .array_dialect import Dialect, Given, one_or_all
from .code_source import CodeSource
from .element_type_after import is_whole

_REDUCTIONS = {"mean": "tf.reduce_mean", "sum": "tf.reduce_sum", "max": "tf.reduce_max", "min": "tf.reduce_min"}
_JOINS = {"cat": "tf.concat", "stack": "tf.stack"}


def tensorflow_code(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps on a tensor of the source's name; the outcome is `result`.

    "" where TensorFlow cannot say a step. What keeps the first axis and merges all others is named as the Keras layer
    that does it, too. Raises StepError for a step that does not fit.
    """
    return array_code(_TENSORFLOW, source, steps)


def _expression(call: ArrayCall, given: Given) -> str | None:
    x = given.x
    match call:
        case Reorder(order):
            return f"tf.transpose({x}, perm={list(order)})"
        case TakeValid(axis):
            samples_first = x if axis == 1 else f"tf.transpose({x}, perm={[1, 0, *range(2, len(given.shape))]})"
            return f"tf.gather({samples_first}, lengths - 1, axis=1, batch_dims=1)"
        case Reduce():
            return _reduced(call, given)
        case ValidMean(axis):
            return _valid_mean(axis, given)
        case Pad(before, after, value):
            widths = [list(pair) for pair in zip(before, after, strict=True)]
            filled = "" if number_code(value) == "0.0" else f", constant_values={number_code(value)}"
            return f"tf.pad({x}, {widths}{filled})"
        case Cast(dtype):
            return None if dtype.startswith("float8") else f"tf.cast({x}, tf.{dtype})"
        case Joined(method, axis, operands):
            return f"{_JOINS[method]}([{', '.join(operands)}], axis={axis})"
    return None


def _reduced(call: Reduce, given: Given) -> str:
    whole = call.kind == "sum" and is_whole(given.dtype) and given.dtype != "int64"
    x = f"tf.cast({given.x}, tf.int64)" if whole else given.x
    axes = "" if len(call.axes) == len(given.shape) else f", axis={one_or_all(call.axes)}"
    return f"{_REDUCTIONS[call.kind]}({x}{axes}{', keepdims=True' if call.keepdim else ''})"


def _valid_mean(axis: int, given: Given) -> str:
    x = f"tf.cast({given.x}, tf.float32)" if is_whole(given.dtype) else given.x
    valid = f"tf.sequence_mask(lengths, {given.shape[axis]!r})"
    valid = valid if axis else f"tf.transpose({valid})"
    total = f"tf.reduce_sum(tf.where({valid}[..., None], {x}, tf.zeros_like({x})), axis={axis})"
    dtype = "float32" if is_whole(given.dtype) else given.dtype
    return f"{total} / tf.cast(lengths[:, None], tf.{dtype})"


def _remark(call: ArrayCall, given: Given) -> str:
    """Name the layer that flattens everything but the batch."""
    shape = given.shape
    if isinstance(call, Regroup) and len(shape) > 1 and call.shape == (shape[0], prod(shape[1:])):
        return f"the same as keras.layers.Flatten()({given.x})"
    return ""


_TENSORFLOW = Dialect("tf", {"tf.": "import tensorflow as tf"}, "the tensor", _expression, _remark)
