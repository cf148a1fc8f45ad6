"""From pasted text to Python statements."""

import ast
import re
import textwrap
import warnings

from ...errors import StepError
from ..steps.join_steps import HERE
from .offenders import KNOWN_STEPS
from .quoted_code import shortened

Statements = tuple[ast.stmt, ...]

_BLANK = re.compile(r"(?:\s|#[^\n]*(?:\n|\Z))*")
_TARGET = re.compile(r"(?:[^\W\d][\w.]*\s*=(?!=)|return\b)\s*")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def statements_of(text: str) -> Statements:
    """Give the statements: one for what can be read as one expression over all its lines, of none the tensor itself.

    Raises StepError if the text is not Python code.
    """
    code = text[_after(_BLANK, text) :]
    if not code or code[0] in ".[":
        return (_expression(HERE + code),)
    try:
        return (_expression(code[_after(_TARGET, code) :]),)
    except StepError:
        return _lines(text, code)


def _after(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _expression(code: str) -> ast.Expr:
    """Read one expression; in parentheses its lines may break anywhere."""
    match _parsed(f"({code}\n)", code):
        case [ast.Expr() as only]:
            return only
    raise _not_python(code, "invalid syntax")


def _lines(text: str, code: str) -> Statements:
    """Read one statement a line. What was pasted from inside a function is indented, its first line perhaps not."""
    try:
        return tuple(_parsed(textwrap.dedent(text), code))
    except StepError:
        return tuple(_parsed(_INDENT.sub("", code), code))


def _parsed(source: str, code: str) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an escape that Python only warns of is no reshape code either
            return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _not_python(code, error.msg if isinstance(error, SyntaxError) else "it cannot be parsed") from error


def _not_python(code: str, reason: str) -> StepError:
    return StepError(
        f"{shortened(' '.join(code.split()).removeprefix(HERE))} is not Python code: {reason}.", KNOWN_STEPS
    )
