"""The arguments of one call in reshape code as values, bound to torch's names."""

import ast

from ...errors import StepError
from .argument_nodes import ArgumentNodes
from .element_type_code import element_type_of
from .typed_sizes import Size, TypedSizes

_INFINITE = {"inf": float("inf"), "nan": float("nan")}
_SPELLED = _INFINITE | {"-inf": -float("inf"), "+inf": float("inf")}


class Arguments(ArgumentNodes):
    """The arguments not yet bound, as values.

    Every method raises StepError, quoting `code`, if the argument is missing or of another type.
    """

    def __init__(self, call: ast.Call, code: str, sizes: TypedSizes) -> None:
        super().__init__(call, code)
        self._sizes = sizes

    def integer(self, name: str, default: int | None = None) -> int:
        """Take one whole number."""
        node = self.optional(name)
        if node is None:
            return self._missing(name) if default is None else default
        return self._integer(name, node)

    def boolean(self, name: str, default: bool) -> bool:
        """Take True or False."""
        node = self.optional(name)
        if node is None:
            return default
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return node.value
        return self._refuse(name, "True or False")

    def dims(self, name: str) -> int | tuple[int, ...] | None:
        """Take a whole number, a tuple of them, or None, which is also the default."""
        node = self.optional(name)
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return None
        value = self._size(node)
        return value if value is not None else self._refuse(name, "a whole number or a tuple of them")

    def places(self, name: str) -> int | tuple[int, ...]:
        """Take a whole number or a tuple of them."""
        value = self._size(self.node(name))
        return value if value is not None else self._refuse(name, "a whole number or a tuple of them")

    def integers(self, name: str) -> tuple[int, ...]:
        """Take all positional whole numbers, or one tuple of them."""
        nodes, self._positional = self._positional or [self.node(name)], []
        if len(nodes) == 1 and isinstance(found := self._size(nodes[0]), tuple):
            return found
        numbers = self._size(ast.Tuple(nodes, ast.Load()))
        return numbers if isinstance(numbers, tuple) else self._refuse(name, "whole numbers or one tuple of them")

    def tuple_of(self, name: str) -> tuple[int, ...]:
        """Take one tuple of whole numbers."""
        value = self._size(self.node(name))
        return value if isinstance(value, tuple) else self._refuse(name, "a tuple of whole numbers")

    def number(self, name: str, default: float) -> float:
        """Take one number."""
        node = self.optional(name)
        value = default if node is None else self._number(node)
        return value if value is not None else self._refuse(name, "a number")

    def text(self, name: str) -> str:
        """Take a text in quotation marks."""
        node = self.node(name)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return self._refuse(name, "a text in quotation marks")

    def element_type(self, name: str) -> str:
        """Take a type of elements."""
        return element_type_of(self.node(name)) or self._refuse(name, "a type such as torch.float32")

    def named_sizes(self) -> tuple[tuple[str, int], ...]:
        """Take all arguments that are left by their names, as whole numbers."""
        named, self._named = self._named, {}
        return tuple((name, self._integer(name, node)) for name, node in named.items())

    def _integer(self, name: str, node: ast.expr) -> int:
        value = self._size(node)
        return value if isinstance(value, int) else self._refuse(name, "a whole number")

    def _size(self, node: ast.expr) -> Size | None:
        try:
            return self._sizes.value(node)
        except StepError as error:
            raise StepError(f"{self.code}: {error.message}", error.hint) from None

    def _number(self, node: ast.expr) -> float | None:
        match node:
            case ast.Constant(value=float() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = self._number(operand)
                return None if number is None else -number
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _INFINITE:
                return _INFINITE[name]
            case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as text)], keywords=[]):
                return _SPELLED.get(text)
        size = self._size(node)
        return float(size) if isinstance(size, int) else None
