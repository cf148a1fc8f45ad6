"""What is in a model file: its state dicts, tensors and recurrent layers. Nothing of the file is executed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import FileError, InputError, TrustError
from .file_tensor import FileTensor
from .infer import FoundLayer, find_layers
from .pickle_reader import PICKLE_NBYTES_LIMIT, Pickled, read_pickle
from .regular_file import damaged, open_regular, shown
from .safetensors_file import read_header
from .sniff import FileKind, sniff
from .state_dicts import StateDict, find_state_dicts, state_dict_of
from .torch_legacy import read_torch_legacy
from .torch_zip import read_torch_zip

Content = Literal["state_dict", "module", "checkpoint", "program", "run", "other"]

_SHOWN_GLOBALS = 5
_SAVE_WEIGHTS = "Where it was made, save its weights with torch.save(model.state_dict(), PATH) and open that file."
_PROGRAMS = {
    FileKind.TORCHSCRIPT: "is a TorchScript program",
    FileKind.TORCH_EXPORT: "is a program of torch.export",
}
_NOT_READ = {
    FileKind.TORCH_TAR: "is a torch file in the tar format of 2016, which is not read",
    FileKind.SHARDED: "is a checkpoint in several parts, which is not read as a whole",
    FileKind.DISTRIBUTED: "is a distributed checkpoint, which is not read",
    FileKind.KERAS: "is a Keras or HDF5 file, which is not read",
    FileKind.ARCHIVE: "is an archive, which is not read",
    FileKind.UNKNOWN: "is no model file of a known kind",
}
_REMEDIES = {
    FileKind.SHARDED: "Open one of its parts.",
    FileKind.KERAS: "Convert the model to PyTorch and save its state_dict.",
    FileKind.ARCHIVE: "Unpack it and open the model file in it.",
    FileKind.UNKNOWN: "Save the model's state_dict with torch.save, or as safetensors.",
}


@dataclass(frozen=True, slots=True, eq=False)
class FileListing:
    """What `lstmscope inspect` tells; `chosen` is the state dict that tensors and layers are those of."""

    kind: FileKind
    content: Content
    state_dicts: tuple[StateDict, ...]
    chosen: StateDict | None
    layers: tuple[FoundLayer, ...] = ()
    foreign_globals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def tensors(self) -> tuple[FileTensor, ...]:
        """The tensors of the chosen state dict."""
        return self.chosen.tensors if self.chosen else ()

    @property
    def parameters(self) -> int:
        """The number of elements of all tensors of the chosen state dict."""
        return sum(tensor.size for tensor in self.tensors)

    def to_json(self) -> dict[str, Any]:
        """Give what `inspect --json` prints."""
        return {
            "kind": self.kind.value,
            "content": self.content,
            "state_dicts": [found.key for found in self.state_dicts],
            "members": [],
            "layers": [layer.to_json() for layer in self.layers],
            "tensors": [
                {"name": tensor.name, "shape": list(tensor.shape), "dtype": tensor.dtype} for tensor in self.tensors
            ],
            "parameters": self.parameters,
            "needs_trust": False,  # what would need it is not listed but refused
            "foreign_globals": list(self.foreign_globals),
            "warnings": list(self.warnings),
        }


def list_file(path: Path, state_dict: str = "") -> FileListing:
    """Give what is in the file; `state_dict` is the key of the one to list, "" for the first.

    Raises FileError for a file that is damaged or of a kind that is not read, TrustError for one that could
    only be opened by executing what it brings along, InputError for an unknown key.
    """
    kind = sniff(path)
    match kind:
        case FileKind.TORCH_ZIP:
            return _list_pickled(path, kind, read_torch_zip(path), state_dict)
        case FileKind.TORCH_LEGACY:
            return _list_pickled(path, kind, read_torch_legacy(path), state_dict)
        case FileKind.SAFETENSORS:
            tensors = {tensor.name: tensor for tensor in read_header(path).tensors}
            return _list_chosen(path, kind, (state_dict_of(tensors),), state_dict)
        case FileKind.RUN:
            run = StateDict((), "", read_header(path).tensors)
            return FileListing(kind, "run", (run,), run)
        case FileKind.PICKLE:
            raise _refused_pickle(path)
        case FileKind.TORCHSCRIPT | FileKind.TORCH_EXPORT:
            raise TrustError(f"{shown(path)} {_PROGRAMS[kind]}: opening it executes code of its own.", _SAVE_WEIGHTS)
        case _:
            raise FileError(f"{shown(path)} {_NOT_READ[kind]}.", _REMEDIES.get(kind, _SAVE_WEIGHTS))


def _list_pickled(path: Path, kind: FileKind, pickled: Pickled, key: str) -> FileListing:
    found = find_state_dicts(pickled.root)
    if not found and pickled.foreign_globals:
        raise TrustError(
            f"{shown(path)} holds a pickled module or other objects and no state_dict: opening it executes code "
            f"that it names ({_first_names(pickled.foreign_globals)}).",
            _SAVE_WEIGHTS,
        )
    if not found:
        return FileListing(kind, "other", (), None, (), (), (f"{shown(path)} holds no state_dict.",))
    return _list_chosen(path, kind, found, key, pickled.foreign_globals)


def _list_chosen(
    path: Path, kind: FileKind, found: tuple[StateDict, ...], key: str, foreign: tuple[str, ...] = ()
) -> FileListing:
    chosen = _choose(path, found, key)
    layers, warnings = find_layers(chosen.tensors)
    warnings += _further_warnings(chosen, layers, foreign)
    return FileListing(kind, "checkpoint" if chosen.path else "state_dict", found, chosen, layers, foreign, warnings)


def _choose(path: Path, found: tuple[StateDict, ...], key: str) -> StateDict:
    if not key:
        return found[0]
    for state_dict in found:
        if state_dict.key == key:
            return state_dict
    known = ", ".join(shown(state_dict.key) for state_dict in found)
    raise InputError(f"{shown(path)} has no state_dict {shown(key)}.", f"It has {known}.")


def _further_warnings(chosen: StateDict, layers: tuple[FoundLayer, ...], foreign: tuple[str, ...]) -> tuple[str, ...]:
    warnings = []
    if not layers:
        warnings.append("No recurrent layer was found among the tensors' names.")
    if chosen.unread:
        warnings.append(
            f"Tensors of a kind that is not read (sparse, quantized, ...) are left out: {_first_names(chosen.unread)}."
        )
    if foreign:
        warnings.append(f"Objects beside the tensors are not read; the file names {_first_names(foreign)} for them.")
    return tuple(warnings)


def _refused_pickle(path: Path) -> FileError | TrustError:
    with open_regular(path) as file:
        try:
            content = io.BytesIO(file.read(PICKLE_NBYTES_LIMIT))
        except OSError:
            raise damaged(path, "it cannot be read to its end") from None
    foreign = read_pickle(content, path).foreign_globals
    if not foreign:
        return FileError(f"{shown(path)} is a pickle of plain Python values without a model.", _SAVE_WEIGHTS)
    return TrustError(
        f"{shown(path)} is a plain pickle: opening it executes code that it names ({_first_names(foreign)}).",
        _SAVE_WEIGHTS,
    )


def _first_names(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN_GLOBALS
    return ", ".join(shown(name) for name in names[:_SHOWN_GLOBALS]) + (f" and {rest} more" if rest > 0 else "")
