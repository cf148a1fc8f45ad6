"""What an argument could be given, likeliest first: from what the model does with it, its name and its annotation."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from torch import nn

from ...run.input import Fill, Filled, Flag, InputValue, Lengths, Number, Size, Tokens
from ..layers.layer_inputs import BATCH, TIME, initial_state, leading_sizes, values_fed_to
from ..layers.recurrent_config import kind_name, recurrent_config
from .argument_uses import CombinedWith, CountOf, FedTo, LengthsOf, NumbersBelow, StateOf, Use

_STATE = re.compile(
    r"(prev_|init_|initial_|last_|enc_|encoder_|dec_)?(hidden|hiddens|hx|states?|hc|h_?0|c_?0|cell|h|c)"
    r"(_state|_0)?"
)
_CELL_STATE = re.compile(r"(.*_)?(c|cx|c_?0|cell)(_state|_0)?")
_LENGTHS = re.compile(r".*len(gth)?s?|.*_sizes?|lens")
_COUNT = re.compile(
    r"(n|num|max|pred|out|target|future|forecast|horizon|seq)?_?"
    r"(steps?|len|length|horizon|future|time|repeats?|iterations?)"
)
_SHARE = re.compile(r".*(ratio|prob|probability|rate|temperature|alpha|p)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value that an argument could have, and why: the reason is a sentence without its subject."""

    value: InputValue
    reason: str


def meanings_of(name: str, annotation: object, uses: Iterable[Use], module: nn.Module) -> list[Meaning]:
    """Give the values that one argument, or one part of it, could be given, likeliest first, each once."""
    plain = _plain(name, annotation)
    if plain is not None:
        return [plain]
    uses = tuple(uses)
    found = [*(meaning for use in uses for meaning in _of_use(use, module)), *_of_name(name, module)]
    if not any(isinstance(use, LengthsOf | CountOf | StateOf) for use in uses):
        found += _of_layers(module)
    return list({meaning.value: meaning for meaning in reversed(found)}.values())[::-1]


def _plain(name: str, annotation: object) -> Meaning | None:
    if annotation is bool:
        return Meaning(Flag(False), "is annotated as bool")
    if annotation is int:
        return Meaning(Number(BATCH if "batch" in name else TIME - 2), "is annotated as int")
    if annotation is float:
        return Meaning(Number(0.5), "is annotated as float")
    return None


def _of_use(use: Use, module: nn.Module) -> Iterator[Meaning]:
    match use:
        case FedTo(argument, layer, beside):
            for value in values_fed_to(layer, beside, argument.turned, argument.widened, module):
                yield Meaning(value, f"is fed to {_named(layer, module)}")
        case StateOf(_, layer, part):
            config = recurrent_config(layer)
            if config is not None:
                yield Meaning(initial_state(config, part), f"is an initial state of {_named(layer, module)}")
        case LengthsOf():
            yield Meaning(_lengths(), "gives the lengths of packed sequences")
        case CountOf():
            yield Meaning(Number(TIME - 2), "is how often a loop goes round")
        case NumbersBelow(_, high) if high:
            leading = leading_sizes(module)
            yield Meaning(Tokens(leading, high), f"is made one-hot among {high}")
            yield Meaning(Tokens(leading[:1], high), f"is made one-hot among {high}")
        case CombinedWith(_, width):
            yield Meaning(Filled(Fill.NORMAL, (Size(width),)), f"is combined with {width} features")


def _of_name(name: str, module: nn.Module) -> Iterator[Meaning]:
    because = f"is called {name}"
    layers = [config for layer in module.modules() if (config := recurrent_config(layer)) is not None]
    if _LENGTHS.fullmatch(name):
        yield Meaning(_lengths(), because)
    if _STATE.fullmatch(name):
        for config in dict.fromkeys(layers):
            part = None if not _CELL_STATE.fullmatch(name) else 1
            yield Meaning(initial_state(config, part), because)
            if part is None and config.has_cell_state:
                yield Meaning(initial_state(config, 0), because)
    if _COUNT.fullmatch(name):
        yield Meaning(Number(TIME - 2), because)
    if _SHARE.fullmatch(name):
        yield Meaning(Number(0.5), because)


def _lengths() -> Lengths:
    """Give lengths that fall, as torch wants them unless it is told otherwise; the first is the whole time."""
    return Lengths((TIME, TIME - 2, TIME - 5))


def _of_layers(module: nn.Module) -> Iterator[Meaning]:
    """Give what the model's layers could be fed with, those that it names first in front."""
    sequences = any(recurrent_config(layer) is not None for layer in module.modules())
    for layer in module.modules():
        values = list(values_fed_to(layer, 0, False, False, module))
        if kind_name(layer) == "Linear" and not sequences:
            values = values[::-1]
        yield from (Meaning(value, f"fits {_named(layer, module)}") for value in values)
    leading = leading_sizes(module)
    for name, parameter in module.named_parameters():
        if parameter.dim() == 2 and parameter.numel():
            sizes = (*leading, Size(parameter.shape[1]))
            yield Meaning(Filled(Fill.NORMAL, sizes), f"fits the parameter {name}")


def _named(layer: nn.Module, module: nn.Module) -> str:
    """Give the layer's path in the model, or its class where it has none."""
    path = next((name for name, part in module.named_modules() if part is layer), "")
    return path or type(layer).__name__
