"""The arguments of one call in reshape code, as they are written."""

import ast
from collections.abc import Callable
from typing import NoReturn

from ...errors import StepError
from ..primitives import Shape
from .quoted_code import written

_NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}  # torch takes these for its own


class ArgumentNodes:
    """The arguments not yet bound; each method takes what torch would bind to that parameter.

    `shape` gives that of the tensor so far, None where it is not known. Errors quote `code`.
    """

    def __init__(self, call: ast.Call, code: str) -> None:
        self.code = code
        self.shape: Callable[[], Shape | None] = lambda: None
        self._positional = list(call.args)
        self._named: dict[str, ast.expr] = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                raise StepError(f"{code}: '**' cannot be read.", "Write the arguments out.")
            self._named[_NUMPY_NAMES.get(keyword.arg, keyword.arg)] = keyword.value

    def node(self, name: str) -> ast.expr:
        """Take what stands there, as it stands. Raises StepError if nothing does."""
        return self.optional(name) or self._missing(name)

    def optional(self, name: str) -> ast.expr | None:
        """Take what stands there, None if nothing does."""
        return self._positional.pop(0) if self._positional else self._named.pop(name, None)

    def keyword(self, name: str) -> ast.expr | None:
        """Take what stands there by its name, None if nothing does."""
        return self._named.pop(name, None)

    def others(self) -> list[ast.expr]:
        """Take all positional arguments that are left."""
        nodes, self._positional = self._positional, []
        return nodes

    def finish(self) -> None:
        """Raise StepError if an argument is left that no parameter took."""
        if self._positional or self._named:
            left = next(iter(self._named), None) or written(self._positional[0])
            raise StepError(f"{self.code}: the argument {left} is one too many or not known.", "Leave it out.")

    def has(self, name: str) -> bool:
        """Tell whether an argument is left for this parameter."""
        return bool(self._positional) or name in self._named

    def begins_with_text(self) -> bool:
        """Tell whether a text in quotation marks comes next."""
        first = next(iter(self._positional), None) or self._named.get("pattern")
        return isinstance(first, ast.Constant) and isinstance(first.value, str)

    def _missing(self, name: str) -> NoReturn:
        raise StepError(f"{self.code}: the argument {name} is missing.", "Write it between the parentheses.")

    def _refuse(self, name: str, expected: str) -> NoReturn:
        raise StepError(f"{self.code}: the argument {name} must be {expected}.", "The code is read, not executed.")
