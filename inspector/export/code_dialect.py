"""The dialects in which the code of what is on screen can be had."""

from enum import StrEnum

from ..reshape.steps import ReshapeStep
from .code_source import CodeSource
from .einops_code import einops_code
from .numpy_code import numpy_code
from .tensorflow_code import tensorflow_code
from .torch_lines import module_code, torch_lines


class CodeDialect(StrEnum):
    """A whole script in PyTorch, or the reshape steps alone: lines on a tensor that is given, or a module."""

    TORCH = "torch"
    TORCH_LINES = "torch_lines"
    MODULE = "module"
    EINOPS = "einops"
    NUMPY = "numpy"
    TENSORFLOW = "tensorflow"


LINES = tuple(dialect for dialect in CodeDialect if dialect is not CodeDialect.TORCH)
"""Those that are written without the model."""


def lines_code(dialect: CodeDialect, source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps without the model; "" where the dialect cannot say one, or is written as a script.

    Raises StepError for a step that does not fit.
    """
    match dialect:
        case CodeDialect.TORCH_LINES:
            return torch_lines(source, steps)
        case CodeDialect.MODULE:
            return module_code(source, steps)
        case CodeDialect.EINOPS:
            return einops_code(source, steps)
        case CodeDialect.NUMPY:
            return numpy_code(source, steps)
        case CodeDialect.TENSORFLOW:
            return tensorflow_code(source, steps)
        case CodeDialect.TORCH:
            return ""
