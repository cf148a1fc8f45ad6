"""A TorchScript file as a module. Loading it executes code of its own, so only with the person's consent."""

import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from ...errors import FileError, ran_out_of_memory
from ...model.program_checks import require_trust
from ...model.regular_file import shown
from ...model.sniff import FileKind


def load_script(path: Path, trusted: bool) -> nn.Module:
    """Load the program on the CPU. Raises TrustError without consent, and FileError for what torch cannot load."""
    require_trust(path, FileKind.TORCHSCRIPT, trusted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch says of every TorchScript file that TorchScript is old
            load: Callable[..., nn.Module] = torch.jit.load
            module = load(str(path), map_location="cpu")
    except (RuntimeError, ValueError, OSError) as error:
        raise not_loaded(path, error) from error
    return module


def not_loaded(path: Path, error: Exception) -> Exception:
    """Give the error for a program that torch refuses, or MemoryError where memory ran out."""
    if ran_out_of_memory(error):
        return MemoryError(str(error))
    words = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return FileError(
        f"{shown(path)} cannot be loaded by torch {torch.__version__}: {words.rstrip('.')}.",
        "Load it where it was made and save it again with this version of torch.",
    )
