"""A program of torch.export as a module. Loading it can execute code of its own, so only with the person's consent."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ...errors import FileError
from ...model.program_checks import require_trust
from ...model.regular_file import shown
from ...model.sniff import FileKind
from ...run.input import Fill, Filled, InputSpec, Number, Size, Tokens
from .load_script import not_loaded


def load_export(path: Path, trusted: bool) -> tuple[nn.Module, tuple[InputSpec, ...]]:
    """Load the program, and input of the sizes that it was exported with, () where it does not tell.

    Its guards are left out, because they are code. Sizes other than those that it was exported with are refused when it
    is called, with torch's words: initial states of the old sizes are part of the program, and the operators would not
    notice. Raises TrustError without consent, and FileError for what torch cannot load.
    """
    require_trust(path, FileKind.TORCH_EXPORT, trusted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch has things to say of its own classes
            program = torch.export.load(path)
            module: nn.Module = program.module(check_guards=False)
    except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, AssertionError, OSError, EOFError) as error:
        raise not_loaded(path, error) from error
    if not callable(module):
        raise FileError(f"{shown(path)} holds no program that can be run.")
    return module, tuple(_inputs(program.example_inputs))


def _inputs(example: Any) -> Iterator[InputSpec]:
    """Describe the arguments that the program was exported with; none of them where one is no tensor and no number."""
    positional, named = example or ((), {})
    given = [*((str(place), value) for place, value in enumerate(positional)), *named.items()]
    if all(isinstance(value, torch.Tensor | int | float) for _, value in given):
        yield from (InputSpec(name, _described(value)) for name, value in given)


def _described(value: Any) -> Filled | Tokens | Number:
    if not isinstance(value, torch.Tensor):
        return Number(value)
    sizes = tuple(Size(size) for size in value.shape)
    if value.is_floating_point():
        return Filled(Fill.NORMAL, sizes)
    return Tokens(sizes, int(value.max()) + 1 if value.numel() else 1)
