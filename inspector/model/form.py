"""The arguments of a recurrent layer as `name=value` text, with an error that names the field.

Values that torch would refuse (a dropout of 2, a projection as wide as the hidden state) are refused by
torch itself, when the layer is built on a meta device; here only what is not a value at all is.
"""

from dataclasses import fields
from typing import Any

from ..errors import FieldError
from .config import Kind, RecurrentConfig

_BOOLS = {"true": True, "false": False, "1": True, "0": False}
_READERS: dict[str, tuple[str, Any]] = {
    "kind": (f"one of {', '.join(Kind)}", Kind),
    "bias": ("true or false", lambda text: _BOOLS[text.lower()]),
    "batch_first": ("true or false", lambda text: _BOOLS[text.lower()]),
    "bidirectional": ("true or false", lambda text: _BOOLS[text.lower()]),
    "dropout": ("a number", float),
}
_WHOLE_NUMBER = ("a whole number", int)
_REQUIRED = ("input_size", "hidden_size")
_CELL_FIELDS = {"kind", "input_size", "hidden_size", "bias"}


def parse_form(text: str) -> RecurrentConfig:
    """Give the layer that `input_size=10,hidden_size=20,...` says. Raises FieldError."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return config_from_fields({name.strip(): value.strip() for name, _, value in pairs})


def config_from_fields(values: dict[str, str]) -> RecurrentConfig:
    """Give the layer with these arguments, each as text; those left out are torch's defaults. Raises FieldError."""
    known = [field.name for field in fields(RecurrentConfig)]
    read: dict[str, Any] = {"kind": Kind.LSTM, "batch_first": False, "dropout": 0.0}
    for name, text in values.items():
        if name not in known:
            raise FieldError(
                f"{name!r} is not an argument of a recurrent layer.", f"Known are {', '.join(known)}.", name
            )
        read[name] = _read_value(name, text)
    for name in _REQUIRED:
        if name not in read:
            raise FieldError(f"{name} is missing.", "Give it as a whole number.", name)
    return _without_foreign_arguments(RecurrentConfig(**read), values)


def form_text(config: RecurrentConfig) -> str:
    """Give the text that `parse_form` reads as this layer, defaults left out."""
    defaults = RecurrentConfig(Kind.LSTM, config.input_size, config.hidden_size, batch_first=False, dropout=0.0)
    names = [field.name for field in fields(RecurrentConfig)]
    pairs = [
        (name, getattr(config, name))
        for name in names
        if name in _REQUIRED or getattr(config, name) != getattr(defaults, name)
    ]
    return ",".join(
        f"{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in pairs
        if value is not None
    )


def _read_value(name: str, text: str) -> Any:
    expected, reader = _READERS.get(name, _WHOLE_NUMBER)
    try:
        return reader(text)
    except (ValueError, KeyError):
        raise FieldError(f"{name} must be {expected}; {text!r} is not.", field=name) from None


def _without_foreign_arguments(config: RecurrentConfig, values: dict[str, str]) -> RecurrentConfig:
    foreign = set(values) - _CELL_FIELDS if config.is_cell else set()
    for name in sorted(foreign):
        if getattr(config, name):
            raise FieldError(
                f"{config.kind} has no argument {name}: it takes one time step of one layer.", "Leave it out.", name
            )
    if config.proj_size and config.kind is not Kind.LSTM:
        raise FieldError(f"{config.kind} has no argument proj_size: only LSTM has one.", "Leave it at 0.", "proj_size")
    return config
