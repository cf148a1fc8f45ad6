"""Sample input for a whole model that came with none: guessed from forward's parameters and the layers, then tried.

A tried input is one with which a copy of the model ran; it need not be what the model is meant for.
"""

import inspect
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import islice, product

import torch
from torch import nn

from ..errors import InputError
from ..run.input import Fill, Filled, InputSpec, InputValue, Size, Tokens
from ..run.request import RunRequest
from .inputs import build_input
from .layers import LAYER_TYPES, config_of

BATCH, TIME = 3, 7  # primes that no other size is likely to be
_TRIALS = 36
_EACH = 6
_EMPTY = inspect.Parameter.empty
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def infer_inputs(module: nn.Module, request: RunRequest) -> tuple[InputSpec, ...]:
    """Give input that fits the model; where a single argument is wanted and nothing runs, the likeliest guess.

    Raises InputError that lists forward's parameters where nothing can be guessed.
    """
    found = fitting_inputs(module, request)
    if found is not None:
        return found
    wanted, values = _wanted(module), _values(module)
    if len(wanted) == 1 and values:
        return (InputSpec(_name(wanted[0], 0), values[0]),)
    taken = ", ".join(_described(parameter) for parameter in _parameters(module)) or "nothing"
    examples = " ".join(f"--input {_name(parameter, place)}=normal(3,7,10)" for place, parameter in enumerate(wanted))
    raise InputError(
        f"No input could be found for {type(module).__name__}, whose forward takes {taken}.",
        f"Write it, as in {examples or '--input 0=normal(3,7,10)'}.",
    )


def fitting_inputs(module: nn.Module, request: RunRequest) -> tuple[InputSpec, ...] | None:
    """Give the first guess with which the model runs, None if none does."""
    wanted = _wanted(module)
    guesses = product(*(_values(module)[:_EACH] for _ in wanted))
    for values in islice(guesses, _TRIALS):
        inputs = tuple(InputSpec(_name(wanted[place], place), value) for place, value in enumerate(values))
        if runs(module, replace(request, inputs=inputs)):
            return inputs
    return None


def runs(module: nn.Module, request: RunRequest) -> bool:
    """Try the request's input on a copy of the model, on the CPU in float32."""
    trial = replace(request, device="cpu", dtype="float32")
    try:
        copy = deepcopy(module).eval()
        arguments = build_input(trial, copy)
        with torch.no_grad():
            copy(*arguments.positional, **arguments.named)
    except (Exception, SystemExit, KeyboardInterrupt):  # noqa: BLE001 - the user's code may raise anything
        return False
    return True


def _parameters(module: nn.Module) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(module.forward).parameters.values())
    except (TypeError, ValueError):
        return []


def _wanted(module: nn.Module) -> list[inspect.Parameter]:
    """Give the parameters that must be given; the first one where all have defaults, or any number is taken."""
    parameters = _parameters(module)
    required = [p for p in parameters if p.default is _EMPTY and p.kind not in _VARIABLE]
    return required or [p for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD][:1]


def _name(parameter: inspect.Parameter, place: int) -> str:
    return parameter.name if parameter.kind is inspect.Parameter.KEYWORD_ONLY else str(place)


def _described(parameter: inspect.Parameter) -> str:
    return str(parameter.replace(annotation=_EMPTY))


def _values(module: nn.Module) -> list[InputValue]:
    """Give what the layers could be fed with, those that the model names first in front."""
    recurrent = [layer for layer in module.modules() if isinstance(layer, LAYER_TYPES)]
    batch_first = bool(recurrent) and bool(config_of(recurrent[0]).batch_first)
    in_order = not recurrent or batch_first or config_of(recurrent[0]).is_cell
    batch, time = Size(BATCH, "batch"), Size(TIME, "time")
    leading = (batch, time) if in_order else (time, batch)
    found = (value for layer in module.modules() for value in _layer_values(layer, leading, bool(recurrent)))
    return list(dict.fromkeys(found))


def _layer_values(layer: nn.Module, leading: tuple[Size, Size], sequences: bool) -> Iterator[InputValue]:
    batch = (Size(BATCH, "batch"),)
    if isinstance(layer, nn.Embedding | nn.EmbeddingBag):
        yield Tokens(leading, layer.num_embeddings)
    elif isinstance(layer, LAYER_TYPES):
        feature = Size(config_of(layer).input_size, "input")
        yield Filled(Fill.NORMAL, (*leading, feature))
        if config_of(layer).is_cell:
            yield Filled(Fill.NORMAL, (*batch, feature))
    elif isinstance(layer, nn.Linear):
        feature = Size(layer.in_features)
        shapes = [(*leading, feature), (*batch, feature)]
        yield from (Filled(Fill.NORMAL, shape) for shape in (shapes if sequences else shapes[::-1]))
