"""Putting a finished file where the person wants it: the old file there or the whole new one, never half of it."""

import os
import shutil
from pathlib import Path

from ..errors import InputError


def check_place(place: str) -> Path:
    """Give the path to write to, a link's target. Raises InputError where no file can be put, before any work."""
    path = Path(os.path.realpath(place))
    if not path.parent.is_dir():
        raise InputError(f"{place} cannot be written: there is no folder {path.parent}.", "Make the folder before.")
    if path.exists() and not path.is_file():
        raise InputError(f"{place} cannot be written: it is no ordinary file.", "Choose another name.")
    return path


def keep_file(made: Path, path: Path) -> None:
    """Copy the file `made` to `path`. Raises InputError, and then the file that was there is untouched."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        shutil.copyfile(made, partial)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        partial.unlink(missing_ok=True)
