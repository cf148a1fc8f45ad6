"""Reading a run file: the Run in its header, and the values of its tensors, without torch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import FileError, InputError
from ..model.file_tensor import FileTensor
from ..model.safetensors_file import read_header
from ..model.sniff import RUN_KEY
from .key import TensorKey
from .run import Run, StoredTensor
from .run_json import run_from_json


@dataclass(frozen=True, slots=True, eq=False)
class RunFile:
    """An opened run: what is known of it, and where each tensor's bytes lie."""

    run: Run
    tensors: dict[str, FileTensor]

    @property
    def arrived(self) -> bool:
        """Whether the values lie where the run says; else they are still being copied there."""
        return all(tensor.place.path == self.run.path for tensor in islice(self.tensors.values(), 1))

    def read(self, key: TensorKey) -> NDArray[Any]:
        """Read the whole tensor into memory, read-only. Raises InputError for a key that the run has not."""
        return self.tensor(key).read()

    def mapped(self, key: TensorKey) -> NDArray[Any]:
        """Map the tensor read-only, so that only what is looked at is read.

        Only for a file that nobody else can shorten: the process dies where a mapped file has lost its end.
        Raises InputError for a key that the run has not.
        """
        return self.tensor(key).mapped()

    def tensor(self, key: TensorKey) -> FileTensor:
        """Give the place of the tensor in the file. Raises InputError for a key that the run has not."""
        if key.name not in self.tensors:
            names = ", ".join(list(self.tensors)[:12])
            raise InputError(
                f"The run has no tensor {key.name!r}.", f"It has {names}{', ...' if len(self.tensors) > 12 else ''}."
            )
        return self.tensors[key.name]


def open_run(path: Path) -> RunFile:
    """Open a run file. Raises FileError if it is none, or if its tensors are not those that it describes."""
    header = read_header(path)
    if RUN_KEY not in header.metadata:
        raise FileError(f"{path.name} is a safetensors file, but no saved run.", "Open it as a model file.")
    try:
        data = json.loads(header.metadata[RUN_KEY])
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path.name} is a damaged run: its description is no JSON.", "Run the model again.") from error
    opened = RunFile(run_from_json(data, path), {tensor.name: tensor for tensor in header.tensors})
    _check_tensors(opened)
    return opened


def _check_tensors(opened: RunFile) -> None:
    run = opened.run
    weights = [TensorKey(layer.module, "weights", tensor.role) for layer in run.weights for tensor in layer.tensors]
    for key in (*run.captured_keys(), *weights):
        found, stored = run.find(key), opened.tensors.get(key.name)
        described = (found[1].shape, found[1].dtype) if found else None
        if stored is None or (stored.shape, stored.dtype) != described:
            raise _damaged(run, key.name)
    shapes = {call.key(tensor.role).name: tensor.shape for call in run.calls for tensor in call.tensors}
    referring = [(f"result/{tensor.role}", tensor) for tensor in run.result]
    referring += [(call.key(tensor.role).name, tensor) for call in run.calls for tensor in call.tensors]
    for name, tensor in referring:
        if not _is_captured(tensor, shapes):
            raise _damaged(run, name)


def _is_captured(tensor: StoredTensor, shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """Tell whether the captured tensors that this one refers to are there."""
    same = not tensor.same_as or shapes.get(tensor.same_as) == tensor.shape
    return same and (not tensor.view_of or tensor.view_of in shapes)


def _damaged(run: Run, name: str) -> FileError:
    return FileError(
        f"{run.path.name} is a damaged run: {name} is not what its description says.", "Run the model again."
    )
