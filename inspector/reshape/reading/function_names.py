"""The functions that can be read as steps on their first argument, by the names that code calls them."""

import ast
from collections.abc import Mapping
from types import MappingProxyType

_TORCH = (
    "permute", "transpose", "swapaxes", "swapdims", "movedim", "moveaxis", "reshape", "flatten", "unflatten", "squeeze",
    "unsqueeze", "broadcast_to", "select", "narrow", "mean", "sum", "amax", "max", "t", "clone", "detach",
    "repeat_interleave", "chunk", "split", "unbind", "cat", "concat", "concatenate", "stack",
)  # fmt: skip
_EINOPS = ("rearrange", "reduce", "repeat")
_PADDING = ("F", "functional", "nn.functional", "torch.nn.functional")
_IMPORTED = ("cat", "stack", "pad", *_EINOPS)  # what people import by its own name

MODULES = frozenset({"torch", "nn", "F", "functional", "einops", "np", "numpy", "tf", "math"})
"""What is a module where code calls something of it, and no tensor."""

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {f"torch.{name}": name for name in _TORCH}
    | {f"einops.{name}": name for name in _EINOPS}
    | {f"{module}.pad": "pad" for module in _PADDING}
    | {name: name for name in _IMPORTED}
)
"""The dotted name in code -> the method that is written the same way after the tensor."""


def dotted(node: ast.expr) -> str | None:
    """Give a dotted name, `torch.nn.functional.pad`; None if the node is something else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
