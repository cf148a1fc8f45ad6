"""The settings that a training program put beside the weights: plain values only, whatever else stands there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from math import isfinite
from typing import Any

from .config import RecurrentConfig
from .inert import Inert
from .infer import FoundLayer

_KEYS = ("hyper_parameters", "hparams", "config", "args", "model_args", "model_config")
_DEPTH_LIMIT = 4
_ENTRIES_LIMIT = 1_000
_VALUES_LIMIT = 5_000
_NUMBER_LIMIT = 1 << 63
_TEXT_LIMIT = 1_000

HyperParameters = Mapping[str, Any]


def find_hyper_parameters(root: object) -> HyperParameters:
    """Give the plain values of the first of the customary entries that holds any, by name; {} without one.

    A namespace or a dictionary of a class that is not known counts as the values that it holds.
    """
    if type(root) is not dict:
        return {}
    found = (_PlainValues().of(root.get(key)) for key in _KEYS)
    return next((values for values in found if isinstance(values, dict) and values), {})


def with_hyper_parameters(
    layers: tuple[FoundLayer, ...], values: HyperParameters
) -> tuple[tuple[FoundLayer, ...], tuple[str, ...]]:
    """Fill in batch_first and dropout where the weights cannot say and the values do; a sentence for each."""
    batch_first, dropout = _single(values, "batch_first", bool), _single(values, "dropout", float, int)
    if isinstance(dropout, float | int) and not 0 <= dropout <= 1:
        dropout = None
    filled = tuple(replace(layer, config=_filled(layer.config, batch_first, dropout)) for layer in layers)
    told = [
        f"{name}={value} is taken from the hyper-parameters beside the weights."
        for name, value in (("batch_first", batch_first), ("dropout", dropout))
        if any(getattr(new.config, name) != getattr(old.config, name) for new, old in zip(filled, layers, strict=True))
    ]
    return filled, tuple(told)


def _filled(config: RecurrentConfig, batch_first: Any, dropout: Any) -> RecurrentConfig:
    if config.is_cell:
        return config
    if config.batch_first is None and batch_first is not None:
        config = replace(config, batch_first=batch_first)
    # torch's dropout lies between layers, so that of a model with a single one was meant for something else
    if config.dropout is None and dropout is not None and config.num_layers > 1:
        config = replace(config, dropout=float(dropout))
    return config


def _single(values: HyperParameters, name: str, *kinds: type) -> Any:
    """Give the value of that name wherever it stands; None without one, or where two differ."""
    found = [value for key, value in _entries(values) if key == name and type(value) in kinds]
    return found[0] if found and all(value == found[0] for value in found) else None


def _entries(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _entries(value)
        yield key, value


class _PlainValues:
    """Takes plain data out of an object tree, a limited number of values: a tree can hold itself a million times."""

    def __init__(self) -> None:
        self._left = _VALUES_LIMIT

    def of(self, value: object, depth: int = 0) -> Any:
        """Give the value as plain data, None for what is none; entries that are none are left out."""
        self._left -= 1
        if isinstance(value, Inert):
            value = value.state if type(value.state) is dict and value.state else _pairs(value)
        if _is_plain(value):
            return value
        if self._left < 0 or depth >= _DEPTH_LIMIT:
            return None
        match value:
            case dict():
                return self._mapping(value, depth)
            case list() | tuple():
                return self._list(value, depth)
        return None

    def _mapping(self, value: dict[object, object], depth: int) -> dict[str, Any]:
        entries = islice(value.items(), _ENTRIES_LIMIT)
        plain = ((key, self.of(item, depth + 1), item) for key, item in entries if _is_plain(key))
        return {
            key: found for key, found, item in plain if isinstance(key, str) and (found is not None or item is None)
        }

    def _list(self, value: list[object] | tuple[object, ...], depth: int) -> list[Any] | None:
        items = [self.of(item, depth + 1) for item in value[:_ENTRIES_LIMIT]]
        known = all(plain is not None or item is None for plain, item in zip(items, value, strict=False))
        return items if known and len(items) == len(value) else None


def _is_plain(value: object) -> bool:
    match value:
        case str():
            return len(value) <= _TEXT_LIMIT
        case int():
            return abs(value) < _NUMBER_LIMIT
        case float():
            return isfinite(value)
    return False


def _pairs(value: Inert) -> dict[object, object]:
    """Give the entries of what was a dictionary of its own class."""
    pairs = [entry for entry in value.entries[:_ENTRIES_LIMIT] if type(entry) is tuple and len(entry) == 2]
    return {key: item for key, item in pairs if type(key) is str}
