"""Recurrent layers of torch.nn: built from settings, and settings read from them."""

from dataclasses import replace
from typing import Any

import torch
from torch import nn

from ...errors import FieldError, ran_out_of_memory
from ...model.config import Kind, RecurrentConfig
from .quantised import QUANTISED_TYPES, quantised_weights
from .static_quantised import STATIC_TYPES, computes_in_integers, static_weights

LAYER_TYPES = (nn.LSTM, nn.GRU, nn.RNN, nn.LSTMCell, nn.GRUCell, nn.RNNCell)
_CLASSES: dict[Kind, type[nn.Module]] = {Kind(kind.__name__): kind for kind in LAYER_TYPES}
RECURRENT_TYPES = (*LAYER_TYPES, *QUANTISED_TYPES, *STATIC_TYPES)  # a quantised layer is no subclass of torch.nn's
_KINDS = {cls: kind for kind, cls in _CLASSES.items()} | QUANTISED_TYPES | STATIC_TYPES
_LAYER_FIELDS = ("num_layers", "batch_first", "dropout", "bidirectional")


def build_layer(config: RecurrentConfig, device: str | None = None, nonlinearity: str = "") -> nn.Module:
    """Build the layer; what the settings leave open (None) is torch's default. Raises FieldError with torch's words.

    `nonlinearity` is an RNN's, "" for torch's default.
    """
    arguments: dict[str, Any] = {"bias": config.bias} | ({"nonlinearity": nonlinearity} if nonlinearity else {})
    if not config.is_cell:
        arguments |= {name: getattr(config, name) for name in _LAYER_FIELDS if getattr(config, name) is not None}
    if config.proj_size:
        arguments["proj_size"] = config.proj_size
    try:
        return _CLASSES[config.kind](config.input_size, config.hidden_size, device=device, **arguments)
    except (ValueError, TypeError, RuntimeError) as error:
        if ran_out_of_memory(error):
            raise MemoryError(str(error)) from error
        raise FieldError(_sentence(error), field=_blamed_field(str(error), config)) from error


def check_layer(config: RecurrentConfig) -> dict[str, Any]:
    """Try the settings on the meta device, which needs no memory: the number of parameters. Raises FieldError."""
    layer = build_layer(config, device="meta")
    return {"parameters": sum(parameter.numel() for parameter in layer.parameters())}


def config_of(layer: nn.Module) -> RecurrentConfig:
    """Give the settings of a recurrent layer: torch.nn's, a subclass, a parametrised or a quantised one."""
    kind = next(kind for cls, kind in _KINDS.items() if isinstance(layer, cls))
    sizes: dict[str, Any] = {
        "kind": kind,
        "input_size": layer.input_size,
        "hidden_size": layer.hidden_size,
        "bias": bool(layer.bias),
    }
    if kind.value.endswith("Cell"):
        return RecurrentConfig(**sizes)
    fields = {name: getattr(layer, name) for name in _LAYER_FIELDS}
    return RecurrentConfig(**sizes, **fields, proj_size=getattr(layer, "proj_size", 0))


def weights_of(layer: nn.Module) -> dict[str, torch.Tensor]:
    """Give the effective weights by torch's names, detached: a parametrised or quantised weight is computed."""
    if isinstance(layer, tuple(STATIC_TYPES)):
        return static_weights(layer)
    if is_quantised(layer):
        return quantised_weights(layer)
    names = getattr(layer, "_flat_weights_names", ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    weights = ((name, getattr(layer, name, None)) for name in names)
    return {name: weight.detach() for name, weight in weights if isinstance(weight, torch.Tensor)}


def is_quantised(layer: nn.Module) -> bool:
    """Tell whether the layer computes with integers."""
    return isinstance(layer, tuple(QUANTISED_TYPES)) or computes_in_integers(layer)


def recurrent_layers(model: nn.Module, base: str) -> dict[nn.Module, tuple[str, ...]]:
    """Give every recurrent layer with all its paths in the model, `base` in front, the first one first.

    Paths are those of named_modules, so what a wrapper adds (`module.`, `_orig_mod.`) stays: they are code that finds
    the layer, and the names of its weights. What a wrapper and its inside both name is one layer with two paths.
    """
    found: dict[nn.Module, tuple[str, ...]] = {}
    module: nn.Module
    within = {part for module in model.modules() if isinstance(module, tuple(STATIC_TYPES)) for part in _parts(module)}
    for name, module in model.named_modules(remove_duplicate=False):
        if isinstance(module, RECURRENT_TYPES) and module not in within:
            path = ".".join(part for part in (base, name) if part)
            found[module] = (*found.get(module, ()), path)
    return found


def _parts(module: nn.Module) -> list[nn.Module]:
    """Give the modules that a statically quantised layer is made of: its cells are no layers of the model's."""
    return list(module.modules())[1:]


def settled(config: RecurrentConfig, batch_first: bool | None) -> RecurrentConfig:
    """Fill in batch_first where the source does not say."""
    return replace(config, batch_first=bool(batch_first)) if config.batch_first is None else config


def choices(names: tuple[str, ...]) -> str:
    """Say in a sentence which layers there are to choose from."""
    return f"Choose one of {', '.join(names[:20])}{', ...' if len(names) > 20 else ''}." if names else "It has none."


def _blamed_field(text: str, config: RecurrentConfig) -> str:
    names = ("proj_size", "input_size", "num_layers", "dropout", "hidden_size", "bias", "batch_first", "bidirectional")
    named = next((name for name in names if name in text), "")
    if named:
        return named
    sizes = {name: getattr(config, name) for name in ("input_size", "hidden_size", "num_layers", "proj_size")}
    return next((name for name, size in sizes.items() if size < (0 if name == "proj_size" else 1)), "")


def _sentence(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rstrip(".") + "."
