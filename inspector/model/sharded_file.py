"""Checkpoints in several files with an index in JSON that tells which tensor lies in which of them."""

import json
from pathlib import Path
from typing import Any

from ..errors import FileError
from .checkpoint_folder import CheckpointFolder
from .file_tensor import FileTensor
from .pickle_reader import Pickled
from .regular_file import damaged, open_regular, shown
from .safetensors_file import read_header
from .sniff import FileKind, sniff
from .torch_legacy import read_torch_legacy
from .torch_zip import read_torch_zip

INDEX_SUFFIX = ".index.json"
_INDEX_NBYTES_LIMIT = 100_000_000
_PARTS_LIMIT = 10_000


def read_sharded(path: Path) -> Pickled:
    """Give the tensors of all parts by name; `path` is the index, or the folder that it lies in.

    Nothing of the files is executed and no tensor's values are read. Raises FileError, also for a part outside the
    folder, however the index names it.
    """
    index = _index_in(path) if path.is_dir() else path
    places = _weight_map(index)
    folder = CheckpointFolder(index.parent)
    names = tuple(dict.fromkeys(places.values()))
    if len(names) > _PARTS_LIMIT:
        raise damaged(index, f"it has more than {_PARTS_LIMIT} parts")
    parts = {name: _tensors_in(folder.part(name)) for name in names}
    missing = next((tensor for tensor, name in places.items() if tensor not in parts[name][0]), None)
    if missing is not None:
        raise damaged(index, f"the tensor {shown(missing)} is not in its part {shown(places[missing])}")
    foreign = dict.fromkeys(name for _, names in parts.values() for name in names)
    return Pickled({tensor: parts[name][0][tensor] for tensor, name in places.items()}, tuple(foreign))


def _index_in(folder: Path) -> Path:
    """Give the folder's index: of safetensors files before that of torch's, which holds the same."""
    found = sorted(path for path in folder.iterdir() if path.name.endswith(INDEX_SUFFIX))
    return min(found, key=lambda path: "safetensors" not in path.name)


def _weight_map(index: Path) -> dict[str, Any]:
    with open_regular(index) as file:
        try:
            content = json.loads(file.read(_INDEX_NBYTES_LIMIT))
        except (OSError, ValueError, RecursionError, MemoryError):
            raise damaged(index, "it is no sound JSON") from None
    places = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(places, dict) or not places or any(type(name) is not str for name in places.values()):
        raise damaged(index, "it does not tell which tensor lies in which file")
    return places


def _tensors_in(part: Path) -> tuple[dict[object, FileTensor], tuple[str, ...]]:
    """Give the tensors of one part by name, and the foreign names that its pickle has."""
    match sniff(part):
        case FileKind.SAFETENSORS:
            return {tensor.name: tensor for tensor in read_header(part).tensors}, ()
        case FileKind.TORCH_ZIP:
            pickled = read_torch_zip(part)
        case FileKind.TORCH_LEGACY:
            pickled = read_torch_legacy(part)
        case kind:
            raise FileError(
                f"The part {shown(part.name)} is no file of tensors but of the kind {kind}.",
                "Download the checkpoint again.",
            )
    root = pickled.root if type(pickled.root) is dict else {}
    tensors = {name: value for name, value in root.items() if isinstance(value, FileTensor)}
    return tensors, pickled.foreign_globals
