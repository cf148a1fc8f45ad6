"""Records what a layer or a function of torch is given of the arguments, and says what it makes."""

import ast
from collections.abc import Iterable
from dataclasses import replace

from torch import nn

from ..layers.recurrent_config import kind_name, recurrent_config
from .argument_uses import Argument, FedTo, LengthsOf, NumbersBelow, StateOf, Use
from .flow_values import FlowValue, MadeValue, SeveralValues, joined, width_of

TURNS = frozenset(("transpose", "permute", "movedim", "swapaxes", "t", "mT", "T"))
_THROUGH = frozenset((
    "Dropout", "LayerNorm", "ReLU", "Tanh", "Sigmoid", "GELU", "Identity", "BatchNorm1d", "Dropout1d", "ELU",
    "LeakyReLU", "SiLU", "InstanceNorm1d",
))  # fmt: skip


def feed_layer(
    uses: list[Use], layer: nn.Module, positional: list[FlowValue], named: dict[str, FlowValue]
) -> FlowValue:
    """Record the call of one of torch.nn's layers and give what it makes."""
    first = positional[0] if positional else named.get("input", next(iter(named.values()), None))
    uses += _fed(layer, first)
    config = recurrent_config(layer)
    if config is not None:
        uses += _state(layer, positional[1] if len(positional) > 1 else named.get("hx"))
        return MadeValue((config.proj_size or config.hidden_size) * config.directions)
    return first if kind_name(layer) in _THROUGH else MadeValue(width_of(layer))


def call_function(
    uses: list[Use], name: str, positional: list[FlowValue], named: dict[str, FlowValue], node: ast.Call
) -> FlowValue:
    """Record the call of a function of torch with that name and give what it makes."""
    first = positional[0] if positional else None
    match name:
        case "pack_padded_sequence":
            lengths = named.get("lengths", positional[1] if len(positional) > 1 else None)
            uses += [LengthsOf(lengths)] if isinstance(lengths, Argument) else []
            return named.get("input", first)
        case "one_hot" if isinstance(first, Argument):
            uses.append(NumbersBelow(first, _constant(node, 1, "num_classes")))
            return MadeValue()
        case "cat" | "concat" | "concatenate" | "hstack" if isinstance(first, SeveralValues):
            return joined(list(first.parts), adds=True)
        case "len" | "range" | "isinstance" | "print":
            return None
    found = MadeValue() if name.endswith("_like") else joined(positional, adds=False)
    return replace(found, turned=found.turned or name in TURNS) if isinstance(found, Argument) else found


def _fed(layer: nn.Module, value: FlowValue) -> Iterable[Use]:
    match value:
        case Argument():
            return [FedTo(value, layer)]
        case SeveralValues(parts, True):
            widths = [part.width for part in parts if isinstance(part, MadeValue)]
            found = [part for part in parts if isinstance(part, Argument)]
            beside = sum(widths) if all(widths) and len(found) == 1 else 0
            return [FedTo(argument, layer, beside) for argument in found]
    return []


def _state(layer: nn.Module, value: FlowValue) -> Iterable[Use]:
    match value:
        case Argument():
            return [StateOf(value, layer, None)]
        case SeveralValues(parts, False):
            states = ((place, part) for place, part in enumerate(parts) if isinstance(part, Argument))
            return [StateOf(part, layer, place) for place, part in states]
    return []


def _constant(node: ast.Call, place: int, name: str) -> int:
    given = [*node.args[place : place + 1], *(word.value for word in node.keywords if word.arg == name)]
    found = next((part.value for part in given if isinstance(part, ast.Constant)), 0)
    return found if isinstance(found, int) else 0
