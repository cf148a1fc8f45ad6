"""The files in an archive: a zip, or a tar that is packed with gzip or not."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import FileError
from .regular_file import damaged, open_regular, regular_size
from .tar_directory import read_tar_directory, tar_members
from .zip_directory import read_zip_directory

_RATIO_LIMIT = 100  # unpacked bytes for one packed byte
_SMALLEST_LIMIT = 64 << 20  # what a small archive may unpack to in any case
_PIECE_NBYTES = 1 << 20


def member_heads(path: Path, nbytes: int) -> Iterator[tuple[str, bytes]]:
    """Give every file's name and its first bytes, at most so many. Raises FileError for a damaged archive."""
    match _magic(path):
        case b"PK":
            yield from ((name, found.head(nbytes)) for name, found in read_zip_directory(path).items())
        case b"\x1f\x8b":
            with _unpacking(path) as stream:
                for member in tar_members(stream, path, stream.limit):
                    yield member.name, stream.read(min(member.nbytes, nbytes))
        case _:
            places = read_tar_directory(path)
            yield from ((name, place.read(0, min(place.nbytes, nbytes))) for name, place in places.items())


def member_pieces(path: Path, name: str) -> Iterator[bytes]:
    """Give the file of that name, which is in the archive, in pieces. Raises FileError where its checksum is wrong."""
    match _magic(path):
        case b"PK":
            return read_zip_directory(path)[name].pieces(_PIECE_NBYTES)
        case b"\x1f\x8b":
            return _gzip_pieces(path, name)
        case _:
            place = read_tar_directory(path)[name]
            begins = range(0, place.nbytes, _PIECE_NBYTES)
            return (place.read(begin, min(_PIECE_NBYTES, place.nbytes - begin)) for begin in begins)


def _magic(path: Path) -> bytes:
    with open_regular(path) as file:
        return file.read(2)


def _gzip_pieces(path: Path, name: str) -> Iterator[bytes]:
    with _unpacking(path) as stream:
        for member in tar_members(stream, path, stream.limit):
            left = member.nbytes if member.name == name else 0
            while left:
                piece = stream.read(min(left, _PIECE_NBYTES))
                if not piece:
                    raise damaged(path, "it ends too early")
                left -= len(piece)
                yield piece
        while stream.read(_PIECE_NBYTES):  # to its end, where the checksum is
            pass


class _GzipStream:
    """What is packed with gzip, from its beginning to its end, up to a limit that no honest file reaches."""

    def __init__(self, path: Path, file: gzip.GzipFile, limit: int) -> None:
        self._path, self._file, self._position, self.limit = path, file, 0, limit

    def read(self, nbytes: int) -> bytes:
        """Give so many bytes, fewer at the end."""
        data = self._file.read(nbytes)
        self._position += len(data)
        if self._position > self.limit:
            raise damaged(self._path, "it unpacks to far more than is stored")
        return data

    def skip_to(self, position: int) -> None:
        """Go on to a position."""
        while self._position < position and self.read(min(_PIECE_NBYTES, position - self._position)):
            pass


@contextmanager
def _unpacking(path: Path) -> Iterator[_GzipStream]:
    limit = max(_RATIO_LIMIT * regular_size(path), _SMALLEST_LIMIT)
    try:
        with open_regular(path) as packed, gzip.GzipFile(fileobj=packed) as file:
            yield _GzipStream(path, file, limit)
    except FileError:
        raise
    except (OSError, EOFError, zlib.error):
        raise damaged(path, "it is packed with gzip and cannot be unpacked to its end") from None
