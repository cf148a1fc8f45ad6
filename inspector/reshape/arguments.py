"""The arguments of one call in reshape code: integers, tuples of them, True, False, None; bound to torch's names."""

import ast
from typing import NoReturn

from ..errors import StepError

Value = int | bool | tuple[int, ...] | None
_LARGEST = 2**63 - 1  # what torch takes as a size or an index
_SHOWN = 60
_NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}  # torch takes these for its own


class Arguments:
    """The arguments not yet bound; each method takes what torch would bind to that parameter.

    Every method raises StepError, quoting `code`, if the argument is missing or of another type.
    """

    def __init__(self, call: ast.Call, code: str) -> None:
        self._code = code
        self._positional = [_value(node, code) for node in call.args]
        self._named: dict[str, Value] = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                raise StepError(f"{code}: '**' cannot be read.", "Write the arguments out.")
            self._named[_NUMPY_NAMES.get(keyword.arg, keyword.arg)] = _value(keyword.value, code)

    def integer(self, name: str, default: int | None = None) -> int:
        """Take one integer."""
        value = self._take(name, default)
        return value if type(value) is int else self._refuse(name, "a whole number")

    def boolean(self, name: str, default: bool) -> bool:
        """Take True or False."""
        value = self._take(name, default)
        return value if isinstance(value, bool) else self._refuse(name, "True or False")

    def dims(self, name: str) -> int | tuple[int, ...] | None:
        """Take an integer, a tuple of them, or None, which is also the default."""
        value = self._take(name, None, optional=True)
        return value if not isinstance(value, bool) else self._refuse(name, "a whole number or a tuple of them")

    def integers(self, name: str) -> tuple[int, ...]:
        """Take all positional integers, or one tuple of them."""
        if self._positional and all(type(value) is int for value in self._positional):
            found = tuple(value for value in self._positional if type(value) is int)
            self._positional = []
            return found
        value = self._take(name, None)
        return value if isinstance(value, tuple) else self._refuse(name, "whole numbers or one tuple of them")

    def finish(self) -> None:
        """Raise StepError if an argument is left that no parameter took."""
        if self._positional or self._named:
            left = next(iter(self._named), None) or repr(self._positional[0])
            raise StepError(f"{self._code}: the argument {left} is one too many or not known.", "Leave it out.")

    def has(self, name: str) -> bool:
        """Tell whether an argument is left for this parameter."""
        return bool(self._positional) or name in self._named

    def _take(self, name: str, default: Value, optional: bool = False) -> Value:
        if self._positional:
            return self._positional.pop(0)
        if name in self._named:
            return self._named.pop(name)
        if default is None and not optional:
            raise StepError(f"{self._code}: the argument {name} is missing.", "Write it between the parentheses.")
        return default

    def _refuse(self, name: str, expected: str) -> NoReturn:
        raise StepError(f"{self._code}: the argument {name} must be {expected}.", "The code is read as torch reads it.")


def written(node: ast.expr) -> str:
    """Give the code of the node in one line, cut where it is long, to be quoted in a sentence."""
    try:
        return shortened(ast.unparse(node))
    except RecursionError:
        return "(what is nested too deeply)"


def shortened(code: str) -> str:
    """Give the code, cut after some sixty characters."""
    return code if len(code) <= _SHOWN else code[: _SHOWN - 3] + "..."


def integer_of(node: ast.expr) -> int | None:
    """Give the integer that the node writes, with a minus sign or without; None if it writes something else.

    Raises StepError if it is larger than torch can take.
    """
    match node:
        case ast.Constant(value=int() as value) if type(value) is int:
            return _bounded(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if type(value) is int:
            return -_bounded(value)
    return None


def _bounded(value: int) -> int:
    if value > _LARGEST:
        raise StepError(f"{value} is larger than any size or index.", "torch counts up to 2**63 - 1.")
    return value


def _value(node: ast.expr, code: str) -> Value:
    match node:
        case ast.Constant(value=bool() | None as value):
            return value
        case ast.Tuple(elts=items) | ast.List(elts=items):
            numbers = tuple(integer_of(item) for item in items)
            known = tuple(number for number in numbers if number is not None)
            if len(known) == len(numbers):
                return known
        case _:
            number = integer_of(node)
            if number is not None:
                return number
    raise StepError(
        f"{code}: the argument {written(node)} cannot be read.",
        "Write whole numbers, tuples of them, True, False or None: the code is read, not executed.",
    )
