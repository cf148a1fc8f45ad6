"""Open a file that may be hostile: only a regular one, without ever waiting, with errors in our own words."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from ..errors import FileError

_NAME_LIMIT = 200  # a name longer than this is cut where it is shown
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BinaryIO:
    """Give the file opened for reading. Raises FileError for a folder, pipe, device, or an unreadable file."""
    try:
        _require_regular(path, os.stat(path))
        # between the two calls the file may become a pipe: O_NONBLOCK keeps the opening of one from waiting
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    file = os.fdopen(descriptor, "rb")
    try:
        _require_regular(path, os.fstat(descriptor))
    except FileError:
        file.close()
        raise
    return file


def regular_size(path: Path) -> int:
    """Give the number of bytes of the file. Raises FileError as `open_regular` does."""
    with open_regular(path) as file:
        return os.fstat(file.fileno()).st_size


def changed_at(path: Path) -> int:
    """Give when the file, or what lies in the folder, was changed, in nanoseconds. Raises FileError."""
    if os.path.isdir(path):
        return os.stat(path).st_mtime_ns
    with open_regular(path) as file:
        return os.fstat(file.fileno()).st_mtime_ns


def read_span(path: Path, offset: int, nbytes: int) -> bytes:
    """Give these bytes of the file. Raises FileError if it is too short, so a lie about a size costs nothing."""
    with open_regular(path) as file:
        try:
            if offset + nbytes > os.fstat(file.fileno()).st_size:
                raise damaged(path, "it ends too early")
            file.seek(offset)
            data = file.read(nbytes)
        except (OSError, ValueError, MemoryError) as error:
            raise _unreadable(path, error) from None
    if len(data) != nbytes:
        raise damaged(path, "it ends too early")
    return data


def damaged(path: Path, detail: str) -> FileError:
    """Give the error for a file that is not what it should be; `detail` follows a colon."""
    return FileError(f"{shown(path)} is damaged: {detail}.", "Save or download it again.")


def shown(name: object) -> str:
    """Give a name from outside as text for a sentence: quoted, control and bidirectional characters escaped."""
    text = str(name)
    return repr(text if len(text) <= _NAME_LIMIT else text[: _NAME_LIMIT - 3] + "...")


def _require_regular(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileError(
            f"{shown(path)} is not a regular file but a folder, a pipe or a device.", "Name the model file itself."
        )


def _unreadable(path: Path, error: Exception) -> FileError:
    reason = error.strerror if isinstance(error, OSError) else ""
    return FileError(f"{shown(path)} cannot be read: {reason or 'the name or the size is not possible'}.")
