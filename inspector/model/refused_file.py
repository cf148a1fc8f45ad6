"""Files that are model files and are not listed: what each is, why not, and what to do instead."""

import io
from collections.abc import Sequence
from pathlib import Path

from ..errors import FileError, TrustError
from .pickle_reader import PICKLE_NBYTES_LIMIT, read_pickle
from .regular_file import damaged, open_regular, shown
from .sniff import FileKind

_SHOWN_NAMES = 5
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


def refused_kind(path: Path, kind: FileKind) -> FileError | TrustError:
    """Give the error for a file of a kind that is not listed."""
    if kind is FileKind.PICKLE:
        return _refused_pickle(path)
    if kind in _PROGRAMS:
        return TrustError(f"{shown(path)} {_PROGRAMS[kind]}: opening it executes code of its own.", _SAVE_WEIGHTS)
    return FileError(f"{shown(path)} {_NOT_READ[kind]}.", _REMEDIES.get(kind, _SAVE_WEIGHTS))


def refused_objects(path: Path, foreign_globals: Sequence[str]) -> TrustError:
    """Give the error for a torch file in which there is neither a state dict nor a module."""
    return TrustError(
        f"{shown(path)} holds objects that are no module and no state_dict: opening it executes code that it names "
        f"({first_names(foreign_globals)}).",
        _SAVE_WEIGHTS,
    )


def first_names(names: Sequence[str]) -> str:
    """Give the first few names for a sentence, and how many more there are."""
    rest = len(names) - _SHOWN_NAMES
    return ", ".join(shown(name) for name in names[:_SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")


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
        f"{shown(path)} is a plain pickle: opening it executes code that it names ({first_names(foreign)}).",
        _SAVE_WEIGHTS,
    )
