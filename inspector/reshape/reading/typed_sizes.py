"""Whole numbers as people type them: literals, arithmetic, the sizes of tensors, and names of sizes."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...errors import StepError
from ..primitives import Shape
from .quoted_code import written

Size = int | tuple[int, ...]

_LARGEST = 2**63 - 1  # what torch takes as a size or an index
_ARITHMETIC: Mapping[type[ast.operator], Callable[[int, int], int]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
    }
)
_SIZE = re.compile(r"size|dim|num|len|layers|directions|steps")  # of a name: it is no tensor's
_SAME = frozenset({"int", "tuple", "list", "Size"})  # calls that leave whole numbers as they are


@dataclass(frozen=True, slots=True)
class TypedSizes:
    """Reads whole numbers; `shape_of` gives the shape of the tensor that a node writes, `named` what a name means.

    Both give None for what is not known. Nothing is evaluated but whole numbers within torch's range.
    """

    shape_of: Callable[[ast.expr], Shape | None]
    named: Callable[[str], Size | None]

    def is_size(self, node: ast.expr) -> bool:
        """Tell whether the node, the right side of an assignment, is a size and not a tensor."""
        match node:
            case ast.Constant(value=int()) | ast.Attribute(attr="shape" | "ndim"):
                return True
            case ast.Call(func=ast.Name(id="len" | "int") | ast.Attribute(attr="size" | "dim")):
                return True
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return _SIZE.search(name) is not None and self.named(name) is not None
            case ast.Subscript(value=inner):
                return self.is_size(inner)
            case ast.BinOp(left=left, right=right):
                return self.is_size(left) and self.is_size(right)
        return False

    def integer(self, node: ast.expr) -> int | None:
        """Give the whole number that the node writes, None if it writes something else.

        Raises StepError, quoting it, for a number that is not known here or is too large for torch.
        """
        value = self.value(node)
        return value if isinstance(value, int) else None

    def value(self, node: ast.expr) -> Size | None:
        """Give the whole number, or the tuple of them, that the node writes; None if it writes something else.

        Raises StepError as `integer` does.
        """
        match node:
            case ast.Constant(value=int() as value) if type(value) is int:
                return _bounded(value, node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                number = self.integer(operand)
                return number if number is None or isinstance(node.op, ast.UAdd) else -number
            case ast.BinOp(left=left, op=op, right=right):
                return self._computed(node, self.value(left), op, self.value(right))
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return self._several(items)
            case ast.Call():
                return self._called(node)
            case ast.Subscript(value=inner, slice=index):
                return self._part(node, self.value(inner), index)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._meant(node, name)
        return None

    def _computed(self, node: ast.BinOp, left: Size | None, op: ast.operator, right: Size | None) -> Size | None:
        match left, right:
            case int(), int() if type(op) in _ARITHMETIC:
                if right == 0 and isinstance(op, ast.FloorDiv | ast.Mod):
                    raise StepError(f"{written(node)} divides by 0.", "Write another number.")
                return _bounded(_ARITHMETIC[type(op)](left, right), node)
            case int(), int():
                raise StepError(f"{written(node)} cannot be computed here.", "Write +, -, *, // or %, or the number.")
            case tuple(), tuple() if isinstance(op, ast.Add):
                return left + right
        return None

    def _several(self, items: list[ast.expr]) -> tuple[int, ...] | None:
        found: list[int] = []
        for item in items:
            value = self.value(item.value if isinstance(item, ast.Starred) else item)
            if isinstance(value, tuple) == isinstance(item, ast.Starred) and value is not None:
                found += value if isinstance(value, tuple) else (value,)
            else:
                return None
        return tuple(found)

    def _called(self, call: ast.Call) -> Size | None:
        match call:
            case ast.Call(func=ast.Name(id="len"), args=[of], keywords=[]):
                return self._known(call, self.shape_of(of), 0)
            case ast.Call(func=ast.Attribute(value=of, attr="dim" | "ndimension"), args=[], keywords=[]):
                shape = self.shape_of(of)
                return self._unknown(call) if shape is None else len(shape)
            case ast.Call(func=ast.Attribute(value=of, attr="size"), args=[], keywords=[]):
                return self._shape(call, of)
            case (
                ast.Call(func=ast.Attribute(value=of, attr="size"), args=[axis], keywords=[])
                | ast.Call(
                    func=ast.Attribute(value=of, attr="size"), args=[], keywords=[ast.keyword(arg="dim", value=axis)]
                )
            ):
                return self._known(call, self.shape_of(of), self.integer(axis))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[of], keywords=[]) if name in _SAME:
                return self.value(of)
        return None

    def _part(self, node: ast.Subscript, sizes: Size | None, index: ast.expr) -> Size | None:
        if not isinstance(sizes, tuple):
            return None
        if isinstance(index, ast.Slice):
            ends = [None if end is None else self.integer(end) for end in (index.lower, index.upper, index.step)]
            return sizes[slice(*ends)] if ends[2] != 0 else None
        return self._known(node, sizes, self.integer(index))

    def _meant(self, node: ast.Name | ast.Attribute, name: str) -> Size:
        if isinstance(node, ast.Attribute) and name == "shape":
            return self._shape(node, node.value)
        if isinstance(node, ast.Attribute) and name == "ndim":
            shape = self.shape_of(node.value)
            return self._unknown(node) if shape is None else len(shape)
        value = self.named(name)
        return self._unknown(node) if value is None else value

    def _shape(self, node: ast.expr, of: ast.expr) -> Shape:
        shape = self.shape_of(of)
        return (self._unknown(node),) if shape is None else shape

    def _known(self, node: ast.expr, shape: Shape | None, axis: int | None) -> int:
        if shape is None or axis is None:
            return self._unknown(node)
        if not -len(shape) <= axis < len(shape):
            raise StepError(
                f"{written(node)}: there is no size {axis}, the tensor has {len(shape)}.", "Count from 0, or from -1."
            )
        return shape[axis]

    def _unknown(self, node: ast.expr) -> int:
        raise StepError(f"{written(node)} is not known here.", "Write the number in its place.")


def _bounded(value: int, node: ast.expr) -> int:
    if abs(value) > _LARGEST:
        raise StepError(f"{written(node)} is larger than any size or index.", "torch counts up to 2**63 - 1.")
    return value
