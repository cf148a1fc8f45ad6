"""Recurrent layers in files of Keras, `.keras` and `.h5`, as the layers of torch that compute the same.

Settings come from the description of the model beside the weights. A layer whose settings torch has not is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from .archive import unpacked
from .config import Kind, RecurrentConfig
from .file_place import MemoryBytes
from .file_tensor import FileTensor, contiguous_stride
from .hdf5_file import hdf5_arrays, hdf5_json
from .infer import FoundLayer
from .keras_weights import torch_weights
from .program_part import json_in
from .regular_file import open_regular, shown
from .zip_directory import read_zip_directory

WEIGHTS_NAME, CONFIG_NAME = "model.weights.h5", "config.json"
_KINDS = {4: Kind.LSTM, 3: Kind.GRU, 1: Kind.RNN}
_CLASSES = ("LSTM", "GRU", "SimpleRNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU")
# .../bidirectional/forward_layer/cell/vars/0 of Keras 3, .../forward_lstm/lstm_cell/kernel:0 before
_NEW = re.compile(
    r"(?:(?:_layer_checkpoint_dependencies|layers)/)?(.+?)(?:/(forward|backward)_layer)?/cell/vars/([012])"
)
_OLD = re.compile(r"(?:model_weights/)?([^/]+)/(.+/)?(kernel|recurrent_kernel|bias)(?::0)?")
_OLD_PARTS = {"kernel": 0, "recurrent_kernel": 1, "bias": 2}
_NBYTES_LIMIT = 1 << 29  # of recurrent weights, which are converted in memory
_DEPTH_LIMIT = 16


@dataclass(slots=True)
class _Arrays:
    """The arrays of one layer by their place in `get_weights()`, forward and backward."""

    forward: dict[int, FileTensor] = field(default_factory=dict)
    backward: dict[int, FileTensor] = field(default_factory=dict)


def read_keras(path: Path) -> tuple[tuple[FileTensor, ...], tuple[FoundLayer, ...], tuple[str, ...]]:
    """Give all arrays as Keras names them, the recurrent layers, and a sentence for each that is left out or unclear.

    Call it where the process has locked itself: a library in C reads the file. Nothing in it is executed. Raises
    FileError, also where that library is not installed.
    """
    if _is_zip(path):
        config = json_in(read_zip_directory(path)[CONFIG_NAME], path)
        path = unpacked(path, WEIGHTS_NAME)
        settings = dict(_settings(config, "", 0, by_class=True))
    else:
        settings = dict(_settings(hdf5_json(path, "model_config"), "", 0, by_class=False))
    arrays = hdf5_arrays(path)
    layers: list[FoundLayer] = []
    warnings: list[str] = []
    for name, found in _groups(arrays).items():
        try:
            layer, told = _layer(path, name, found, settings.get(name))
        except InputError as error:
            warnings.append(f"The layer {shown(name)} is left out: {error.message}")
            continue
        layers.append(layer)
        warnings += told
    return arrays, tuple(layers), tuple(warnings)


def _is_zip(path: Path) -> bool:
    with open_regular(path) as file:
        return file.read(4) == b"PK\3\4"


def _groups(arrays: Iterable[FileTensor]) -> dict[str, _Arrays]:
    groups: dict[str, _Arrays] = {}
    for tensor in arrays:
        if new := _NEW.fullmatch(tensor.name):
            name, backward, part = new[1].replace("/layers/", "/"), new[2] == "backward", int(new[3])
        elif old := _OLD.fullmatch(tensor.name):
            name, backward, part = old[1], "backward_" in (old[2] or ""), _OLD_PARTS[old[3]]
        else:
            continue
        found = groups.setdefault(name, _Arrays())
        (found.backward if backward else found.forward)[part] = tensor
    return {name: found for name, found in groups.items() if {0, 1} <= found.forward.keys()}


def _layer(path: Path, name: str, found: _Arrays, settings: Mapping[str, Any] | None) -> tuple[FoundLayer, list[str]]:
    kernel, recurrent = found.forward[0], found.forward[1]
    if len(kernel.shape) != 2 or len(recurrent.shape) != 2 or not recurrent.shape[0]:
        raise InputError("its arrays are those of no recurrent layer.")
    if sum(tensor.nbytes for part in (found.forward, found.backward) for tensor in part.values()) > _NBYTES_LIMIT:
        raise InputError("its weights are too large to be converted.")
    kind = _KINDS.get(recurrent.shape[1] // recurrent.shape[0])
    if kind is None:
        raise InputError("its arrays are those of no recurrent layer.")
    nonlinearity = _require_torchs(kind, settings)
    weights: dict[str, Any] = {}
    for reverse, arrays in ((False, found.forward), (True, found.backward)):
        if arrays:
            weights |= torch_weights(kind, [arrays[part].read() for part in sorted(arrays)], reverse=reverse)
    config = RecurrentConfig(
        kind, kernel.shape[0], recurrent.shape[0], bias=2 in found.forward, batch_first=True, dropout=0.0,
        bidirectional=bool(found.backward),
    )  # fmt: skip
    tensors = tuple((key, _in_memory(path, key, value)) for key, value in weights.items())
    return FoundLayer(name, config, (), tensors, nonlinearity), _remarks(name, settings)


def _in_memory(path: Path, name: str, array: Any) -> FileTensor:
    place = MemoryBytes(path, array.tobytes())
    return FileTensor(name, array.shape, contiguous_stride(array.shape), array.dtype.name, place)


def _require_torchs(kind: Kind, settings: Mapping[str, Any] | None) -> str:
    """Give the nonlinearity of an RNN, "" where none is told. Raises InputError for functions that torch has not."""
    given = settings or {}
    activation = given.get("activation", "tanh")
    if activation not in (("tanh", "relu") if kind is Kind.RNN else ("tanh",)):
        raise InputError(f"torch's {kind} has no activation {shown(activation)}.")
    if given.get("recurrent_activation", "sigmoid") != "sigmoid":
        raise InputError(f"torch's {kind} has no recurrent activation {shown(given['recurrent_activation'])}.")
    return str(activation) if kind is Kind.RNN and settings else ""


def _remarks(name: str, settings: Mapping[str, Any] | None) -> list[str]:
    if settings is None:
        return [
            f"The file does not describe the layer {shown(name)}: that it has Keras's default functions is assumed."
        ]
    told = []
    if settings.get("go_backwards"):
        told.append(f"{shown(name)} reads its input backwards in Keras; alone in torch it reads it forwards.")
    if settings.get("merge_mode", "concat") != "concat":
        told.append(
            f"Keras joins both directions of {shown(name)} by {settings['merge_mode']!r}; torch puts them side by side."
        )
    return told


def _settings(described: Any, prefix: str, depth: int, by_class: bool) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the settings of each recurrent layer by the name that its weights have.

    Keras 3 names weights by the class and a number in each model, HDF5 files by the layer's own name.
    """
    match described:
        case {"config": {"layers": list(layers)}} if depth < _DEPTH_LIMIT:
            pass
        case _:
            layers = []
    counted: dict[str, int] = {}
    for layer in layers:
        match layer:
            case {"class_name": str(kind), "config": dict(config)}:
                own = _numbered(_snake_case(kind), counted) if by_class else str(config.get("name", ""))
                yield from _settings(layer, f"{prefix}{own}/" if by_class else "", depth + 1, by_class)
                if kind in _CLASSES:
                    yield prefix + own, _of_layer(config)


def _of_layer(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a layer's settings, those of what Bidirectional stands around included."""
    inner = config.get("layer")
    return (
        {**inner["config"], **config} if isinstance(inner, dict) and isinstance(inner.get("config"), dict) else config
    )


def _numbered(name: str, counted: dict[str, int]) -> str:
    counted[name] = counted.get(name, -1) + 1
    return f"{name}_{counted[name]}" if counted[name] else name


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
