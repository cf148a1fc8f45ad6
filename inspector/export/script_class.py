"""The lines of a script that build a module of the user's own class, by importing the file that defines it."""

from pathlib import Path
from typing import Any

from ..errors import FieldError
from ..model.class_signature import classes_in
from ..model.file_origin import FileOrigin
from ..model.importable_source import is_importable
from ..model.source import ClassSource, ModelSource
from ..model.source_parameters import Parameter


def class_lines(source: ClassSource) -> tuple[list[str], str]:
    """Give the lines that import the class, and the call of its constructor."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in source.given.items())
    return _import_lines(source), f"{source.class_name}({arguments})"


def imports_class(script: str, source: ModelSource) -> bool:
    """Tell whether the script, written for the source, executes the definitions of a file of the user's own."""
    lines = script.splitlines()
    return isinstance(source, ClassSource) and all(line in lines for line in _import_lines(source))


def is_scriptable(source: ClassSource, origin: FileOrigin | None) -> bool:
    """Tell whether a short script can build the module again.

    Not where importing its file does more than define things, where an argument is more than the JSON that was given
    for it, or where the weights cannot be loaded without trust.
    """
    if (source.weights and origin is None) or not is_importable(Path(source.path)):
        return False
    described = {found.name: found.parameters for found in classes_in(Path(source.path))}
    parameters = {parameter.name: parameter for parameter in described.get(source.class_name, ())}
    try:
        given = source.given
    except FieldError:  # a run that was opened from elsewhere may say anything
        return False
    stay = all(name in parameters and _stays(value, parameters[name]) for name, value in given.items())
    return stay and source.class_name in described


def _import_lines(source: ClassSource) -> list[str]:
    path = Path(source.path)
    return [f"sys.path.insert(0, {str(path.parent)!r})", f"from {path.stem} import {source.class_name}"]


def _stays(value: Any, parameter: Parameter) -> bool:
    """Tell whether the constructor gets the JSON value as it is, by name."""
    if parameter.kind in ("positional_only", "var_positional"):
        return False
    words = {word.rpartition(".")[2] for word in parameter.annotation.replace("|", " ").replace("[", " ").split()}
    match value:
        case bool() | int() | float() | None:
            return True
        case str():
            return words <= {"", "str", "Optional", "str]", "None"}
        case list():
            is_tuple = bool(parameter.value) and isinstance(parameter.value[0], tuple)  # for which a list becomes one
            return bool(words & {"list", "List", "Sequence"}) or not (words or is_tuple)
    return False
