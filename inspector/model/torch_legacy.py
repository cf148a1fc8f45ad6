"""Files of torch.save before 2020: four pickles, the storages' names, then the storages one after another."""

import io
import os
import pickle
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes
from .inert import Inert
from .pickle_reader import PICKLE_NBYTES_LIMIT, Pickled, StorageLoader, read_pickle
from .regular_file import damaged, open_regular, shown
from .torch_globals import StorageRef, storage_dtype

MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_COUNT = struct.Struct("<q")
_STORAGES_LIMIT = 1_000_000
_VIEW_ARGUMENTS = 3  # name, first element, number of elements


def read_torch_legacy(path: Path) -> Pickled:
    """Give the object tree of the file, with a FileTensor for each dense tensor.

    Nothing of the file is executed and no tensor's values are read. Raises FileError.
    """
    with open_regular(path) as file:
        try:
            return _read(file, path)
        except OSError:
            raise damaged(path, "it cannot be read to its end") from None


def _read(file: BinaryIO, path: Path) -> Pickled:
    head = io.BytesIO(file.read(PICKLE_NBYTES_LIMIT))  # holds all pickles, and perhaps storages behind them
    _check_head(head, path)
    begin = head.tell()
    # where the storages lie is known only behind the object, so it is read once to get there
    itemsizes: dict[str, int] = {}
    read_pickle(head, path, _collecting(itemsizes))
    keys = read_pickle(head, path).root
    file.seek(head.tell())
    places = _storage_places(file, path, keys, itemsizes)
    head.seek(begin)
    return read_pickle(head, path, _placing(places))


def _check_head(head: io.BytesIO, path: Path) -> None:
    magic, version, system = (read_pickle(head, path).root for _ in range(3))
    if magic != MAGIC or version != _VERSION:
        raise damaged(path, "it begins as a file of torch.save and does not go on as one")
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise FileError(
            f"The numbers in {shown(path)} are stored big-endian, which is not read.",
            "Load it with torch and save it again on a common machine.",
        )


def _collecting(itemsizes: dict[str, int]) -> StorageLoader:
    def load_storage(kind: object, key: object, *_rest: object) -> object:
        dtype = storage_dtype(kind)
        if type(key) is not str or len(itemsizes) > _STORAGES_LIMIT:
            raise pickle.UnpicklingError
        itemsizes[key] = ELEMENT_TYPES[dtype].itemsize if dtype else 0
        return Inert("torch.storage")

    return load_storage


def _storage_places(file: BinaryIO, path: Path, keys: object, itemsizes: Mapping[str, int]) -> dict[str, FileBytes]:
    if not isinstance(keys, list) or any(type(key) is not str for key in keys):
        raise damaged(path, "the names of its storages cannot be read")
    end = os.fstat(file.fileno()).st_size
    places: dict[str, FileBytes] = {}
    for key in keys:
        itemsize = itemsizes.get(key, 0)
        if not itemsize:
            raise FileError(f"{shown(path)} holds elements of a kind that is not read, such as quantized ones.")
        head = file.read(_COUNT.size)
        nbytes = _COUNT.unpack(head)[0] * itemsize if len(head) == _COUNT.size else -1
        begin = file.tell()
        if not 0 <= nbytes <= end - begin:
            raise damaged(path, "it ends before the data of its tensors do")
        places[key] = FileBytes(path, begin, nbytes)
        file.seek(nbytes, os.SEEK_CUR)
    return places


def _placing(places: Mapping[str, FileBytes]) -> StorageLoader:
    def load_storage(
        kind: object, key: object, _location: object, _count: object, view: object = None, *_rest: object
    ) -> object:
        dtype = storage_dtype(kind)
        if dtype is None or type(key) is not str:
            return Inert("torch.storage")
        return StorageRef(dtype, _view(places[key], view, ELEMENT_TYPES[dtype].itemsize))

    return load_storage


def _view(root: FileBytes, view: object, itemsize: int) -> FileBytes:
    if view is None:
        return root
    if type(view) is not tuple or len(view) != _VIEW_ARGUMENTS:
        raise pickle.UnpicklingError
    first, count = view[1] * itemsize, view[2] * itemsize
    if type(first) is not int or type(count) is not int or min(first, count) < 0 or first + count > root.nbytes:
        raise pickle.UnpicklingError
    return FileBytes(root.path, root.offset + first, count)
