"""All reshape steps: each is one torch expression as a person writes it, and knows its primitives."""

from ..primitive_chain import shape_after
from ..primitives import Primitives, Shape
from .bindings import Bindings
from .einops_steps import PatternReduce, Rearrange, Repeat
from .extent_steps import Expand, PadSizes
from .join_steps import Cat, Stack
from .order_steps import Movedim, Permute, Transpose
from .reduce_steps import Amax, Mean, Sum
from .resolve import followable
from .size_steps import Flatten, Reshape, Squeeze, Unflatten, Unsqueeze, View
from .subscript import Subscript
from .take_steps import LastValid, MaskedMean, Narrow, Select
from .type_steps import Contiguous, To

__all__ = [
    "Amax", "Cat", "Contiguous", "Expand", "Flatten", "LastValid", "MaskedMean", "Mean", "Movedim", "Narrow",
    "PadSizes", "PatternReduce", "Permute", "Rearrange", "Repeat", "Reshape", "ReshapeStep", "Select", "Squeeze",
    "Stack", "Subscript", "Sum", "To", "Transpose", "Unflatten", "Unsqueeze", "View", "bound_steps", "names_in",
    "primitives_of",
]  # fmt: skip

ReshapeStep = (
    Subscript | Permute | Transpose | Movedim | Reshape | View | Flatten | Unflatten | Squeeze | Unsqueeze | Expand
    | PadSizes | Select | Narrow | LastValid | MaskedMean | Mean | Sum | Amax | Cat | Stack | Rearrange | Repeat
    | PatternReduce | Contiguous | To
)  # fmt: skip


def primitives_of(steps: tuple[ReshapeStep, ...], shape: Shape) -> Primitives:
    """Give all the steps as primitives for a source of this shape.

    Raises StepError at the first step that is invalid, or makes more axes or elements than can be followed.
    """
    found: Primitives = ()
    for step in steps:
        following = followable(step.primitives(shape), shape, step.code)
        found, shape = (*found, *following), shape_after(following, shape)
    return found


def bound_steps(steps: tuple[ReshapeStep, ...], bindings: Bindings) -> tuple[ReshapeStep, ...]:
    """Give the steps that know what their names mean; what is not there stays unbound."""
    return tuple(step.bound(bindings) for step in steps)


def names_in(steps: tuple[ReshapeStep, ...]) -> tuple[str, ...]:
    """Give the names of other tensors that the steps read, each once."""
    return tuple(dict.fromkeys(name for step in steps for name in step.names))
