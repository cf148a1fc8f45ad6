"""Files of torch.save before 2020: four pickles, the storages' names, then the storages one after another."""

import io
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes, MemoryBytes
from .inert import Inert
from .pickle_file import PICKLE_NBYTES_LIMIT
from .pickle_reader import Pickled, read_pickle
from .regular_file import damaged, regular_size, shown
from .torch_globals import StorageRef, storage_dtype

MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_COUNT = struct.Struct("<q")
_STORAGES_LIMIT = 1_000_000
_VIEW_ARGUMENTS = 3  # name, first element, number of elements


Span = FileBytes | MemoryBytes


def read_torch_legacy(path: Path, span: Span | None = None) -> Pickled:
    """Give the object tree of the file, or of what torch.save wrote to the span of it, with its tensors as FileTensors.

    Nothing of the file is executed and no tensor's values are read. Raises FileError.
    """
    whole = span or FileBytes(path, 0, regular_size(path))
    try:
        with whole.open() as file:
            return _read(file, whole)
    except OSError:
        raise damaged(path, "it cannot be read to its end") from None


def _read(file: BinaryIO, whole: Span) -> Pickled:
    path, origin = whole.path, file.tell()
    head = io.BytesIO(file.read(min(whole.nbytes, PICKLE_NBYTES_LIMIT)))  # holds all pickles, and perhaps storages
    _check_head(head, path)
    storages = _Storages(path)
    pickled = read_pickle(head, path, storages.load)
    keys = read_pickle(head, path).root
    file.seek(origin + head.tell())
    storages.find(file, origin, whole, keys)
    return pickled


def _check_head(head: io.BytesIO, path: Path) -> None:
    magic, version, system = (read_pickle(head, path).root for _ in range(3))
    if magic != MAGIC or version != _VERSION:
        raise damaged(path, "it begins as a file of torch.save and does not go on as one")
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise FileError(
            f"The numbers in {shown(path)} are stored big-endian, which is not read.",
            "Load it with torch and save it again on a common machine.",
        )


@dataclass(frozen=True, slots=True)
class _StoragePlace:
    """The bytes of a storage, or of a view of it; where they lie is known only when all of the file was read."""

    path: Path
    key: str
    start: int
    nbytes: int
    places: Mapping[str, Span] = field(compare=False, repr=False)

    def read(self, start: int, nbytes: int) -> bytes:
        """Give `nbytes` bytes from `start` on. Raises FileError if the file has become shorter."""
        return self.places[self.key].read(self.start + start, nbytes)


class _Storages:
    """The storages of one file: first what the object says of them, then where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._itemsizes: dict[str, int] = {}
        self._promised: dict[str, int] = {}
        self._places: dict[str, Span] = {}

    def load(
        self, kind: object, key: object, _location: object, count: object, view: object = None, *_rest: object
    ) -> object:
        """Give what stands for a storage, from its persistent id."""
        dtype = storage_dtype(kind)
        if type(key) is not str or type(count) is not int or count < 0 or len(self._itemsizes) > _STORAGES_LIMIT:
            raise pickle.UnpicklingError
        self._itemsizes[key] = itemsize = ELEMENT_TYPES[dtype].itemsize if dtype else 0
        if dtype is None:
            return Inert("torch.storage")
        self._promised[key] = max(self._promised.get(key, 0), count * itemsize)
        first, nbytes = _view(view, itemsize, count * itemsize)
        return StorageRef(dtype, _StoragePlace(self._path, key, first, nbytes, self._places))

    def find(self, file: BinaryIO, origin: int, whole: Span, keys: object) -> None:
        """Find the storages, which stand one after the other from the file's position on. Raises FileError."""
        if not isinstance(keys, list) or any(type(key) is not str for key in keys):
            raise damaged(self._path, "the names of its storages cannot be read")
        for key in keys:
            itemsize = self._itemsizes.get(key, 0)
            if not itemsize:
                raise FileError(
                    f"{shown(self._path)} holds elements of a kind that is not read, such as quantized ones."
                )
            head = file.read(_COUNT.size)
            nbytes = _COUNT.unpack(head)[0] * itemsize if len(head) == _COUNT.size else -1
            begin = file.tell() - origin
            if not 0 <= nbytes <= whole.nbytes - begin:
                raise damaged(self._path, "it ends before the data of its tensors do")
            self._places[key] = whole.part(begin, nbytes)
            file.seek(origin + begin + nbytes)
        if any(key not in self._places or self._places[key].nbytes < size for key, size in self._promised.items()):
            raise damaged(self._path, "the data of a tensor are missing or too short")


def _view(view: object, itemsize: int, whole: int) -> tuple[int, int]:
    """Give the first byte and the number of bytes of a view of a storage of so many bytes."""
    if view is None:
        return 0, whole
    if type(view) is not tuple or len(view) != _VIEW_ARGUMENTS or type(view[1]) is not int or type(view[2]) is not int:
        raise pickle.UnpicklingError
    first, count = view[1] * itemsize, view[2] * itemsize
    if min(first, count) < 0 or first + count > whole:
        raise pickle.UnpicklingError
    return first, count
