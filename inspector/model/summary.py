"""What a file holds, as the reader process tells it: `inspect`'s JSON as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .config import RecurrentConfig, config_from_json


@dataclass(frozen=True, slots=True)
class NamedLayer:
    """A recurrent layer and its path in the model, "" for the model itself."""

    name: str
    config: RecurrentConfig


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What can be known of a model file without running anything.

    `state_dicts` are the keys of those in the file, the one whose layers are listed being `state_dict`;
    `parameters` counts the elements of its tensors.
    """

    kind: str
    content: str
    state_dicts: tuple[str, ...]
    layers: tuple[NamedLayer, ...]
    tensor_count: int
    parameters: int
    warnings: tuple[str, ...]


def summary_from_json(data: Mapping[str, Any]) -> FileSummary:
    """Give the summary of what `inspect` answered."""
    return FileSummary(
        kind=data["kind"],
        content=data["content"],
        state_dicts=tuple(data["state_dicts"]),
        layers=tuple(NamedLayer(layer["name"], config_from_json(layer)) for layer in data["layers"]),
        tensor_count=len(data["tensors"]),
        parameters=data["parameters"],
        warnings=tuple(data["warnings"]),
    )
