"""The safetensors format: eight bytes of length, a JSON header of that length, then the tensors' bytes."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes
from .file_tensor import DIMENSIONS_LIMIT, FileTensor, contiguous_stride
from .regular_file import damaged, open_regular, shown

HEADER_NBYTES_LIMIT = 100_000_000
METADATA = "__metadata__"
_LENGTH_NBYTES = 8
_NUMBER_LIMIT = 1 << 62
_TYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "BOOL": "bool",
    "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8",
    "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8", "C64": "complex64",
    "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2", "F8_E8M0": "float8_e8m0fnu",
    "F8_E4M3FNUZ": "float8_e4m3fnuz", "F8_E5M2FNUZ": "float8_e5m2fnuz",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """What the header says: the free texts, and the tensors in the header's order."""

    metadata: Mapping[str, str]
    tensors: tuple[FileTensor, ...]


def read_header(path: Path) -> Header:
    """Give the header of a safetensors file, every promise of it checked against the file's size.

    Raises FileError for a damaged file: cut off, a tensor whose shape and bytes disagree, overlaps or gaps
    between tensors, a name given twice, an unknown type of element.
    """
    text, data_nbytes = _read_text(path)
    content = _parse(path, text)
    metadata = content.pop(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        _refuse(path, "its free texts are not texts")
    begin = _LENGTH_NBYTES + len(text)
    tensors = tuple(_tensor(path, name, entry, begin, data_nbytes) for name, entry in content.items())
    _check_cover(path, tensors, begin, data_nbytes)
    return Header(metadata, tensors)


def write_tensor(path: Path, values: NDArray[Any], dtype: str) -> None:
    """Write a file that holds one tensor, named `tensor`; `dtype` is torch's name for its elements.

    Raises FileError for a type that the format has not, and where the file cannot be written.
    """
    code = next((code for code, name in _TYPES.items() if name == dtype), None)
    if code is None:
        raise FileError(f"Values of type {dtype} cannot be shown.", f"Known are {', '.join(_TYPES.values())}.")
    entry = {"dtype": code, "shape": values.shape, "data_offsets": (0, values.nbytes)}
    text = json.dumps({"tensor": entry}).encode()
    text += b" " * (-len(text) % _LENGTH_NBYTES)  # aligned data can be mapped as it is
    try:
        with path.open("wb") as file:
            file.write(len(text).to_bytes(_LENGTH_NBYTES, "little") + text)
            file.write(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data)
    except OSError as error:
        raise FileError(f"{path.name} cannot be written: {error.strerror}.", "Make room on the disk.") from error


def read_header_text(path: Path) -> bytes:
    """Give the header's JSON text as it stands in the file. Raises FileError if its length is impossible."""
    return _read_text(path)[0]


def _read_text(path: Path) -> tuple[bytes, int]:
    with open_regular(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            length = int.from_bytes(file.read(_LENGTH_NBYTES), "little")
            data_nbytes = size - _LENGTH_NBYTES - length
            if length > HEADER_NBYTES_LIMIT or data_nbytes < 0:
                _refuse(path, "it is cut off or its header has an impossible length")
            text = file.read(length)
        except OSError:
            _refuse(path, "it cannot be read to its end")
    if len(text) != length:
        _refuse(path, "it is cut off")
    return text, data_nbytes


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    try:
        content = json.loads(text.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError, MemoryError):
        _refuse(path, "its header is no sound JSON, or gives a name twice")
    if not isinstance(content, dict):
        _refuse(path, "its header is no table of tensors")
    return content


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name is given twice")
    return content


def _tensor(path: Path, name: str, entry: Any, data_begin: int, data_nbytes: int) -> FileTensor:
    try:
        kind, shape, (begin, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
    except (TypeError, KeyError, ValueError):
        _refuse(path, f"the entry of the tensor {shown(name)} is incomplete")
    if type(kind) is not str or type(shape) is not list:
        _refuse(path, f"the entry of the tensor {shown(name)} is incomplete")
    for number in (*shape, begin, end):
        if type(number) is not int or not 0 <= number < _NUMBER_LIMIT:
            _refuse(path, f"the sizes of the tensor {shown(name)} are impossible")
    if len(shape) > DIMENSIONS_LIMIT:
        _refuse(path, f"the sizes of the tensor {shown(name)} are impossible")
    if kind not in _TYPES:
        raise FileError(
            f"The tensor {shown(name)} in {shown(path)} has elements of type {shown(kind)}, which is not read.",
            f"Known are {', '.join(_TYPES)}.",
        )
    dtype = _TYPES[kind]
    if not begin <= end <= data_nbytes or prod(shape) * ELEMENT_TYPES[dtype].itemsize != end - begin:
        _refuse(path, f"the tensor {shown(name)} has other bytes than its shape needs")
    sizes = tuple(shape)
    return FileTensor(name, sizes, contiguous_stride(sizes), dtype, FileBytes(path, data_begin + begin, end - begin))


def _check_cover(path: Path, tensors: tuple[FileTensor, ...], begin: int, data_nbytes: int) -> None:
    spans = sorted((place.offset, place.nbytes) for place in (tensor.place for tensor in tensors)
                   if isinstance(place, FileBytes))  # fmt: skip
    reached = begin
    for offset, nbytes in spans:
        if offset != reached:
            _refuse(path, "its tensors overlap or leave gaps")
        reached += nbytes
    if reached != begin + data_nbytes:
        _refuse(path, "there are bytes behind its last tensor")


def _refuse(path: Path, detail: str) -> NoReturn:
    raise damaged(path, detail)
