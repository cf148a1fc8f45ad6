"""The parameters of what is called when a model runs: its forward."""

import inspect
import typing
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

EMPTY = inspect.Parameter.empty
_SCRIPT_TYPES = {"int": int, "float": float, "bool": bool}
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def parameters_of(module: nn.Module, method: str = "forward") -> tuple[inspect.Parameter, ...]:
    """Give the parameters in order, annotations resolved where they can be; none where there is no signature."""
    entry = getattr(module, method, None)
    if isinstance(module, torch.jit.ScriptModule):
        return _of_schema(getattr(entry, "schema", None))
    try:
        parameters = tuple(inspect.signature(entry).parameters.values()) if callable(entry) else ()
    except (TypeError, ValueError):
        return ()
    hints = _hints(entry) if callable(entry) else {}
    return tuple(parameter.replace(annotation=hints.get(parameter.name, EMPTY)) for parameter in parameters)


def _of_schema(schema: Any) -> tuple[inspect.Parameter, ...]:
    """Give the parameters of a method of TorchScript, the module itself left out."""
    return tuple(
        inspect.Parameter(
            argument.name,
            inspect.Parameter.KEYWORD_ONLY if argument.kwarg_only else inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=argument.default_value if argument.has_default_value() else EMPTY,
            annotation=_SCRIPT_TYPES.get(str(argument.type), EMPTY),
        )
        for argument in getattr(schema, "arguments", ())[1:]
    )


def wanted_parameters(parameters: tuple[inspect.Parameter, ...]) -> tuple[inspect.Parameter, ...]:
    """Give those that must be given; the first one where all have defaults, or any number is taken."""
    required = tuple(p for p in parameters if p.default is EMPTY and p.kind not in _VARIABLE)
    return required or tuple(p for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD)[:1]


def input_name(parameter: inspect.Parameter, place: int) -> str:
    """Give how an input names the parameter: by its position where that is allowed."""
    return parameter.name if parameter.kind is inspect.Parameter.KEYWORD_ONLY else str(place)


def described(parameter: inspect.Parameter) -> str:
    """Give the parameter as it stands in the signature, without its annotation."""
    return str(parameter.replace(annotation=EMPTY))


def _hints(entry: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(entry)
    except (NameError, TypeError, AttributeError, SyntaxError, ValueError):  # text that names what is not there
        return {}
