"""Where the bytes of a storage lie: a span of a file, a member of a zip archive, or in memory."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import FileError
from .regular_file import damaged, open_regular, read_span, shown

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = 0, 8
METHODS = (_STORED, _DEFLATED)


class FilePlace(Protocol):
    """`nbytes` bytes of the file `path`, wherever in it they lie."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def nbytes(self) -> int:
        """How many bytes it gives."""

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError for a damaged file."""


@dataclass(frozen=True, slots=True)
class FileBytes:
    """`nbytes` bytes of the file from `offset` on."""

    path: Path
    offset: int
    nbytes: int

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError if the file has become shorter."""
        return read_span(self.path, self.offset + start, nbytes)

    def part(self, start: int, nbytes: int) -> "FileBytes":
        """Give the place of `nbytes` bytes from `start` on."""
        return FileBytes(self.path, self.offset + start, nbytes)

    def open(self) -> BinaryIO:
        """Open the file at the first of the bytes. Raises FileError."""
        file = open_regular(self.path)
        file.seek(self.offset)
        return file


@dataclass(frozen=True, slots=True, eq=False)
class MemoryBytes:
    """Bytes that were read from the file, and stood in it perhaps in another form."""

    path: Path
    data: bytes

    @property
    def nbytes(self) -> int:
        """How many they are."""
        return len(self.data)

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on."""
        return self.data[start : start + nbytes]

    def part(self, start: int, nbytes: int) -> "MemoryBytes":
        """Give the place of `nbytes` bytes from `start` on."""
        return MemoryBytes(self.path, self.read(start, nbytes))

    def open(self) -> BinaryIO:
        """Give them as a file in memory."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One member of a zip archive; `nbytes` is its size unpacked."""

    path: Path
    name: str
    nbytes: int
    header_offset: int
    packed_nbytes: int
    crc: int
    method: int

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError where the whole member fails its checksum."""
        data = self.read_all()
        return data if nbytes == self.nbytes else data[start : start + nbytes]

    def read_all(self) -> bytes:
        """Give the member unpacked. Raises FileError where size or checksum are not those of the directory."""
        packed = read_span(self.path, self._begin, self.packed_nbytes)
        data = packed if self.method == _STORED else self._unpack(packed)
        if len(data) != self.nbytes or zlib.crc32(data) != self.crc:
            raise self._failed()
        return data

    def head(self, nbytes: int) -> bytes:
        """Give at most the first `nbytes` bytes, whose checksum is not looked at."""
        packed = read_span(self.path, self._begin, min(self.packed_nbytes, nbytes))
        try:
            return packed if self.method == _STORED else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, nbytes)
        except zlib.error:
            return b""

    def pieces(self, nbytes: int) -> Iterator[bytes]:
        """Give the member unpacked, in pieces of so many bytes or less. Raises FileError at its end, as `read_all`."""
        begin, left, checksum, unpacked = self._begin, self.packed_nbytes, 0, 0
        unpacker = None if self.method == _STORED else zlib.decompressobj(-zlib.MAX_WBITS)
        while left:
            packed = read_span(self.path, begin, min(nbytes, left))
            begin, left = begin + len(packed), left - len(packed)
            while packed:
                try:
                    piece = unpacker.decompress(packed, nbytes) if unpacker else packed
                except zlib.error:
                    raise damaged(self.path, f"its part {shown(self.name)} cannot be unpacked") from None
                packed = unpacker.unconsumed_tail if unpacker else b""
                checksum, unpacked = zlib.crc32(piece, checksum), unpacked + len(piece)
                if unpacked > self.nbytes:
                    raise self._failed()
                yield piece
        if (unpacked, checksum) != (self.nbytes, self.crc):
            raise self._failed()

    @property
    def _begin(self) -> int:
        """Where the packed bytes begin: behind a header that has lengths of its own."""
        magic, name_length, extra_length = _LOCAL_HEADER.unpack(
            read_span(self.path, self.header_offset, _LOCAL_HEADER.size)
        )
        if magic != b"PK\3\4":
            raise self._failed()
        return self.header_offset + _LOCAL_HEADER.size + int(name_length) + int(extra_length)

    def _failed(self) -> FileError:
        return damaged(self.path, f"its part {shown(self.name)} fails the checksum")

    def _unpack(self, packed: bytes) -> bytes:
        try:
            # one byte more than promised is asked for, so that a longer member is noticed without being unpacked
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, self.nbytes + 1)
        except zlib.error:
            raise damaged(self.path, f"its part {shown(self.name)} cannot be unpacked") from None
