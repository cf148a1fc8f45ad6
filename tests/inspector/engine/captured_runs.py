"""Run any module, not only what a file or a form can name, and read the run file again."""

from pathlib import Path
from unittest.mock import patch

import torch
from torch import nn

from inspector.engine import make_run as maker
from inspector.engine.loading.load import LoadedModel
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.key import TensorKey
from inspector.run.request import RunRequest
from inspector.run.run import Run
from inspector.run.run_file import RunFile, open_run

# Layers as small as these gain nothing from threads, and on a busy machine wait for each other.
torch.set_num_threads(1)


def ignore(stage: str, calls: int) -> None:
    pass


def run_of(request: RunRequest, path: Path) -> RunFile:
    """Make a run and open its file; both must be the same value."""
    run = maker.make_run(request, path, ignore)
    opened = open_run(path)
    assert opened.run == run
    return opened


def run_module(module: nn.Module, path: Path, inputs: tuple[str, ...], **conditions) -> RunFile:
    """Run a module that the test has built."""
    request = RunRequest(PresetSource("odd"), tuple(map(parse_input, inputs)), **conditions)
    with patch.object(maker, "load_model", lambda _: LoadedModel(module, "", ())):
        return run_of(request, path)


def tensor(opened: RunFile, name: str) -> torch.Tensor:
    """Read a tensor as torch itself does from our own reader's array."""
    key = next(key for key in keys_of(opened.run) if key.name == name)
    array = opened.read(key)
    if array.dtype.kind not in "fiub":
        return torch.frombuffer(bytearray(array.tobytes()), dtype=torch.bfloat16).reshape(array.shape)
    return torch.from_numpy(array.copy())


def keys_of(run: Run) -> list:
    """All keys, the weights' too."""
    weights = [TensorKey(layer.module, "weights", tensor.role) for layer in run.weights for tensor in layer.tensors]
    return [*run.captured_keys(), *weights]


def names_of(run: Run) -> list[str]:
    """The names of what was captured, without the weights."""
    return [key.name for key in run.captured_keys()]
