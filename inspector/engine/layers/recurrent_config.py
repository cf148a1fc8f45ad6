"""What kind of layer a module is, by its class or by the name that TorchScript kept of it."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ...model.config import Kind, RecurrentConfig
from .layers import RECURRENT_TYPES, config_of

_OPTIONS = ("num_layers", "bias", "batch_first", "dropout", "bidirectional", "proj_size")


def kind_name(module: nn.Module) -> str:
    """Give the name of the torch.nn class that the module is or inherits from, "" for a class of the user's own."""
    scripted = getattr(module, "original_name", None)
    if isinstance(scripted, str):
        return scripted if hasattr(nn, scripted) else ""
    names = (kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith(("torch.nn.", "torch.ao.")))
    return next((name for name in names if name != "Module"), "")


def recurrent_config(module: nn.Module) -> RecurrentConfig | None:
    """Give the settings of a recurrent layer, batch_first None where they do not say; None for any other module."""
    if isinstance(module, RECURRENT_TYPES):
        return config_of(module)
    name = getattr(module, "original_name", "")
    if name not in frozenset(Kind):
        return None
    weights = dict(module.named_parameters(recurse=False))
    first = weights.get("weight_ih_l0", weights.get("weight_ih"))
    second = weights.get("weight_hh_l0", weights.get("weight_hh"))
    if first is None or second is None:
        return None
    kind = Kind(name)
    hidden = first.shape[0] // len(RecurrentConfig(kind, 1, 1).gates)
    return RecurrentConfig(kind, first.shape[1], hidden, **_options(module, weights, hidden, second.shape[1]))


def _options(module: nn.Module, weights: Mapping[str, torch.Tensor], hidden: int, width: int) -> dict[str, Any]:
    """Give what the weights tell, and above it what a scripted layer has kept as attributes; a traced one has none."""
    reverse = any(name.endswith("_reverse") for name in weights)
    found: dict[str, Any] = {
        "num_layers": sum(name.startswith("weight_ih") for name in weights) // (1 + reverse),
        "bidirectional": reverse,
        "proj_size": width if width != hidden else 0,
    }
    kept = {option: getattr(module, option, None) for option in _OPTIONS}
    return found | {option: value for option, value in kept.items() if isinstance(value, bool | int | float)}
