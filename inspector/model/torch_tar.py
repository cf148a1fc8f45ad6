"""Files of torch.save in 2016 and 2017: a tar archive of three parts, storages, tensors and the pickle that names them.

In a part, pickles, numbers and data stand one after another.
"""

import io
import struct
from pathlib import Path
from typing import Any

from .element_type import ELEMENT_TYPES
from .file_place import FileBytes
from .file_tensor import DIMENSIONS_LIMIT, FileTensor
from .pickle_file import PICKLE_NBYTES_LIMIT
from .pickle_reader import Pickled, read_pickle
from .regular_file import damaged
from .sniff import TORCH_TAR_PARTS
from .tar_directory import read_tar_directory
from .torch_globals import StorageRef, storage_dtype

_SMALL_PICKLE_NBYTES = 4096  # a number, or the description of one storage or tensor
_COUNT_LIMIT = 1_000_000
_ERRORS = (struct.error, KeyError, TypeError, ValueError, AttributeError)


def read_torch_tar(path: Path) -> Pickled:
    """Give the object tree of the file, with a FileTensor for each tensor.

    Nothing of the file is executed and no tensor's values are read. Raises FileError.
    """
    members = read_tar_directory(path)
    if not members.keys() >= TORCH_TAR_PARTS:
        raise damaged(path, "a part of it is missing")
    known: dict[int, object] = {}
    try:
        known |= _storages(_Part(members["storages"]))
        known |= _tensors(_Part(members["tensors"]), known)
    except _ERRORS:
        raise damaged(path, "the list of its tensors cannot be read") from None
    content = members["pickle"]
    if content.nbytes > PICKLE_NBYTES_LIMIT:
        raise damaged(path, "its list of contents is impossibly long")
    return read_pickle(
        io.BytesIO(content.read(0, content.nbytes)), path, load_key=lambda key: known[int(key)]
    )  # fmt: skip


class _Part:
    """One part of the archive, read from its beginning on."""

    def __init__(self, place: FileBytes) -> None:
        self._place, self._position = place, 0

    def value(self, limit: int = _SMALL_PICKLE_NBYTES) -> object:
        """Read one pickle."""
        nbytes = min(limit, self._place.nbytes - self._position)
        text = io.BytesIO(self._place.read(self._position, nbytes))
        value = read_pickle(text, self._place.path).root
        self._position += text.tell()
        return value

    def numbers(self, code: str) -> tuple[int, ...]:
        """Read numbers of 64 bits as `struct` describes them."""
        found = self.skip(struct.calcsize(code))
        return struct.unpack(code, found.read(0, found.nbytes))

    def skip(self, nbytes: int) -> FileBytes:
        """Pass over so many bytes and give where they lie."""
        if not 0 <= nbytes <= self._place.nbytes - self._position:
            raise damaged(self._place.path, "it ends before the data of its tensors do")
        found = self._place.part(self._position, nbytes)
        self._position += nbytes
        return found

    def row(self) -> tuple[Any, Any, Any]:
        """Read three values that stand in one pickle."""
        first, second, third = self.value()  # type: ignore[misc]  # anything else raises what the caller expects
        return first, second, third  # type: ignore[has-type]

    def count(self) -> int:
        """Read how many entries follow."""
        count = self.value()
        if type(count) is not int or not 0 <= count <= _COUNT_LIMIT:
            raise ValueError(count)
        return count


def _storages(part: _Part) -> dict[int, StorageRef]:
    found: dict[int, StorageRef] = {}
    for _ in range(part.count()):
        key, _location, kind = part.row()
        dtype = storage_dtype(kind)
        if dtype is None:
            raise ValueError("an unknown type of element")
        (count,) = part.numbers("<q")
        found[int(key)] = StorageRef(dtype, part.skip(count * ELEMENT_TYPES[dtype].itemsize))
    views = part.value(PICKLE_NBYTES_LIMIT)
    for target, root, first, count in views:  # type: ignore[attr-defined]
        found[int(target)] = _view(found[int(root)], int(first), int(count))
    return found


def _view(root: StorageRef, first: int, count: int) -> StorageRef:
    itemsize = ELEMENT_TYPES[root.dtype].itemsize
    if min(first, count) < 0 or (first + count) * itemsize > root.place.nbytes or not isinstance(root.place, FileBytes):
        raise ValueError("a view beyond its storage")
    return StorageRef(root.dtype, root.place.part(first * itemsize, count * itemsize))


def _tensors(part: _Part, storages: dict[int, object]) -> dict[int, FileTensor]:
    found: dict[int, FileTensor] = {}
    for _ in range(part.count()):
        key, storage_key, _kind = part.row()
        (dimensions,) = part.numbers("<i4x")  # written as eight bytes, of which four count
        if not 0 <= dimensions <= DIMENSIONS_LIMIT:
            raise ValueError("an impossible number of dimensions")
        shape, stride = part.numbers(f"<{dimensions}q"), part.numbers(f"<{dimensions}q")
        (first,) = part.numbers("<q")
        storage = storages[int(storage_key)]
        if not isinstance(storage, StorageRef):
            raise ValueError("a tensor without a storage")
        found[int(key)] = FileTensor("", shape, stride, storage.dtype, storage.place, first)
    return found
