"""The members of a zip archive, refused where two readers could disagree about them."""

import os
import struct
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ..errors import FileError
from .file_place import METHODS, FileBytes, ZipMember
from .file_window import FileWindow
from .regular_file import damaged, open_regular, shown

_MEMBERS_LIMIT = 200_000
_RATIO_LIMIT = 100  # unpacked bytes for one packed byte; deflate can do a thousand
_ENCRYPTED = 0x1
_ZIP_ERRORS = (
    zipfile.BadZipFile, struct.error, ArithmeticError, EOFError, LookupError, MemoryError, NotImplementedError,
    OSError, ValueError,
)  # fmt: skip


def read_zip_directory(path: Path, span: FileBytes | None = None) -> Mapping[str, ZipMember]:
    """Give the members by name, in the order of the directory; `span` is where in the file the archive lies.

    Raises FileError for a damaged archive, for two members of one name (readers disagree which one counts),
    and for encrypted, unusually packed or excessively packed members.
    """
    with open_regular(path) as file:
        status = os.fstat(file.fileno())
    return _read(path, span, (status.st_ino, status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=1)  # a file is recognised, read and checked one after the other
def _read(path: Path, span: FileBytes | None, _version: tuple[int, ...]) -> Mapping[str, ZipMember]:
    with open_regular(path) as file:
        try:
            window = FileWindow(file, span.offset, span.nbytes) if span else file
            with zipfile.ZipFile(window) as archive:
                infos = archive.infolist()
        except _ZIP_ERRORS:
            raise damaged(path, "it begins as a zip archive but has no readable directory") from None
    if len(infos) > _MEMBERS_LIMIT:
        raise FileError(f"{shown(path)} has {len(infos)} parts, more than {_MEMBERS_LIMIT}.", "It is not opened.")
    members: dict[str, ZipMember] = {}
    for info in infos:
        # orig_filename: zipfile cuts a name at a NUL, other readers do not
        if info.orig_filename in members:
            raise damaged(path, f"it has two parts named {shown(info.orig_filename)}")
        members[info.orig_filename] = _member(path, info, span.offset if span else 0)
    return MappingProxyType(members)


def _member(path: Path, info: zipfile.ZipInfo, begin: int) -> ZipMember:
    name = info.orig_filename
    if info.flag_bits & _ENCRYPTED or info.compress_type not in METHODS:
        raise FileError(f"{shown(path)} has a part {shown(name)} that is encrypted or packed in an unknown way.",
                        "Save it again with torch.save.")  # fmt: skip
    if info.file_size > _RATIO_LIMIT * max(info.compress_size, 1):
        raise damaged(path, f"its part {shown(name)} claims to be far larger than what is stored")
    if info.header_offset < 0:
        raise damaged(path, f"its part {shown(name)} lies before the file's beginning")
    place = begin + info.header_offset
    return ZipMember(path, name, info.file_size, place, info.compress_size, info.CRC, info.compress_type)
