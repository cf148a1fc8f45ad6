"""The arguments of a model that input is wanted for, each with the values that it could have, parts put together."""

import dataclasses
import inspect
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from torch import nn

from ...run.input import Group, GroupKind, InputSpec, InputValue, Lengths
from ..inputs.entry_parameters import EMPTY, input_name, parameters_of, wanted_parameters
from .argument_uses import Use
from .forward_flow import uses_of
from .forward_source import unwrapped
from .infer_values import Meaning, meanings_of
from .with_size import with_size

_EACH = 8  # values for one argument
_LISTED = (0, 2, 5)  # the sequences of a list are shorter by so many time steps


@dataclass(frozen=True, slots=True)
class WantedArgument:
    """One parameter, how an input names it, and its possible values, likeliest first."""

    parameter: str
    name: str
    meanings: tuple[Meaning, ...]


def wanted_arguments(module: nn.Module, method: str) -> tuple[WantedArgument, ...]:
    """Give what must be given to the method. A parameter for any number of arguments takes two, where all are alike."""
    inner = unwrapped(module)
    parameters = parameters_of(inner, method)
    uses = uses_of(inner, method, [parameter.name for parameter in parameters])
    found: list[WantedArgument] = []
    for place, parameter in enumerate(wanted_parameters(parameters)):
        own = [use for use in uses if use.argument.name == parameter.name]
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            found += _any_number(parameter, own, inner)
        else:
            meanings = tuple(_meanings(parameter.name, parameter.annotation, own, inner, 0))[:_EACH]
            found.append(WantedArgument(parameter.name, input_name(parameter, place), meanings))
    return tuple(found)


def _any_number(parameter: inspect.Parameter, uses: list[Use], module: nn.Module) -> list[WantedArgument]:
    depth = 1 if any(use.argument.path[:1] == ("[*]",) for use in uses) else 0
    meanings = tuple(_meanings(parameter.name, EMPTY, uses, module, depth))[:_EACH]
    shorter = tuple(Meaning(_shorter(meaning.value, 2), meaning.reason) for meaning in meanings)
    every = [WantedArgument(parameter.name, "0", meanings), WantedArgument(parameter.name, "1", shorter)]
    return every[: 1 + depth]


def _meanings(name: str, annotation: Any, uses: list[Use], module: nn.Module, depth: int) -> Iterator[Meaning]:
    """Give the values of a part; `depth` is the number of steps from the argument to it."""
    inner = _without_none(annotation)
    fields = _fields(inner)
    steps = list(dict.fromkeys(use.argument.path[depth] for use in uses if len(use.argument.path) > depth))
    if fields:
        parts = {field: f".{field}" for field in fields}
        kind = GroupKind.DICT if typing.is_typeddict(inner) else GroupKind.OBJECT
        steps_of = {field: (step, f"[{field!r}]") for field, step in parts.items()}
        yield from _grouped(kind, steps_of, fields, uses, module, depth)
        return
    if not any(len(use.argument.path) == depth and _is_direct(use) for use in uses):
        yield from _by_steps(name, steps, uses, module, depth)
    own = [use for use in uses if len(use.argument.path) == depth]
    yield from meanings_of(name, inner, own, module)


def _is_direct(use: Use) -> bool:
    return type(use).__name__ != "PartOf"


def _by_steps(name: str, steps: list[str], uses: list[Use], module: nn.Module, depth: int) -> Iterator[Meaning]:
    keys = [step for step in steps if step.startswith(("['", '["')) and step[2:-2].isidentifier()]
    attributes = [step for step in steps if step.startswith(".")]
    places = sorted(step for step in steps if step[1:-1].isdigit())
    if keys or attributes:
        kind, chosen = (GroupKind.DICT, keys) if keys else (GroupKind.OBJECT, attributes)
        names = {step[2:-2] if keys else step[1:]: (step,) for step in chosen}
        yield from _grouped(kind, names, dict.fromkeys(names, EMPTY), uses, module, depth)
    elif "[*]" in steps:
        each = [use for use in uses if use.argument.path[depth : depth + 1] == ("[*]",)]
        for meaning in _meanings(name, EMPTY, each, module, depth + 1):
            parts = tuple(("", _shorter(meaning.value, by)) for by in _LISTED)
            yield Meaning(Group(GroupKind.LIST, parts), f"{meaning.reason}, one after the other")
    elif places == [f"[{place}]" for place in range(len(places))] and len(places) > 1:
        named = {str(place): (step,) for place, step in enumerate(places)}
        for meaning in _grouped(GroupKind.TUPLE, named, dict.fromkeys(named, EMPTY), uses, module, depth):
            assert isinstance(meaning.value, Group), "parts are grouped"
            parts = tuple(("", value) for _, value in meaning.value.parts)
            yield Meaning(Group(GroupKind.TUPLE, parts), meaning.reason)


def _grouped(
    kind: GroupKind,
    steps: Mapping[str, tuple[str, ...]],
    annotations: Mapping[str, Any],
    uses: list[Use],
    module: nn.Module,
    depth: int,
) -> Iterator[Meaning]:
    """Put the parts together: first the likeliest of each, then the others in turn."""
    columns = []
    for name, wanted in steps.items():
        own = [use for use in uses if use.argument.path[depth : depth + 1] and use.argument.path[depth] in wanted]
        columns.append(list(_meanings(name, annotations[name], own, module, depth + 1))[:_EACH])
    if not columns or not all(columns):
        return
    for row in zip_longest(*columns):
        chosen = [meaning or column[0] for meaning, column in zip(row, columns, strict=True)]
        parts = tuple((name, meaning.value) for name, meaning in zip(steps, chosen, strict=True))
        yield Meaning(Group(kind, parts), f"has the parts {', '.join(steps)}")


def _fields(annotation: Any) -> dict[str, Any]:
    """Give the fields without a default of a named tuple, a dataclass or a typed dict, with their annotations."""
    if not isinstance(annotation, type):
        return {}
    if dataclasses.is_dataclass(annotation):
        needed = [
            field.name
            for field in dataclasses.fields(annotation)
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ]
    elif issubclass(annotation, tuple) and hasattr(annotation, "_fields"):
        defaults = getattr(annotation, "_field_defaults", {})
        needed = [name for name in annotation._fields if name not in defaults]
    elif typing.is_typeddict(annotation):
        needed = list(annotation.__annotations__)
    else:
        return {}
    try:
        hints = typing.get_type_hints(annotation)
    except (NameError, TypeError, AttributeError):
        hints = {}
    return {name: hints.get(name, EMPTY) for name in needed}


def _without_none(annotation: Any) -> Any:
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    return parts[0] if len(parts) == 1 and type(None) in typing.get_args(annotation) else annotation


def _shorter(value: InputValue, by: int) -> InputValue:
    return value if isinstance(value, Lengths) else with_size(value, "time", lambda time: time - by)


def spec_of(argument: WantedArgument, meaning: Meaning) -> InputSpec:
    """Give the input that means this."""
    return InputSpec(argument.name, meaning.value)
