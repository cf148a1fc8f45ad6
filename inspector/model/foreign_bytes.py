"""Bytes of a file that others may shorten while it is looked at: they are read, never mapped."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .file_place import FileBytes
from .regular_file import read_span


@dataclass(frozen=True, slots=True)
class ForeignBytes:
    """`nbytes` bytes of the file from `offset` on."""

    path: Path
    offset: int
    nbytes: int

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError if the file has become shorter."""
        return read_span(self.path, self.offset + start, nbytes)

    def open(self) -> BinaryIO:
        """Open the file at the first of the bytes. Raises FileError."""
        return FileBytes(self.path, self.offset, self.nbytes).open()
