"""Reshape steps as numpy calls."""

from ..reshape.primitives import Cast, Pad, Reduce, Reorder, ValidMean
from ..reshape.steps import ReshapeStep
from ..run.typed_values import number_code
from .array_calls import ArrayCall, Joined, TakeValid
from .array_code import array_code
from .array_dialect import Dialect, Given, one_or_all
from .code_source import CodeSource
from .element_type_after import is_whole

_ML_TYPES = ("bfloat16", "float8")
_NARROW = ("float16", "bfloat16")  # torch adds these up in float32
_REDUCTIONS = {"mean": "np.mean", "sum": "np.sum", "max": "np.max", "min": "np.min"}
_JOINS = {"cat": "np.concatenate", "stack": "np.stack"}


def numpy_code(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps on an array of the source's name; the outcome is `result`.

    Raises StepError for a step that does not fit.
    """
    return array_code(_NUMPY, source, steps)


def numpy_type(dtype: str) -> str:
    """Write numpy's type for torch's name: `np.float32`, `ml_dtypes.bfloat16`."""
    if dtype.startswith(_ML_TYPES):
        return f"ml_dtypes.{dtype}"
    return "bool" if dtype == "bool" else f"np.{dtype}"


def _expression(call: ArrayCall, given: Given) -> str | None:
    x = given.x
    match call:
        case Reorder(order):
            return f"np.transpose({x}, {order})"
        case TakeValid(axis):
            each = ["np.arange(len(lengths))", "lengths - 1"]
            return f"{x}[{', '.join(each if axis == 1 else reversed(each))}]"
        case Reduce():
            return _reduced(call, given)
        case ValidMean(axis):
            return _valid_mean(axis, given)
        case Pad(before, after, value):
            widths = tuple(zip(before, after, strict=True))
            filled = "" if number_code(value) == "0.0" else f", constant_values={number_code(value)}"
            return f"np.pad({x}, {widths}{filled})"
        case Cast(dtype):
            return f"{x}.astype({numpy_type(dtype)})"
        case Joined(method, axis, operands):
            return f"{_JOINS[method]}([{', '.join(operands)}], axis={axis})"
    return None


def _reduced(call: Reduce, given: Given) -> str:
    options = [] if len(call.axes) == len(given.shape) else [f"axis={one_or_all(call.axes)}"]
    options += ["keepdims=True"] if call.keepdim else []
    added_up = call.kind in ("mean", "sum")
    narrow = added_up and given.dtype in _NARROW
    if narrow:
        options.append("dtype=np.float32")
    elif call.kind == "sum" and is_whole(given.dtype) and given.dtype != "int64":
        options.append("dtype=np.int64")
    said = f"{_REDUCTIONS[call.kind]}({', '.join([given.x, *options])})"
    return f"{said}.astype({numpy_type(given.dtype)})" if narrow else said


def _valid_mean(axis: int, given: Given) -> str:
    steps = f"np.arange({given.shape[axis]!r})"
    valid = f"{steps} < lengths[:, None]" if axis else f"{steps}[:, None] < lengths"
    wide = given.dtype in _NARROW or is_whole(given.dtype)
    options = f"axis={axis}, where=({valid})[..., None]{', dtype=np.float32' if wide else ''}"
    narrowed = f".astype({numpy_type(given.dtype)})" if given.dtype in _NARROW else ""
    return f"np.mean({given.x}, {options}){narrowed}"


def _no_remark(_call: ArrayCall, _given: Given) -> str:
    return ""


_NUMPY = Dialect(
    "np", {"np.": "import numpy as np", "ml_dtypes.": "import ml_dtypes"}, "the array", _expression, _no_remark
)
