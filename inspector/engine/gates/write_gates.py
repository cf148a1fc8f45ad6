"""A gates file written as the gates are computed, so that memory never holds all of them."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import BinaryIO

from ...errors import FileError
from ...gates.gate_file import GATES_KEY
from ...gates.gates import Gates, gate_tensor_name
from .gate_values import Values

_LENGTH_NBYTES = 8
_CODES = {4: "F32", 8: "F64"}
_SPARE = 256  # bytes for the figures of the check, which are known last
Shapes = Mapping[str, tuple[int, ...]]


class GateWriter:
    """A sink that puts the gates where they belong in a safetensors file; the header comes last."""

    def __init__(self, file: BinaryIO, gates: Gates, shapes: Shapes, itemsize: int) -> None:
        """Take the file and what it will hold: the gates' description, its check aside, and each tensor's shape."""
        self._file, self._offsets = file, dict[str, int]()
        self._entries = {}
        end = 0
        for name, shape in shapes.items():
            begin, end = end, end + prod(shape) * itemsize
            self._offsets[name] = begin
            self._entries[name] = {"dtype": _CODES[itemsize], "shape": shape, "data_offsets": (begin, end)}
        # a length that keeps the data aligned, so that it can be mapped as it is
        self._room = -(-(len(self._text(gates)) + _SPARE) // _LENGTH_NBYTES) * _LENGTH_NBYTES
        file.truncate(_LENGTH_NBYTES + self._room + end)

    def take(self, place: tuple[int, int], first: int, values: Values) -> None:
        """Write the gates of (layer, direction) from time step `first` on, (steps, batch, hidden) each."""
        for name, value in values.items():
            array = value.contiguous().numpy()
            step = prod(array.shape[1:]) * array.itemsize
            offset = self._offsets[gate_tensor_name(*place, name)] + first * step
            self._file.seek(_LENGTH_NBYTES + self._room + offset)
            self._file.write(array.data)

    def finish(self, gates: Gates) -> None:
        """Write the description, now with its check."""
        self._file.seek(0)
        self._file.write(self._room.to_bytes(_LENGTH_NBYTES, "little") + self._text(gates).ljust(self._room))

    def _text(self, gates: Gates) -> bytes:
        metadata = {GATES_KEY: json.dumps(gates.to_json())}
        return json.dumps({"__metadata__": metadata, **self._entries}).encode()


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside `path` that takes its place at the end: a reader sees the old file or the whole new one.

    Raises FileError where it cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            yield file
        os.replace(partial, path)
    except OSError as error:
        raise FileError(f"{path.name} cannot be written: {error.strerror}.", "Make room on the disk.") from error
    finally:
        partial.unlink(missing_ok=True)
