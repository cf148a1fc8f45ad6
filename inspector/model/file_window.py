"""A part of an open file as a file of its own."""

import io
from typing import BinaryIO


class FileWindow(io.RawIOBase):
    """`nbytes` bytes of a file from `offset` on, to be read only; the file stays open when this is closed."""

    def __init__(self, file: BinaryIO, offset: int, nbytes: int) -> None:
        super().__init__()
        self._file, self._offset, self._nbytes = file, offset, nbytes
        self._position = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """Any place in it can be reached."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; one before the beginning is a ValueError."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._nbytes}[whence]
        if begin + offset < 0:
            raise ValueError("a place before the beginning")
        self._position = begin + offset
        return self._position

    def tell(self) -> int:
        """Give the place."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the library passes a memoryview
        """Fill the buffer as far as there is something left."""
        left = max(self._nbytes - self._position, 0)
        self._file.seek(self._offset + self._position)
        data = self._file.read(min(len(buffer), left))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
