"""Code of the user's, quoted in a sentence, and the sentence that says that it is no reshape step."""

import ast

from ...errors import StepError

_SHOWN = 60


def written(node: ast.AST) -> str:
    """Give the code of the node in one line, cut where it is long."""
    try:
        return shortened(" ".join(ast.unparse(node).split()))
    except RecursionError:
        return "(what is nested too deeply)"


def shortened(code: str) -> str:
    """Give the code, cut after some sixty characters."""
    return code if len(code) <= _SHOWN else code[: _SHOWN - 3] + "..."


def call_written(name: str, call: ast.Call) -> str:
    """Write a call with its arguments, cut where it is long."""
    parts = [written(argument) for argument in call.args]
    parts += [f"{f'{keyword.arg}=' if keyword.arg else '**'}{written(keyword.value)}" for keyword in call.keywords]
    return shortened(f"{name}({', '.join(parts)})")


def not_a_step(code: str, hint: str) -> StepError:
    """Give the error that names the first thing that is not a reshape."""
    return StepError(f"{shortened(code)} is not a reshape step that is known.", hint)
