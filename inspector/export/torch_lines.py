"""Reshape steps as torch code without the model: lines on a captured tensor, and an nn.Module that does the same."""

import re

from ..reshape.steps import ReshapeStep
from .code_source import RUN, CodeSource, given_lines, names_given
from .torch_chain import chain_lines

MODULE_NAME = "Reshape"
_IMPORTS = {
    r"\btorch\.": "import torch",
    r"\bF\.": "import torch.nn.functional as F",
    r"\bnn\.": "from torch import nn",
}
_PATTERNS = ("rearrange", "reduce", "repeat")


def torch_lines(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write the bound steps on a tensor of the source's name; the outcome is `result`.

    The other names that the lines read are told first. Raises StepError for a step that does not fit.
    """
    return with_imports([*given_lines(source, steps, "the tensor"), *chain_lines(source, steps)])


def module_code(source: CodeSource, steps: tuple[ReshapeStep, ...]) -> str:
    """Write a module whose forward takes what the bound steps name. Raises StepError for a step that does not fit."""
    names = names_given(source, steps)
    taken = ", ".join(f"{name}: {'dict[str, torch.Tensor]' if name == RUN else 'torch.Tensor'}" for name in names)
    body = [
        f"class {MODULE_NAME}(nn.Module):",
        f"    def forward(self, {taken}) -> torch.Tensor:",
        *(f"        {line}" for line in chain_lines(source, steps, "return ")),
        "",
        "",
        f"# Behind the layer: result = {MODULE_NAME}()({', '.join(names)})",
    ]
    return with_imports(body, gap=2)


def with_imports(lines: list[str], gap: int = 1) -> str:
    """Give the whole text: the imports that the lines need, then the lines."""
    code = "\n".join(line.partition("#")[0] for line in lines)
    imports = [line for mark, line in _IMPORTS.items() if re.search(mark, code)]
    patterns = patterns_in(code)
    if patterns:
        plain = sum(line.startswith("import ") for line in imports)
        imports.insert(plain, f"from einops import {', '.join(patterns)}")
    return "\n".join([*imports, *[""] * (gap if imports else 0), *lines]) + "\n"


def patterns_in(code: str) -> list[str]:
    """Give the names of einops' functions that the code calls."""
    return [name for name in _PATTERNS if re.search(rf"(?<![.\w]){name}\(", code)]
