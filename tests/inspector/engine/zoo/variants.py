"""The same model as a file of TorchScript or of torch.export."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from inspector.engine.inputs.inputs import RunInput
from tests.inspector.engine.zoo.entry import EXPORTED, FROZEN, SCRIPTED, TRACED, ZooEntry
from tests.inspector.engine.zoo.oracle import ZooError

SUFFIX = {SCRIPTED: ".pt", TRACED: ".pt", FROZEN: ".pt", EXPORTED: ".pt2"}
Saver = Callable[[nn.Module, RunInput, Path], None]


def variant(entry: ZooEntry, kind: str, path: Path) -> None:
    """Save the entry's model as that kind of file. Raises whatever torch raises for what it cannot save."""
    if entry.method != "forward":
        raise ValueError("A file has one way in, which is forward.")
    model = entry.build()
    arguments = entry.arguments(model)
    with warnings.catch_warnings(), torch.no_grad(), _kept_buffers(model):
        # torch says that TorchScript is old, and of each trace what it holds constant.
        warnings.simplefilter("ignore")
        _SAVERS[kind](model, arguments, path)


def _scripted(model: nn.Module, arguments: RunInput, path: Path) -> None:
    _save_and_try(torch.jit.script(model), arguments, path)


def _traced(model: nn.Module, arguments: RunInput, path: Path) -> None:
    with _kept_buffers(model):
        traced = _trace(model, arguments)
    _save_and_try(traced, arguments, path)


def _frozen(model: nn.Module, arguments: RunInput, path: Path) -> None:
    """Freeze the scripted model, or the traced one where that cannot be."""
    try:
        _save_and_try(torch.jit.freeze(torch.jit.script(model).eval()), arguments, path)
    except Exception:  # noqa: BLE001 - torch has many errors for what it cannot script
        with _kept_buffers(model):
            traced = _trace(model, arguments)
        _save_and_try(torch.jit.freeze(traced.eval()), arguments, path)


def _exported(model: nn.Module, arguments: RunInput, path: Path) -> None:
    program = torch.export.export(model, arguments.positional, dict(arguments.named))
    torch.export.save(program, path)
    torch.export.load(path).module(check_guards=False)(*arguments.positional, **arguments.named)


def _trace(model: nn.Module, arguments: RunInput) -> Any:
    """Trace; a dict as result is allowed."""
    if arguments.named:
        return torch.jit.trace(model, example_kwarg_inputs=dict(arguments.named), check_trace=False, strict=False)
    return torch.jit.trace(model, arguments.positional, check_trace=False, strict=False)


def _save_and_try(script: Any, arguments: RunInput, path: Path) -> None:
    """Save and run it once: what could be saved need not run."""
    script.save(str(path))
    try:
        torch.jit.load(str(path))(*arguments.positional, **arguments.named)
    except torch.jit.Error as error:
        if ZooError.__name__ not in str(error):  # what the model raises on purpose, it raises from a file, too
            raise


@contextmanager
def _kept_buffers(model: nn.Module) -> Iterator[None]:
    """Undo what a trial did to the state that the model keeps in buffers."""
    kept = {name: buffer.clone() for name, buffer in model.named_buffers()}
    yield
    for name, buffer in model.named_buffers():
        buffer.copy_(kept[name])


_SAVERS: dict[str, Saver] = {SCRIPTED: _scripted, TRACED: _traced, FROZEN: _frozen, EXPORTED: _exported}
