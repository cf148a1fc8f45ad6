"""Where a model comes from, and the text that names it on the command line.

PATH   FILE.py:ClassName   preset:NAME   form:input_size=10,hidden_size=20,num_layers=2,bidirectional=true
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, replace
from typing import Any

from ..errors import FieldError, InputError
from .config import RecurrentConfig, config_from_json
from .form import form_text, parse_form


@dataclass(frozen=True, slots=True)
class FileSource:
    """A model file; `state_dict` is the key of the chosen one where the file holds several, "" for the first.

    `source` is a Python file that gives a pickled module its classes, "" for none. `member` is the chosen file in an
    archive, "" for the first.
    """

    path: str
    state_dict: str = ""
    source: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class ClassSource:
    """A class of the user's own in a Python file; naming it is consent to execute its definitions.

    `arguments` are the constructor's keyword arguments as a JSON object. `weights` is a checkpoint that fills the
    module, "" for none, `state_dict` the key of the chosen one in it, and `member` the chosen file of an archive.
    """

    path: str
    class_name: str
    arguments: str = "{}"
    weights: str = ""
    state_dict: str = ""
    member: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """The arguments by name. Raises FieldError where the text is no JSON object."""
        try:
            given = json.loads(self.arguments)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            raise FieldError(f"{self.arguments!r} is no JSON object.", 'Write it as in {"hidden_size": 20}.')
        return given

    def with_more(self, arguments: Mapping[str, Any]) -> "ClassSource":
        """Give the same source with these arguments as well; the person's text stays where there is none to add."""
        added = {name: value for name, value in arguments.items() if name not in self.given}
        return replace(self, arguments=json.dumps(self.given | added)) if added else self


@dataclass(frozen=True, slots=True)
class FormSource:
    """One recurrent layer built from its arguments."""

    config: RecurrentConfig


@dataclass(frozen=True, slots=True)
class PresetSource:
    """One of the built-in models, in the form in which it works, or with its faults as its article has it."""

    name: str
    as_published: bool = False


ModelSource = FileSource | ClassSource | FormSource | PresetSource


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What the command line says of a source beside its name; each counts for the kinds of source that have it."""

    state_dict: str = ""
    source: str = ""
    arguments: str = "{}"
    weights: str = ""
    as_published: bool = False
    member: str = ""


def parse_source(text: str, options: SourceOptions | None = None) -> ModelSource:
    """Give the source that the text names. Raises InputError (FieldError for a wrong form argument)."""
    given = options or SourceOptions()
    kind, colon, rest = text.partition(":")
    if colon and kind == "preset":
        return PresetSource(rest, given.as_published)
    if colon and kind == "form":
        return FormSource(parse_form(rest))
    if not text:
        raise InputError("No model is named.", "Give a file, preset:NAME or form:input_size=10,hidden_size=20.")
    path, colon, class_name = text.rpartition(":")
    if colon and path.endswith(".py"):
        return ClassSource(path, class_name, given.arguments, given.weights, given.state_dict, given.member)
    return FileSource(text, given.state_dict, given.source, given.member)


def source_text(source: ModelSource) -> str:
    """Give the text that `parse_source` reads as this source."""
    match source:
        case FileSource(path):
            return path
        case ClassSource(path, class_name):
            return f"{path}:{class_name}"
        case FormSource(config):
            return f"form:{form_text(config)}"
        case PresetSource(name):
            return f"preset:{name}"


def source_to_json(source: ModelSource) -> dict[str, Any]:
    """Give the source as plain data; `source_from_json` reads it back."""
    match source:
        case FormSource(config):
            return {"kind": "form", "config": config.to_json()}
        case _:
            return {"kind": _KINDS[type(source)]} | asdict(source)


def source_from_json(data: dict[str, Any]) -> ModelSource:
    """Give the source that `source_to_json` wrote. Raises InputError for anything else."""
    kinds = {name: kind for kind, name in _KINDS.items()}
    kind = data.get("kind")
    if kind == "form":
        return FormSource(config_from_json(data["config"]))
    if kind not in kinds:
        raise InputError(f"{kind!r} is not a kind of model source.", "The file was written by a newer version.")
    expected = {field.name: type(field.default) for field in fields(kinds[kind]) if field.default is not MISSING}
    values = {field.name: data.get(field.name, field.default) for field in fields(kinds[kind])}
    if any(type(value) is not expected.get(name, str) for name, value in values.items()):
        raise InputError(f"The description of a {kind} source is garbled.", "Run the model again.")
    return kinds[kind](**values)


_KINDS: dict[type[FileSource | ClassSource | PresetSource], str] = {
    FileSource: "file",
    ClassSource: "class",
    PresetSource: "preset",
}
