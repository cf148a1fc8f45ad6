"""NumPy arrays in a pickle, as tensors that lie in the file; nothing of NumPy's own loading is called."""

import re
from pathlib import Path

import numpy as np

from .element_type import ELEMENT_TYPES
from .file_place import FileBytes, MemoryBytes
from .file_tensor import FileTensor, contiguous_stride
from .inert import Inert

_DEPTH_LIMIT = 6
_ARRAY = re.compile(r"numpy\.(_?core)\.multiarray\._reconstruct")
_BUFFER = re.compile(r"numpy\.(_?core)\.numeric\._frombuffer")
_TYPE = "numpy.dtype"
_TYPE_NAME = re.compile(r"[fiubc][0-9]{1,2}")
_LITTLE = ("<", "|", "=")


def with_arrays(root: object, path: Path) -> object:
    """Put a FileTensor in the place of every array in the nested dictionaries, and give what then is the root."""
    return _replaced(root, path, 0, set())


def _replaced(value: object, path: Path, depth: int, seen: set[int]) -> object:
    if isinstance(value, Inert):
        return array_tensor(value, path) or value
    if type(value) is dict and depth < _DEPTH_LIMIT and id(value) not in seen:
        seen.add(id(value))  # a file can make a dictionary contain itself
        for key, entry in value.items():
            value[key] = _replaced(entry, path, depth + 1, seen)
    return value


def array_tensor(value: Inert, path: Path) -> FileTensor | None:
    """Give the array that this stands for, None where it is none or has elements that torch has not."""
    if _ARRAY.fullmatch(value.made_by):
        match value.state:
            case (int(), tuple(shape), Inert() as kind, bool(fortran), data):
                return _tensor(path, shape, kind, fortran, data)
    if _BUFFER.fullmatch(value.made_by):
        match value.arguments:
            case (data, Inert() as kind, tuple(shape), ("C" | "F") as order):
                return _tensor(path, shape, kind, order == "F", data)
    return None


def _tensor(path: Path, shape: tuple[object, ...], kind: Inert, fortran: bool, data: object) -> FileTensor | None:
    dtype = _dtype(kind)
    if dtype is None or any(type(size) is not int for size in shape):
        return None
    if isinstance(data, str):  # bytes of Python 2 that happened to be a text
        data = data.encode()
    if not isinstance(data, bytes | FileBytes):
        return None
    place = data if isinstance(data, FileBytes) else MemoryBytes(path, data)
    sizes: tuple[int, ...] = shape  # type: ignore[assignment]  # looked at above
    stride = contiguous_stride(sizes[::-1])[::-1] if fortran else contiguous_stride(sizes)
    return FileTensor("", sizes, stride, dtype, place)


def _dtype(kind: Inert) -> str | None:
    if kind.made_by != _TYPE or not kind.arguments:
        return None
    name, state = kind.arguments[0], kind.state
    order = state[1] if type(state) is tuple and len(state) > 1 else "="
    if type(name) is not str or not _TYPE_NAME.fullmatch(name) or order not in _LITTLE:
        return None
    try:
        found = np.dtype(name).name
    except TypeError:
        return None
    return found if found in ELEMENT_TYPES else None
