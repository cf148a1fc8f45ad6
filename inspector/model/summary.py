"""What a file holds, as the reader process tells it: `inspect`'s JSON as values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .config import RecurrentConfig, config_from_json
from .file_origin import FileOrigin
from .file_tensor import contiguous_stride


@dataclass(frozen=True, slots=True)
class NamedLayer:
    """A recurrent layer and its path in the model, "" for the model itself; `aliases` are further paths of it."""

    name: str
    config: RecurrentConfig
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedTensor:
    """A tensor of the file; `stride` counts elements, `dtype` is torch's name without "torch."."""

    name: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What can be known of a model file without running anything.

    `state_dicts` are the keys of those in the file, the one whose layers are listed being `state_dict`;
    `tensors` are its tensors, `parameters` counts their elements, and `origin` is how code finds them, None where
    loading them would execute the file's own code. `hyper_parameters` are the plain values beside the weights, each a
    dotted name and the value as text. `classes` pairs the name of a class with the source text that an old file brings
    along, which is never executed. `needs_trust`: the model as a whole runs only with the code of its classes, while
    each of its layers can be run alone. `prefix` is what all names have in the file and here not, `tied` are names of
    one and the same tensor, `notes` say what is taken where the file does not tell a setting. `members` are the model
    files in an archive, `member` the one that all else tells of.
    """

    kind: str
    content: str
    state_dicts: tuple[str, ...]
    layers: tuple[NamedLayer, ...]
    tensors: tuple[NamedTensor, ...]
    parameters: int
    warnings: tuple[str, ...]
    origin: FileOrigin | None = None
    hyper_parameters: tuple[tuple[str, str], ...] = ()
    classes: tuple[tuple[str, str], ...] = ()
    needs_trust: bool = False
    prefix: str = ""
    tied: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    member: str = ""

    @property
    def is_program(self) -> bool:
        """Whether the file is a program, which executes code of its own when it is run."""
        return self.content == "program"

    @property
    def runs(self) -> bool:
        """Whether there is something in it to run: recurrent layers, or a program as a whole."""
        return self.is_program or bool(self.layers)

    @property
    def tensor_count(self) -> int:
        """The number of tensors."""
        return len(self.tensors)


def summary_from_json(data: Mapping[str, Any]) -> FileSummary:
    """Give the summary of what `inspect` answered."""
    return FileSummary(
        kind=data["kind"],
        content=data["content"],
        state_dicts=tuple(data["state_dicts"]),
        members=tuple(data["members"]),
        member=data.get("member", ""),
        layers=tuple(map(_layer, data["layers"])),
        tensors=tuple(_tensor(tensor, data["strides"]) for tensor in data["tensors"]),
        parameters=data["parameters"],
        warnings=tuple(data["warnings"]),
        origin=_origin(data["origin"]),
        hyper_parameters=tuple(_flat(data.get("hyper_parameters", {}), "")),
        classes=tuple((source["name"], source["source"]) for source in data.get("classes", ())),
        needs_trust=data["needs_trust"],
        prefix=data.get("prefix", ""),
        tied=tuple(map(tuple, data.get("tied", ()))),
        notes=tuple(data.get("notes", ())),
    )


def _flat(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


def _layer(data: Mapping[str, Any]) -> NamedLayer:
    return NamedLayer(data["name"], config_from_json(data), tuple(data["aliases"]))


def _tensor(data: Mapping[str, Any], strides: Mapping[str, list[int]]) -> NamedTensor:
    name, shape = data["name"], tuple(data["shape"])
    return NamedTensor(name, shape, tuple(strides.get(name, contiguous_stride(shape))), data["dtype"])


def _origin(data: Mapping[str, Any] | None) -> FileOrigin | None:
    return FileOrigin(data["container"], tuple(data["keys"]), data["prefix"]) if data else None
