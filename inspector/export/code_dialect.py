"""The dialects in which the code of what is on screen can be had."""

from enum import StrEnum

from ..reshape.steps import ReshapeStep
from ..tensor.axis import Axes
from .numpy_code import numpy_code
from .tensorflow_code import tensorflow_code


class CodeDialect(StrEnum):
    """A whole script in PyTorch, or the reshape steps alone in the calls of another library."""

    TORCH = "torch"
    NUMPY = "numpy"
    TENSORFLOW = "tensorflow"


def array_lines(dialect: CodeDialect, axes: Axes, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the steps as lines on `x`; "" where the dialect cannot say one, or is written as a script.

    Raises StepError for a step that does not fit.
    """
    match dialect:
        case CodeDialect.NUMPY:
            return numpy_code(axes, steps)
        case CodeDialect.TENSORFLOW:
            return tensorflow_code(axes, steps)
        case CodeDialect.TORCH:
            return ""
