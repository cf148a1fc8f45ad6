"""Where the bytes of a storage lie: a span of a file, or a member of a zip archive."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from .regular_file import damaged, read_span, shown

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = 0, 8
METHODS = (_STORED, _DEFLATED)


@dataclass(frozen=True, slots=True)
class FileBytes:
    """`nbytes` bytes of the file from `offset` on."""

    path: Path
    offset: int
    nbytes: int

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError if the file has become shorter."""
        return read_span(self.path, self.offset + start, nbytes)


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
        header = read_span(self.path, self.header_offset, _LOCAL_HEADER.size)
        magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = self.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        packed = read_span(self.path, start, self.packed_nbytes)
        data = packed if self.method == _STORED else self._unpack(packed)
        if magic != b"PK\3\4" or len(data) != self.nbytes or zlib.crc32(data) != self.crc:
            raise damaged(self.path, f"its part {shown(self.name)} fails the checksum")
        return data

    def _unpack(self, packed: bytes) -> bytes:
        try:
            # one byte more than promised is asked for, so that a longer member is noticed without being unpacked
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, self.nbytes + 1)
        except zlib.error:
            raise damaged(self.path, f"its part {shown(self.name)} cannot be unpacked") from None


FilePlace = FileBytes | ZipMember
