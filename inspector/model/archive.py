"""The model files in an archive, and one of them unpacked.

It is unpacked into the folder for temporary files, which in a worker process is its own and goes with it.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import FileError, InputError, InspectorError
from .archive_members import member_heads, member_pieces
from .regular_file import shown
from .sniff import HEAD_NBYTES, FileKind, looks_like_model, sniff

_SHOWN = 5


def model_members(path: Path) -> tuple[str, ...]:
    """Give the members of the archive that begin as model files do, in its order. Raises FileError without any."""
    found = tuple(name for name, head in member_heads(path, HEAD_NBYTES) if looks_like_model(head))
    if not found:
        raise FileError(f"{shown(path)} is an archive without a model file in it.", "Name the model file itself.")
    return found


def chosen_member(path: Path, members: tuple[str, ...], member: str) -> str:
    """Give the member of that name, for "" the first one. Raises InputError for one that is no model file in it."""
    if member and member not in members:
        known = ", ".join(shown(name) for name in members[:_SHOWN])
        raise InputError(f"{shown(path)} has no model file {shown(member)} in it.", f"It has {known}.")
    return member or members[0]


def model_file(path: Path, member: str) -> Path:
    """Give the file that the model is read from: the path itself, or of an archive the member, unpacked.

    Raises FileError, and InputError where `member` is not in the archive, or there is no archive.
    """
    if sniff(path) is FileKind.ARCHIVE:
        return unpacked(path, chosen_member(path, model_members(path), member))
    if member:
        raise not_an_archive(path, member)
    return path


@contextmanager
def naming_member(file: Path, path: Path, member: str) -> Iterator[Callable[[str], str]]:
    """Have errors name the member and its archive, where they would name the copy; what is given does it for a text."""

    def named(text: str) -> str:
        return text.replace(shown(file), f"{shown(member)} in {shown(path)}")

    try:
        yield named
    except InspectorError as error:
        raise type(error)(named(error.message), error.hint, error.field) from None


def not_an_archive(path: Path, member: str) -> InputError:
    """Give the error for a member that is asked for where there are none."""
    return InputError(f"{shown(path)} is no archive: it has no {shown(member)} in it.", "Leave out --member.")


def unpacked(path: Path, member: str) -> Path:
    """Give a copy of the member as a file of its own, whose checksum was verified. Raises FileError.

    A copy that was made before of the unchanged archive is given again.
    """
    status = os.stat(path)
    identity = repr((str(path), status.st_ino, status.st_size, status.st_mtime_ns, member))
    folder = Path(tempfile.gettempdir()) / f"unpacked-{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
    target = folder / "model"  # a name from the archive could be any
    if not target.exists():
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            _write(target, member_pieces(path, member))
        except OSError as error:
            raise FileError(f"{shown(path)} cannot be unpacked: {error.strerror}.", "Make room on the disk.") from error
    return target


def _write(target: Path, pieces: Iterator[bytes]) -> None:
    descriptor, partial = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
        os.replace(partial, target)
    finally:
        Path(partial).unlink(missing_ok=True)
