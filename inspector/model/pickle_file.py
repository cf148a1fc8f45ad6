"""A pickle in a file of any size: long runs of bytes in it stay where they are until somebody wants them."""

import pickle
from typing import BinaryIO

from .file_place import FileBytes

PICKLE_NBYTES_LIMIT = 64 << 20  # of what is held in memory of a pickle
SKIPPED_NBYTES = 64 << 10  # from this length on, bytes stay in the file


class PickleFile:
    """Reads at most what is there, and at most PICKLE_NBYTES_LIMIT in all; what is skipped does not count."""

    def __init__(self, file: BinaryIO, place: FileBytes) -> None:
        self._file, self._place = file, place
        self._left = PICKLE_NBYTES_LIMIT

    def read(self, nbytes: int) -> bytes:
        """Give so many bytes. Raises EOFError where they are not there, UnpicklingError beyond the limit."""
        self._spend(nbytes)
        return self._file.read(nbytes)

    def readline(self) -> bytes:
        """Give one line. Raises UnpicklingError beyond the limit."""
        line = self._file.readline(self._left)
        self._spend(len(line))
        return line

    def skip(self, nbytes: int) -> FileBytes:
        """Pass over so many bytes and give where they lie. Raises EOFError where they are not there."""
        begin = self._file.tell() - self._place.offset
        if not 0 <= nbytes <= self._place.nbytes - begin:
            raise EOFError
        self._file.seek(nbytes, 1)
        return self._place.part(begin, nbytes)

    def _spend(self, nbytes: int) -> None:
        self._left -= nbytes
        if self._left < 0:
            raise pickle.UnpicklingError
