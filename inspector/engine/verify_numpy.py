"""The numpy lines of reshape steps, executed and compared with what torch makes of the same tensor."""

import warnings
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..export.array_calls import NAME, RESULT
from ..export.numpy_code import numpy_code
from ..reshape.steps import ReshapeStep
from ..tensor.layer_axes import unnamed_axes
from .apply import apply_steps
from .verify import compare


def check_numpy(values: NDArray[Any], source: torch.Tensor, steps: tuple[ReshapeStep, ...]) -> dict[str, Any]:
    """Execute the numpy lines on `values` and compare with the steps on `source`, the same tensor.

    Give what `compare` gives. Only parsed steps come to be code, so nothing of the user's is executed. Raises
    StepError where torch refuses a step.
    """
    expected = apply_steps(source, steps)
    lines = numpy_code(unnamed_axes(values.shape), steps)
    namespace: dict[str, Any] = {NAME: values}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing, of infinities: NaN, as torch has it
        exec(compile(lines, "numpy_lines.py", "exec"), namespace)
    return compare(_as_torch(np.asarray(namespace[RESULT])), expected)


def _as_torch(found: NDArray[Any]) -> torch.Tensor:
    """Give the array as a tensor of its own type, which numpy and torch call alike; torch takes no ml_dtypes array."""
    dtype = getattr(torch, found.dtype.name)
    if not found.size:
        return torch.empty(found.shape, dtype=dtype)
    return torch.frombuffer(bytearray(found.tobytes()), dtype=dtype).reshape(found.shape)
