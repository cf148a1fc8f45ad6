"""From text to reshape steps and back. The text is parsed as Python and never evaluated."""

import ast
import re
import warnings

from ..errors import StepError
from .arguments import Arguments, integer_of, shortened, written
from .step_names import KNOWN, step_from
from .steps import ReshapeStep
from .subscript import Slice, Subscript, SubscriptItem

LONGEST = 2000
MOST_STEPS = 64

_BLANK = re.compile(r"(?:\s|#[^\n]*(?:\n|\Z))*")
_TARGET = re.compile(r"[^\W\d][\w.]*\s*=(?!=)\s*")
_PLACEHOLDER = "_"


def parse_steps(text: str) -> tuple[ReshapeStep, ...]:
    """Give the steps that `text` writes after a tensor's name: `.permute(0, 2, 1)[:, -1]`.

    Pasted code may bring the name along, `x = output.permute(0, 2, 1)`, line breaks and comments; text without a
    step gives (). Raises StepError, quoting the first thing that is not a reshape step.
    """
    root, links = _taken_apart(_parsed(text))
    if isinstance(root, ast.Name) and root.id == "self" and len(links) > 1 and isinstance(links[0], ast.Attribute):
        links = links[1:]  # the tensor's name is self.output
    if not isinstance(root, ast.Name) or (not links and root.id != _PLACEHOLDER):
        raise _not_a_step(written(root))
    if len(links) > MOST_STEPS:
        raise StepError(f"The code has {len(links)} steps.", f"At most {MOST_STEPS} can be taken in one pipeline.")
    return tuple(_step(link) for link in links)


def steps_text(steps: tuple[ReshapeStep, ...]) -> str:
    """Give the text that `parse_steps` reads as these steps, in one way of writing."""
    return "".join(step.code for step in steps)


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise StepError(f"The code has {len(text)} characters.", f"At most {LONGEST} can be read.")
    start = _after(_BLANK, text, 0)
    start = _after(_TARGET, text, start)
    chain = text[start:]
    name = "" if chain and chain[0] not in ".[" else _PLACEHOLDER
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an escape that Python only warns of is no reshape code either
            return ast.parse(f"({name}{chain}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it cannot be parsed"
        raise StepError(f"{shortened(' '.join(chain.split()))} is not Python code: {reason}.", _hint()) from error


def _after(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _taken_apart(node: ast.expr) -> tuple[ast.expr, list[ast.expr]]:
    """Give where a chain begins, and its links from there on: attributes, calls of them and subscripts."""
    links: list[ast.expr] = []
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                links.append(node)
                node = inner
            case _:
                return node, links[::-1]


def _step(link: ast.expr) -> ReshapeStep:
    match link:
        case ast.Call(func=ast.Attribute(attr=method)):
            code = _call_code(method, link)
            if method not in KNOWN:
                raise _not_a_step(code)
            return step_from(method, Arguments(link, code))
        case ast.Subscript(slice=index):
            return Subscript(_items(index))
        case ast.Attribute(attr=name):
            raise _not_a_step(f".{name}")
        case _:
            raise _not_a_step(written(link))


def _call_code(method: str, call: ast.Call) -> str:
    parts = [written(argument) for argument in call.args]
    parts += [f"{f'{keyword.arg}=' if keyword.arg else '**'}{written(keyword.value)}" for keyword in call.keywords]
    return shortened(f".{method}({', '.join(parts)})")


def _items(index: ast.expr) -> tuple[SubscriptItem, ...]:
    nodes = index.elts if isinstance(index, ast.Tuple) else [index]
    items = tuple(_item(node) for node in nodes)
    if items.count(...) > 1:
        raise StepError(f"{Subscript(items).code}: '...' stands more than once.", "One fills all the room.")
    return items


def _item(node: ast.expr) -> SubscriptItem:
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=value) if value is ...:
            return ...
        case ast.Slice(lower, upper, step):
            return _slice(Slice(_end(lower), _end(upper), _end(step)))
    number = integer_of(node)
    if number is None:
        raise StepError(
            f"[{written(node)}] cannot be an index here.",
            "Write whole numbers, slices, ... or None; other tensors, lists and masks are not known.",
        )
    return number


def _end(node: ast.expr | None) -> int | None:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None
    number = integer_of(node)
    if number is None:
        raise StepError(f"{written(node)} cannot be an end of a slice.", "Write whole numbers.")
    return number


def _slice(found: Slice) -> Slice:
    if found.step is not None and found.step < 1:
        raise StepError(
            f"[{Subscript((found,)).code[1:-1]}]: torch takes no slice step of {found.step}.",
            "Steps are 1 or more; to turn an axis round, call .flip in your code.",
        )
    return found


def _not_a_step(code: str) -> StepError:
    return StepError(f"{shortened(code)} is not a reshape step that is known.", _hint())


def _hint() -> str:
    return f"Known are [...], {', '.join(f'.{name}' for name in KNOWN)}; begin with a dot or a bracket."
