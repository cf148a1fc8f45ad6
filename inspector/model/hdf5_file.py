"""The arrays in an HDF5 file, read with h5py, which the keras extra brings.

The library is a large one in C, so it is only used in a process that has locked itself. A file can refer to other
files (external links, external data, virtual arrays); nothing of that kind is followed.
"""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_tensor import DIMENSIONS_LIMIT, FileTensor, contiguous_stride
from .regular_file import damaged, open_regular, shown

_OBJECTS_LIMIT = 100_000
_DEPTH_LIMIT = 64
_RATIO_LIMIT = 1_000  # bytes of an array for one in the file, beyond the first megabyte
_SMALL_NBYTES = 1 << 20
_OWN_FILTERS = {1, 2, 3}  # deflate, shuffle, fletcher32: all others load a library by its name
_ERRORS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True, eq=False)
class HdfPlace:
    """The bytes of one array in an HDF5 file, in C order."""

    path: Path
    name: str
    nbytes: int

    def read(self, start: int, nbytes: int) -> bytes:
        """Read the array and give `nbytes` bytes from `start` on. Raises FileError for a damaged file."""
        with _opened(self.path) as file:
            data: bytes = file[self.name][()].tobytes()
        if len(data) != self.nbytes:
            raise damaged(self.path, f"the array {shown(self.name)} has changed")
        return data[start : start + nbytes]


def hdf5_arrays(path: Path) -> tuple[FileTensor, ...]:
    """Give the arrays of numbers in the file by their paths in it. Raises FileError.

    Left out is what refers to other files, or is packed in a way that needs a library that the file names.
    """
    with _opened(path) as file:
        return tuple(_walk(path, file))


def hdf5_json(path: Path, attribute: str) -> Any:
    """Give what the attribute of the whole file has as JSON, None without it or for anything else."""
    with _opened(path) as file:
        text = file.attrs.get(attribute)
    try:
        return json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        return None


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the file with h5py, whose words for what is wrong are replaced by ours."""
    try:
        library = importlib.import_module("h5py")
    except ImportError:
        raise FileError(
            f"{shown(path)} is a file of Keras or another HDF5 file, and h5py, which reads it, is not installed.",
            "Install it with: pip install 'lstmscope[keras]'",
        ) from None
    with open_regular(path):  # refuses pipes and devices, which the library would wait for
        pass
    try:
        with library.File(path, "r") as file:
            yield file
    except FileError:
        raise
    except _ERRORS:
        raise damaged(path, "it begins as an HDF5 file and cannot be read as one") from None


def _walk(path: Path, file: Any) -> Iterator[FileTensor]:
    library = importlib.import_module("h5py")
    waiting: list[tuple[str, int, Any]] = [("", 0, file)]
    seen: set[object] = set()  # a group can contain itself
    for _ in range(_OBJECTS_LIMIT):
        if not waiting:
            return
        name, depth, item = waiting.pop()
        if isinstance(item, library.Dataset):
            tensor = _tensor(path, name, item)
            if tensor:
                yield tensor
        elif isinstance(item, library.Group) and item.id not in seen and depth < _DEPTH_LIMIT:
            seen.add(item.id)
            inner = [key for key in item if isinstance(item.get(key, getlink=True), library.HardLink)]
            waiting += [(f"{name}/{key}" if name else key, depth + 1, item[key]) for key in reversed(inner)]


def _tensor(path: Path, name: str, item: Any) -> FileTensor | None:
    """Describe the array; None for one whose data lie elsewhere, or that has elements that torch has not."""
    dtype, shape = item.dtype.name, item.shape
    if dtype not in ELEMENT_TYPES or shape is None or item.dtype.byteorder == ">" or len(shape) > DIMENSIONS_LIMIT:
        return None
    if item.external or item.is_virtual or not _is_plainly_packed(item):
        return None
    nbytes = prod(shape) * ELEMENT_TYPES[dtype].itemsize
    if nbytes > max(_SMALL_NBYTES, _RATIO_LIMIT * item.id.get_storage_size()):
        raise damaged(path, f"the array {shown(name)} claims to be far larger than what is stored")
    sizes = tuple(map(int, shape))
    return FileTensor(name, sizes, contiguous_stride(sizes), dtype, HdfPlace(path, name, nbytes))


def _is_plainly_packed(item: Any) -> bool:
    plan = item.id.get_create_plist()
    return all(plan.get_filter(number)[0] in _OWN_FILTERS for number in range(plan.get_nfilters()))
