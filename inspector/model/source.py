"""Where a model comes from, and the text that names it on the command line.

PATH   preset:NAME   form:input_size=10,hidden_size=20,num_layers=2,bidirectional=true
"""

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from .config import RecurrentConfig, config_from_json
from .form import form_text, parse_form


@dataclass(frozen=True, slots=True)
class FileSource:
    """A model file; `state_dict` is the key of the chosen one where the file holds several, "" for the first."""

    path: str
    state_dict: str = ""


@dataclass(frozen=True, slots=True)
class FormSource:
    """One recurrent layer built from its arguments."""

    config: RecurrentConfig


@dataclass(frozen=True, slots=True)
class PresetSource:
    """One of the built-in models."""

    name: str


ModelSource = FileSource | FormSource | PresetSource


def parse_source(text: str, state_dict: str = "") -> ModelSource:
    """Give the source that the text names. Raises InputError (FieldError for a wrong form argument)."""
    kind, colon, rest = text.partition(":")
    if colon and kind == "preset":
        return PresetSource(rest)
    if colon and kind == "form":
        return FormSource(parse_form(rest))
    if not text:
        raise InputError("No model is named.", "Give a file, preset:NAME or form:input_size=10,hidden_size=20.")
    return FileSource(text, state_dict)


def source_text(source: ModelSource) -> str:
    """Give the text that `parse_source` reads as this source."""
    match source:
        case FileSource(path):
            return path
        case FormSource(config):
            return f"form:{form_text(config)}"
        case PresetSource(name):
            return f"preset:{name}"


def source_to_json(source: ModelSource) -> dict[str, Any]:
    """Give the source as plain data; `source_from_json` reads it back."""
    match source:
        case FileSource(path, state_dict):
            return {"kind": "file", "path": path, "state_dict": state_dict}
        case FormSource(config):
            return {"kind": "form", "config": config.to_json()}
        case PresetSource(name):
            return {"kind": "preset", "name": name}


def source_from_json(data: dict[str, Any]) -> ModelSource:
    """Give the source that `source_to_json` wrote."""
    match data:
        case {"kind": "file", "path": path, "state_dict": state_dict}:
            return FileSource(path, state_dict)
        case {"kind": "form", "config": config}:
            return FormSource(config_from_json(config))
        case {"kind": "preset", "name": name}:
            return PresetSource(name)
    raise InputError(f"{data.get('kind')!r} is not a kind of model source.", "The file was written by a newer version.")
