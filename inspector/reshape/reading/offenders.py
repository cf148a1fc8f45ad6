"""What is no reshape, named, and what to do instead."""

import ast

from ...errors import StepError
from ..steps.join_steps import HERE
from .function_names import dotted
from .quoted_code import call_written, not_a_step, written
from .step_names import KNOWN

KNOWN_STEPS = f"Known are [...], {', '.join(f'.{name}' for name in KNOWN)}; begin with a dot or a bracket."

_INSIDE = "Paste what stands inside its parentheses, or what follows after them."
_INSTEAD = {
    "gather": "To take the last valid time step of each sample write .last_valid(lengths).",
    "index_select": "Write the positions as a slice, [:, 0:2], or one of them, [:, 0].",
    "flip": "Leave it out: no step turns an axis round.",
    "view_as": "Write .view with the sizes.",
    "reshape_as": "Write .reshape with the sizes.",
    "expand_as": "Write .expand with the sizes.",
    "hstack": "Write torch.cat with dim=1.",
    "vstack": "Write torch.cat with dim=0.",
    "item": "Leave it out.",
    "tolist": "Leave it out.",
}  # fmt: skip
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**", ast.Mod: "%",
    ast.FloorDiv: "//",
}  # fmt: skip


def unknown_call(call: ast.Call) -> StepError:
    """Give the error for a call that is no reshape: of a method by its arguments, of a function or module without."""
    name = dotted(call.func)
    attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name is None or name.startswith(f"{HERE}."):
        code = call_written(f".{attribute}", call) if attribute else written(call)
        return not_a_step(code, _INSTEAD.get(attribute, KNOWN_STEPS))
    if name in KNOWN:
        return not_a_step(f"{name}(…)", f"Write it after a tensor, with a dot before it: .{name}(…).")
    code = f"{name}({'…' if call.args or call.keywords else ''})"
    return not_a_step(code, _INSTEAD.get(attribute, _INSIDE if call.args or call.keywords else KNOWN_STEPS))


def arithmetic(node: ast.BinOp, after: bool) -> StepError:
    """Give the error for arithmetic: the sign with what stands `after` the tensor, or else before it."""
    sign = _SIGNS.get(type(node.op), "…")
    code = f"{sign} {written(node.right)}" if after else f"{written(node.left)} {sign}"
    return not_a_step(
        code,
        "Paste the code of one tensor, without arithmetic; to add parts of it, give them an axis of their own, as "
        ".unflatten(-1, (2, -1)) does, and write .sum.",
    )


def unknown_code(node: ast.expr) -> StepError:
    """Give the error for any other code."""
    name = dotted(node)
    if isinstance(node, ast.Attribute) and (name is None or name.startswith(f"{HERE}.")):
        return not_a_step(f".{node.attr}", KNOWN_STEPS)
    return not_a_step(written(node), KNOWN_STEPS)
