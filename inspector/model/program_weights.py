"""The weights in a TorchScript or torch.export file, by the names of its modules: data, so nothing is executed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .file_place import ZipMember
from .file_tensor import FileTensor
from .inert import Global, Inert
from .program_part import json_in, part_name
from .regular_file import damaged, shown
from .sniff import FileKind
from .state_dicts import StateDict
from .torch_globals import is_unread_tensor
from .torch_zip import read_torch_zip, require_little_endian
from .zip_directory import read_zip_directory

_OWN_CLASSES = "__torch__."
_DEPTH_LIMIT = 64
_LOOKS_LIMIT = 300_000
_LIST = "_weights_config.json"
_NOTHING: Mapping[object, object] = {}
_STRIDED = 7  # torch's number of the layout
_NUMBERED = {
    1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
    10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16", 28: "uint16", 29: "float8_e4m3fn",
    30: "float8_e5m2", 31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz", 33: "float8_e8m0fnu", 34: "uint32", 35: "uint64",
}  # fmt: skip
"""Numbers of element types in torch's schema of exported programs -> their names."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """The weights of a program, and of a TorchScript one the class of each module by its path."""

    weights: StateDict
    classes: Mapping[str, str]


def program_weights(path: Path, kind: FileKind) -> StateDict:
    """Give the parameters and buffers of the program. Raises FileError for a damaged file."""
    return read_program(path, kind).weights


def read_program(path: Path, kind: FileKind) -> Program:
    """Give the parameters and buffers of the program, and what its modules are. Raises FileError for a damaged file.

    A frozen TorchScript program has no weights: they are constants of the code, without names.
    """
    found = dict(_scripted(read_torch_zip(path).root) if kind is FileKind.TORCHSCRIPT else _exported(path))
    classes = {name: value.name for name, value in found.items() if isinstance(value, Global)}
    named = {name: value for name, value in found.items() if not isinstance(value, Global)}
    return Program(_weights(named), classes)


def _weights(named: Mapping[str, object]) -> StateDict:
    found = tuple(_renamed(tensor, name) for name, tensor in named.items() if isinstance(tensor, FileTensor))
    return StateDict((), "", found, tuple(name for name, value in named.items() if not isinstance(value, FileTensor)))


def _renamed(tensor: FileTensor, name: str) -> FileTensor:
    return FileTensor(name, tensor.shape, tensor.stride, tensor.dtype, tensor.place, tensor.storage_offset)


def _scripted(root: object) -> Iterator[tuple[str, object]]:
    """Give the tensors in the modules of the object tree, and the class of each module.

    A module that was met before is not gone through again.
    """
    seen: set[int] = set()
    waiting: list[tuple[str, int, object]] = [("", 0, root)]
    for _ in range(_LOOKS_LIMIT):
        if not waiting:
            return
        name, depth, value = waiting.pop()
        attributes = _attributes(value)
        if isinstance(value, FileTensor) or is_unread_tensor(value):
            yield name, value
        elif id(attributes) not in seen and depth < _DEPTH_LIMIT:
            seen.add(id(attributes))
            if attributes and isinstance(value, Inert):
                yield name, Global(value.made_by)
            parts = [(key, part) for key, part in attributes.items() if type(key) is str]
            waiting.extend([(f"{name}.{key}" if name else key, depth + 1, part) for key, part in parts[::-1]])


def _attributes(value: object) -> Mapping[object, object]:
    """Give the attributes of what is a module of the program; {} for anything else."""
    is_module = isinstance(value, Inert) and value.made_by.startswith(_OWN_CLASSES)
    state = value.state if is_module and isinstance(value, Inert) else None
    return state if type(state) is dict else _NOTHING


def _exported(path: Path) -> Iterator[tuple[str, object]]:
    """Give the tensors that the lists of weights describe, and None for those that are pickled or not dense."""
    members = read_zip_directory(path)
    for name, member in members.items():
        if name.endswith("/byteorder"):
            require_little_endian(path, member)
        part = part_name(member)
        config = (
            json_in(member, path).get("config") if part.startswith("data/weights/") and name.endswith(_LIST) else {}
        )
        folder = name.rpartition("/")[0]
        for weight, entry in config.items() if isinstance(config, dict) else ():
            yield weight, _described(path, folder, members, entry)


def _described(path: Path, folder: str, members: Mapping[str, ZipMember], entry: Any) -> FileTensor | None:
    try:
        meta = entry["tensor_meta"]
        if entry["use_pickle"] or meta["layout"] != _STRIDED or meta["dtype"] not in _NUMBERED:
            return None
        dtype, place = _NUMBERED[meta["dtype"]], members[f"{folder}/{entry['path_name']}"]
        shape, stride = (tuple(size["as_int"] for size in meta[key]) for key in ("sizes", "strides"))
        return FileTensor("", shape, stride, dtype, place, meta["storage_offset"]["as_int"])
    except (KeyError, TypeError, IndexError):
        raise damaged(path, f"its list of weights in {shown(folder)} is garbled") from None
