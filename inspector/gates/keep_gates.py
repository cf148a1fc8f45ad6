"""Gates kept where a person wants them, in the format that the file's ending names."""

import shutil
from pathlib import Path

from ..errors import FileError, InputError
from .gate_archive import FORMATS, write_archive
from .gate_file import GateFile


def keep_gates(file: GateFile, made: Path, target: Path) -> None:
    """Put the gates of `file`, which lies at `made`, where the person wants them: the file there or the whole new one.

    Raises InputError for an ending that names no format, FileError where it cannot be written.
    """
    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise InputError(
            f"{target.name} cannot be written: its ending names no format.", f"End it in {' or '.join(FORMATS)}."
        )
    partial = target.with_name(f".{target.name}.partial")
    try:
        if ending == FORMATS[0]:
            shutil.copyfile(made, partial)
        else:
            write_archive(file, partial)
        partial.replace(target)
    except OSError as error:
        raise FileError(f"{target.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        partial.unlink(missing_ok=True)
