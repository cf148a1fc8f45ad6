"""The methods that can be read as reshape steps, with torch's parameter names."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..errors import StepError
from .arguments import Arguments
from .steps import (
    Contiguous,
    Flatten,
    Mean,
    Permute,
    Reshape,
    ReshapeStep,
    Squeeze,
    Transpose,
    Unsqueeze,
    View,
)


def step_from(method: str, arguments: Arguments) -> ReshapeStep:
    """Give the step that a known method's call writes. Raises StepError if the arguments do not suit it."""
    step = KNOWN[method](arguments)
    arguments.finish()
    return step


def _mean(arguments: Arguments) -> Mean:
    if not arguments.has("dim") and arguments.has("keepdim"):
        raise StepError(".mean with keepdim needs dim too.", "Write .mean(None, keepdim=True) for all axes.")
    dim = arguments.dims("dim")
    return Mean((dim,) if isinstance(dim, int) else dim, arguments.boolean("keepdim", False))


KNOWN: Mapping[str, Callable[[Arguments], ReshapeStep]] = MappingProxyType(
    {
        "permute": lambda given: Permute(given.integers("dims")),
        "transpose": lambda given: Transpose(given.integer("dim0"), given.integer("dim1")),
        "swapaxes": lambda given: Transpose(given.integer("axis0"), given.integer("axis1")),
        "swapdims": lambda given: Transpose(given.integer("dim0"), given.integer("dim1")),
        "reshape": lambda given: Reshape(given.integers("shape")),
        "view": lambda given: View(given.integers("size")),
        "flatten": lambda given: Flatten(given.integer("start_dim", 0), given.integer("end_dim", -1)),
        "squeeze": lambda given: Squeeze(given.dims("dim")),
        "unsqueeze": lambda given: Unsqueeze(given.integer("dim")),
        "mean": _mean,
        "contiguous": lambda _: Contiguous(),
    }
)
