"""The constructor's arguments of a user's class: one line of text for each, and the JSON that they make together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .source_parameters import Parameter


@dataclass(frozen=True, slots=True)
class ArgumentLine:
    """One argument to fill in: `path` leads to it through nested config objects, ("config", "hidden")."""

    path: tuple[str, ...]
    parameter: Parameter

    @property
    def label(self) -> str:
        """`config.hidden`."""
        return ".".join(self.path)

    @property
    def hint(self) -> str:
        """What stands in an empty line: the default, or what is expected."""
        return self.parameter.default or self.parameter.annotation or "needed"


def argument_lines(parameters: tuple[Parameter, ...], above: tuple[str, ...] = ()) -> Iterator[ArgumentLine]:
    """Give one line for each argument that can be named; a config object of the file gives one for each field."""
    for parameter in parameters:
        if parameter.kind.startswith("var_"):
            continue
        path = (*above, parameter.name)
        if parameter.fields:
            yield from argument_lines(parameter.fields, path)
        else:
            yield ArgumentLine(path, parameter)


def arguments_json(texts: Mapping[tuple[str, ...], str]) -> str:
    """Give the JSON object of the lines that are filled in; what is no JSON value is taken as a text."""
    arguments: dict[str, Any] = {}
    for path, text in texts.items():
        if text.strip():
            inner = arguments
            for name in path[:-1]:
                inner = inner.setdefault(name, {})
            inner[path[-1]] = _value(text.strip())
    return json.dumps(arguments)


def missing_arguments(lines: tuple[ArgumentLine, ...], texts: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    """Name the arguments that have no default and no text."""
    return tuple(line.label for line in lines if line.parameter.required and not texts.get(line.path, "").strip())


def _value(text: str) -> Any:
    python = {"True": True, "False": False, "None": None}
    if text in python:
        return python[text]
    try:
        return json.loads(text)
    except ValueError:
        return text
