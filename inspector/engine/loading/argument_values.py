"""What the annotations of a constructor make of JSON values."""

import dataclasses
import enum
import inspect
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from ...errors import FieldError

_PLAIN = (bool, int, float, str, dict, object)


class Settings(dict[str, Any]):
    """A JSON object for a parameter that does not say its type: read as `config["size"]` and as `config.size`."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the configuration has no {name!r}") from None


def settings(value: Any) -> Any:
    """Give the JSON value with every object in it as Settings."""
    if isinstance(value, dict):
        return Settings({name: settings(item) for name, item in value.items()})
    return [settings(item) for item in value] if isinstance(value, list) else value


def scalar(value: Any, kind: Any, at: str) -> Any:
    """Give the member of an enumeration, the dtype, device or path that a text names; `at` is where it stands.

    Raises FieldError for a text that is no member.
    """
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _member(value, kind, at)
    if not isinstance(value, str) or kind in (str, None):
        return value
    if kind is torch.dtype:
        return getattr(torch, value.removeprefix("torch."), value)
    if kind is torch.device or (isinstance(kind, type) and issubclass(kind, Path)):
        return kind(value)
    return value


def _member(value: Any, kind: type[enum.Enum], at: str) -> Any:
    if value in kind.__members__:
        return kind[value]
    try:
        return kind(value)
    except ValueError:
        text = f"{value!r} is no member of {kind.__name__}, which {at} is one of."
        raise FieldError(text, f"Choose one of {', '.join(kind.__members__)}.", at) from None


def hints_of(make: Any) -> dict[str, Any]:
    """Give the annotations as types; a name that does not resolve leaves all of them out."""
    own = make if dataclasses.is_dataclass(make) or hasattr(make, "_fields") else make.__init__
    try:
        return typing.get_type_hints(own)
    except (NameError, TypeError, AttributeError, SyntaxError):
        return {}


def type_of(parameter: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    """Give the annotation, or else the type of the default where that says more than JSON can."""
    if parameter.annotation is not parameter.empty:
        found = hints.get(parameter.name, parameter.annotation)
        return None if isinstance(found, str) else found
    default = parameter.default
    return None if default is parameter.empty or default is None or type(default) in _PLAIN else type(default)


def fits(value: Any, kind: Any) -> bool:
    """Tell whether a JSON value can become this type."""
    match value:
        case dict():
            return isinstance(kind, type) and kind not in (bool, int, float, str, list, tuple, set)
        case list():
            return kind in (list, tuple, set, frozenset, torch.Size) or hasattr(kind, "_fields")
        case str():
            return kind not in (bool, int, float, list, tuple, set, dict)
    return kind in (type(value), float) or (isinstance(kind, type) and issubclass(kind, enum.Enum))
