"""From the text between brackets to an index step."""

import ast

from ...errors import StepError
from ..steps.subscript import Slice, Subscript, SubscriptItem
from ..steps.take_steps import LastValid
from .lengths_code import last_valid_of
from .quoted_code import written
from .typed_sizes import TypedSizes


def subscript_of(index: ast.expr, sizes: TypedSizes) -> Subscript | LastValid:
    """Give the step that `[index]` writes. Raises StepError, quoting what cannot be an index."""
    nodes = index.elts if isinstance(index, ast.Tuple) else [index]
    last_valid = last_valid_of(nodes)
    if last_valid is not None:
        return last_valid
    items = tuple(_item(node, sizes) for node in nodes)
    if items.count(...) > 1:
        raise StepError(f"{Subscript(items).code}: '...' stands more than once.", "One fills all the room.")
    return Subscript(items)


def _item(node: ast.expr, sizes: TypedSizes) -> SubscriptItem:
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=value) if value is ...:
            return ...
        case ast.Slice(lower, upper, step):
            return _slice(Slice(_end(lower, sizes), _end(upper, sizes), _end(step, sizes)))
        case ast.Attribute(value=ast.Name(id="np"), attr="newaxis"):
            return None
    number = None if isinstance(node, ast.List | ast.Tuple) else _integer(node, sizes)
    if number is None:
        raise StepError(
            f"[{written(node)}] cannot be an index here.",
            "Write whole numbers, slices, ... or None; other tensors, lists and masks are not known.",
        )
    return number


def _end(node: ast.expr | None, sizes: TypedSizes) -> int | None:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None
    number = _integer(node, sizes)
    if number is None:
        raise StepError(f"{written(node)} cannot be an end of a slice.", "Write whole numbers.")
    return number


def _integer(node: ast.expr, sizes: TypedSizes) -> int | None:
    if isinstance(node, ast.Name) and sizes.named(node.id) is None:
        return None
    return sizes.integer(node)


def _slice(found: Slice) -> Slice:
    if found.step is not None and found.step < 1:
        raise StepError(
            f"[{Subscript((found,)).code[1:-1]}]: torch takes no slice step of {found.step}.",
            "Steps are 1 or more; to turn an axis round, call .flip in your code.",
        )
    return found
