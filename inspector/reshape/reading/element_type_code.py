"""How code names a type of elements: `torch.float64`, `torch.double`, `float`, `'float32'`."""

import ast
from collections.abc import Mapping
from types import MappingProxyType

from ...model.element_type import ELEMENT_TYPES

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {"double": "float64", "float": "float32", "half": "float16", "long": "int64", "int": "int32", "short": "int16"}
)
"""torch's other names, which are also the methods that change the type."""
_PYTHON = MappingProxyType({"float": "float64", "int": "int64", "bool": "bool"})


def element_type_of(node: ast.expr) -> str | None:
    """Give torch's name without "torch." of the type that the node writes, None if it writes none."""
    match node:
        case ast.Name(id=name):
            return _PYTHON.get(name) or _known(name)
        case ast.Attribute(value=ast.Name(), attr=name) | ast.Constant(value=str() as name):
            return _known(SYNONYMS.get(name.removeprefix("torch."), name.removeprefix("torch.")))
    return None


def _known(name: str) -> str | None:
    return name if name in ELEMENT_TYPES else None
