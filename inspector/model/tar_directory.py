"""The members of a tar archive, by the place of their bytes.

The standard library's reader takes the whole of a header's extension into memory, however long it claims to be, so the
blocks are read here. Links, devices and sparse files are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from .file_place import FileBytes
from .regular_file import damaged, open_regular, shown

MEMBERS_LIMIT = 10_000
_BLOCK = 512
_EXTENSION_LIMIT = 64 << 10
_LONG_NAME, _EXTENDED = b"L", b"x"
_REGULAR = (b"0", b"\0", b"7")


class TarStream(Protocol):
    """What an archive is read from, from its beginning to its end."""

    def read(self, nbytes: int, /) -> bytes:
        """Give so many bytes, fewer at the end."""

    def skip_to(self, position: int, /) -> None:
        """Go on to a position, counted in bytes from the beginning, that is not before the present one."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """A regular file in the archive; its bytes begin at `offset`."""

    name: str
    offset: int
    nbytes: int


def read_tar_directory(path: Path) -> dict[str, FileBytes]:
    """Give the regular files in the archive by name, in its order.

    Raises FileError for a damaged archive, and for two members of one name (readers disagree which one counts).
    """
    with open_regular(path) as file:
        size = file.seek(0, 2)
        file.seek(0)

        try:
            members = tar_members(_OpenFile(file), path, size)
            return {member.name: FileBytes(path, member.offset, member.nbytes) for member in members}
        except OSError:
            raise damaged(path, "it cannot be read to its end") from None


class _OpenFile:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, nbytes: int) -> bytes:
        return self._file.read(nbytes)

    def skip_to(self, position: int) -> None:
        self._file.seek(position)


def tar_members(stream: TarStream, path: Path, limit: int) -> Iterator[TarMember]:
    """Give the regular files one after the other; the stream then stands at the beginning of the file.

    `limit` is where the archive ends at the latest. Raises FileError as `read_tar_directory` does.
    """
    position = 0
    longer: dict[str, str] = {}
    names: set[str] = set()
    while any(block := stream.read(_BLOCK)):
        _check(path, block)
        begin, kind = position + _BLOCK, block[156:157]
        nbytes = int(longer.get("size") or _number(path, block[124:136]))
        if not 0 <= nbytes <= limit - begin:
            raise damaged(path, "a part of it is cut off")
        if kind in (_LONG_NAME, _EXTENDED):
            longer |= _extension(path, kind, stream, nbytes)
        else:
            name, longer = longer.get("path") or _name(block), {}
            if kind in _REGULAR and not name.endswith("/"):
                _remember(path, name, names)
                yield TarMember(name, begin, nbytes)
        position = begin + nbytes + -nbytes % _BLOCK
        stream.skip_to(position)


def _remember(path: Path, name: str, names: set[str]) -> None:
    if name in names:
        raise damaged(path, f"it has two parts named {shown(name)}")
    names.add(name)
    if len(names) > MEMBERS_LIMIT:
        raise damaged(path, f"it has more than {MEMBERS_LIMIT} parts")


def _check(path: Path, block: bytes) -> None:
    blank = block[:148] + b" " * 8 + block[156:]
    if len(block) != _BLOCK or sum(blank) != _number(path, block[148:156]):
        raise damaged(path, "it begins as a tar archive and does not go on as one")


def _number(path: Path, field: bytes) -> int:
    """Read an octal number, or after a byte of 128 a binary one."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0")[0].strip()
    if digits.strip(b"01234567"):
        raise damaged(path, "it begins as a tar archive and does not go on as one")
    return int(digits or b"0", 8)


def _name(block: bytes) -> str:
    name, prefix = (field.split(b"\0")[0] for field in (block[:100], block[345:500]))
    whole = prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name
    return whole.decode("utf-8", "replace")


def _extension(path: Path, kind: bytes, stream: TarStream, nbytes: int) -> dict[str, str]:
    """Read what stands in place of the next header's name or size."""
    if nbytes > _EXTENSION_LIMIT:
        raise damaged(path, "the name of a part is impossibly long")
    text = stream.read(nbytes).decode("utf-8", "replace")
    if kind == _LONG_NAME:
        return {"path": text.rstrip("\0")}
    records = (line.partition(" ")[2].partition("=") for line in text.splitlines())
    return {key: value for key, _, value in records if key == "path" or (key == "size" and value.isdecimal())}
