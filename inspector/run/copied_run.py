"""A run that lies elsewhere: looked at where it lies until it has been copied to where nobody can shorten it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ..errors import CancelledError, FileError
from ..model.file_place import FileBytes
from ..model.file_tensor import FileTensor
from ..model.foreign_bytes import ForeignBytes
from ..model.regular_file import damaged, open_regular
from .run_file import RunFile, open_run

_PIECE = 1 << 23  # bytes: whoever cancels waits for no more


def run_elsewhere(path: Path, copy: Path) -> RunFile:
    """Open a run file of somebody else's, which is to be copied to `copy`: that is where the Run says it lies.

    Its tensors are read from `path`, never mapped. Raises FileError as `open_run` does.
    """
    opened = open_run(path)
    tensors = {name: _foreign(tensor) for name, tensor in opened.tensors.items()}
    return RunFile(replace(opened.run, path=copy), tensors)


def copy_run(path: Path, shown: RunFile, cancelled: Callable[[], bool]) -> RunFile:
    """Copy the file to where the Run that is `shown` says it lies, and open it there.

    Raises FileError, also where the file has become another one or shorter, and CancelledError.
    """
    copy = copy_file(path, shown.run.path, cancelled)
    try:
        copied = open_run(copy)
        if copied.run == shown.run:
            return copied
    except FileError:  # it names the copy, and nobody knows that
        pass
    copy.unlink()
    raise FileError(f"{path.name} was changed or cut off while it was opened.", "Open it again.")


def copy_file(path: Path, target: Path, cancelled: Callable[[], bool] = lambda: False) -> Path:
    """Copy a file: whoever looks sees the old target or the whole new one. Raises FileError and CancelledError."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with open_regular(path) as source, partial.open("wb") as sink:
            size = os.fstat(source.fileno()).st_size
            if _copy(source, sink, cancelled) < size:
                raise damaged(path, "it became shorter while it was copied")
        partial.replace(target)
    except OSError as error:
        raise FileError(f"{target.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def _copy(source: BinaryIO, sink: BinaryIO, cancelled: Callable[[], bool]) -> int:
    """Copy to the end, piece by piece, and give how many bytes that was."""
    piece, done = memoryview(bytearray(_PIECE)), 0
    while count := source.readinto(piece):  # type: ignore[attr-defined]  # every file opened for reading has it
        if cancelled():
            raise CancelledError("Stopped.")
        sink.write(piece[:count])
        done += count
    return done


def _foreign(tensor: FileTensor) -> FileTensor:
    place = tensor.place
    assert isinstance(place, FileBytes), "a run file is no archive"
    return replace(tensor, place=ForeignBytes(place.path, place.offset, place.nbytes))
