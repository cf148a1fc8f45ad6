"""Putting a finished file where the person wants it: the old file there or the whole new one, never half of it."""

import os
import shutil
from pathlib import Path

from ..errors import InputError


def check_place(place: str, *read: str) -> Path:
    """Give the path to write to, a link's target. Raises InputError where no file can be put, before any work.

    The files at `read`, of which what is written is made, are not to be lost.
    """
    path = Path(os.path.realpath(place))
    if not path.parent.is_dir():
        raise InputError(f"{place} cannot be written: there is no folder {path.parent}.", "Make the folder before.")
    try:
        path.lstat()
    except FileNotFoundError:
        return path
    except OSError as error:  # a name too long, a folder that nobody may look into
        raise InputError(f"{place} cannot be written: {error.strerror}.", "Choose another name.") from error
    if not path.is_file():
        raise InputError(f"{place} cannot be written: it is no ordinary file.", "Choose another name.")
    if any(os.path.exists(each) and path.samefile(each) for each in read if each):
        raise InputError(f"{place} cannot be written: it is the file that is read.", "Choose another name.")
    return path


def keep_file(made: Path, path: Path) -> None:
    """Copy the file `made` to `path`. Raises InputError, and then the file that was there is untouched."""
    partial = path.with_name(f".lstmscope.{os.getpid()}.partial")  # short: the wanted name may be as long as may be
    try:
        shutil.copyfile(made, partial)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        partial.unlink(missing_ok=True)
