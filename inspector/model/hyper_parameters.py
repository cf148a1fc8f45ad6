"""The settings that a training program put beside the weights: plain values only, whatever else stands there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from math import isfinite
from typing import Any

from .config import Kind, RecurrentConfig
from .inert import Global, Inert
from .infer import FoundLayer

_KEYS = (
    "hyper_parameters", "hparams", "config", "args", "model_args", "model_config", "hyperparameters", "hyper_params",
    "cfg", "opt", "options", "params", "settings", "kwargs", "model_kwargs", "model_params",
)  # fmt: skip
_SCALARS_LIMIT = 100
_CONTENTS = {"omegaconf.dictconfig.DictConfig": "_content", "omegaconf.listconfig.ListConfig": "_content"}
_NODE = "omegaconf.nodes."
_DEPTH_LIMIT = 4
_ENTRIES_LIMIT = 1_000
_VALUES_LIMIT = 5_000
_NUMBER_LIMIT = 1 << 63
_TEXT_LIMIT = 1_000
_SHOWN = 8  # arguments of an object that is told

HyperParameters = Mapping[str, Any]


def find_hyper_parameters(root: object) -> HyperParameters:
    """Give the plain values of the first of the customary entries that holds any, by name, and single ones beside it.

    A namespace, a configuration of OmegaConf or a dictionary of a class that is not known counts as the values that it
    holds; of other objects the class is named. A pickle that is all settings has none: it has no weights beside them.
    """
    if type(root) is not dict:
        return {}
    entries = islice(root.items(), _ENTRIES_LIMIT)
    single = ((key, value) for key, value in entries if type(key) is str and _is_plain(value))
    beside = dict(islice(single, _SCALARS_LIMIT))
    found = (_PlainValues().of(root.get(key)) for key in _KEYS)
    return beside | next((values for values in found if isinstance(values, dict) and values), {})


def with_hyper_parameters(
    layers: tuple[FoundLayer, ...], values: HyperParameters
) -> tuple[tuple[FoundLayer, ...], tuple[str, ...]]:
    """Fill in batch_first, dropout and nonlinearity where the weights cannot say and the values do; tell each."""
    batch_first, dropout = _single(values, "batch_first", bool), _single(values, "dropout", float, int)
    if isinstance(dropout, float | int) and not 0 <= dropout <= 1:
        dropout = None
    nonlinearity = _nonlinearity(values)
    filled = tuple(
        _named(replace(layer, config=_filled(layer.config, batch_first, dropout)), nonlinearity) for layer in layers
    )
    told = [
        f"{name}={value} is taken from the hyper-parameters beside the weights."
        for name, value in (("batch_first", batch_first), ("dropout", dropout))
        if any(getattr(new.config, name) != getattr(old.config, name) for new, old in zip(filled, layers, strict=True))
    ]
    if any(new.nonlinearity != old.nonlinearity for new, old in zip(filled, layers, strict=True)):
        told.append(f"nonlinearity={nonlinearity} is taken from the hyper-parameters beside the weights.")
    return filled, tuple(told)


def _named(layer: FoundLayer, nonlinearity: str) -> FoundLayer:
    is_open = layer.config.kind in (Kind.RNN, Kind.RNN_CELL) and not layer.nonlinearity
    return replace(layer, nonlinearity=nonlinearity) if is_open else layer


def _nonlinearity(values: HyperParameters) -> str:
    """Give tanh or relu, as torch's argument or as part of the customary names of kinds (RNN_RELU)."""
    told = (_single(values, "nonlinearity", str), *(_single(values, key, str) for key in ("rnn_type", "mode", "model")))
    known = {"tanh": "tanh", "relu": "relu", "RNN_TANH": "tanh", "RNN_RELU": "relu"}
    return next((known[text] for text in told if text in known), "")


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
            return self._object(value, depth)
        if _is_plain(value):
            return value
        if self._left < 0 or depth >= _DEPTH_LIMIT:
            return None
        match value:
            case dict():
                return self._mapping(value, depth)
            case list() | tuple():
                return self._list(value, depth)
            case Global(name=name):
                return f"<{name}>"
        return None

    def _object(self, value: Inert, depth: int) -> Any:
        """Give what an object of a foreign class holds, or a text with its class and its plain arguments."""
        if self._left < 0 or depth >= _DEPTH_LIMIT:
            return None
        state = value.state if type(value.state) is dict else {}
        if value.made_by.startswith(_NODE):
            return self.of(state.get("_val"), depth)
        if value.made_by in _CONTENTS:
            return self.of(state.get(_CONTENTS[value.made_by]), depth)
        inside = self.of(state or _pairs(value), depth)
        if inside or "_parameters" in state:
            return inside
        if value.entries:
            return self._list(list(value.entries[:_ENTRIES_LIMIT]), depth)
        arguments = ", ".join(repr(item) for item in value.arguments[:_SHOWN] if _is_plain(item))
        return f"<{value.made_by}({arguments})>"[:_TEXT_LIMIT]

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
