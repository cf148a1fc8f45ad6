"""Reshape steps as TensorFlow calls."""

from math import isfinite, prod

from ..reshape.primitives import Cast, Pad, Reduce, Regroup, Reorder, ValidMean
from ..reshape.steps import ReshapeStep
from .array_calls import AddAxis, ArrayCall, DropAxes, Joined, Spread, Take, TakeValid
from .array_code import Dialect, Given, array_code
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
        case Take(code):
            return f"{x}{code}"
        case Reorder(order):
            return f"tf.transpose({x}, perm={list(order)})"
        case Regroup(sizes):
            return f"tf.reshape({x}, {sizes})"
        case DropAxes(axes):
            return f"tf.squeeze({x}, axis={_one_or_all(axes)})"
        case AddAxis(axis):
            return f"tf.expand_dims({x}, axis={axis})"
        case Spread(code, shape):
            return f"tf.broadcast_to({x}{code}, {shape})"
        case _:
            return _with_values(call, given)


def _with_values(call: ArrayCall, given: Given) -> str | None:
    x = given.x
    match call:
        case TakeValid(axis):
            samples_first = x if axis == 1 else f"tf.transpose({x}, perm={[1, 0, *range(2, len(given.shape))]})"
            return f"tf.gather({samples_first}, lengths - 1, axis=1, batch_dims=1)"
        case Reduce():
            return _reduced(call, given)
        case ValidMean(axis):
            return _valid_mean(axis, given)
        case Pad(before, after, value):
            widths = [list(pair) for pair in zip(before, after, strict=True)]
            return f"tf.pad({x}, {widths}{f', constant_values={_number(value)}' if value else ''})"
        case Cast(dtype):
            return None if dtype.startswith("float8") else f"tf.cast({x}, tf.{dtype})"
        case Joined(method, axis, operands):
            return f"{_JOINS[method]}([{', '.join(operands)}], axis={axis})"
    return None


def _reduced(call: Reduce, given: Given) -> str:
    whole = call.kind == "sum" and is_whole(given.dtype) and given.dtype != "int64"
    x = f"tf.cast({given.x}, tf.int64)" if whole else given.x
    axes = "" if len(call.axes) == len(given.shape) else f", axis={_one_or_all(call.axes)}"
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


def _number(value: float) -> str:
    return repr(value) if isfinite(value) else f"float({str(value)!r})"


def _one_or_all(axes: tuple[int, ...]) -> int | list[int]:
    return axes[0] if len(axes) == 1 else list(axes)


_TENSORFLOW = Dialect({"tf.": "import tensorflow as tf"}, "the tensor", _expression, _remark)
