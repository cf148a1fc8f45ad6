"""How code names the samples' lengths, and takes the last valid time step by them."""

import ast
import re

from ..steps.take_steps import LastValid

_NAMED = re.compile(r"\w*(lengths|lens)(_\w+)?", re.IGNORECASE)  # seq_len, without an s, is one number
_SAME = frozenset({"long", "int", "to", "cpu", "cuda", "detach", "tensor", "as_tensor", "LongTensor", "type"})
_COUNTING = frozenset({"arange", "range"})


def is_lengths(node: ast.expr) -> bool:
    """Tell whether the node is the lengths by their name, or a conversion of them."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _NAMED.fullmatch(name) is not None
        case ast.Call(func=ast.Attribute(value=inner, attr=method), args=arguments) if method in _SAME:
            return is_lengths(inner) or any(map(is_lengths, arguments[:1]))
    return False


def last_valid_of(nodes: list[ast.expr]) -> LastValid | None:
    """Give the step of `[torch.arange(3), lengths - 1]`, or of the mirrored one for tensors with time first.

    None if the items of the index are others.
    """
    match nodes:
        case [first, second, *others] if all(map(_is_all, others)):
            if _counts(first) and _is_last(second):
                return LastValid()
            if _is_last(first) and _counts(second):
                return LastValid(1, 0)
    return None


def _counts(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_] | [ast.Constant(value=0), _]):
            return name in _COUNTING
    return False


def _is_last(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=1)):
            return is_lengths(left)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _SAME:
            return _is_last(inner)
    return False


def _is_all(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is ...) or (
        isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
    )
