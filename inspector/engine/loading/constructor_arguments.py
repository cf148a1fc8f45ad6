"""The arguments of the user's constructor, from a JSON object: each is made what its annotation says."""

import inspect
import types
import typing
from collections.abc import Mapping
from typing import Any

import torch

from ...errors import FieldError
from .argument_values import fits, hints_of, scalar, settings, type_of

_WHOLE = ("args", "cfg", "conf", "config", "configuration", "hparams", "opt", "options", "params")


def with_hyper_parameters(make: Any, given: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Add what stands beside the weights for parameters that were not given, or all of it for a lone `config`."""
    missing = [p for p in _parameters(make) if p.name not in given and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    added = {parameter.name: known[parameter.name] for parameter in missing if parameter.name in known}
    for parameter in missing:
        if parameter.name in _WHOLE and parameter.default is parameter.empty and known:
            added.setdefault(parameter.name, dict(known))
    return added | given


def bound_arguments(make: Any, given: Mapping[str, Any]) -> inspect.BoundArguments:
    """Give the arguments for calling `make`, a class. Raises FieldError that names the parameter."""
    return _Arguments("").bound(make, given)


class _Arguments:
    """Binds JSON values to parameters; `path` is where they stand in the whole, for errors."""

    def __init__(self, path: str) -> None:
        self._path = path

    def bound(self, make: Any, given: Mapping[str, Any]) -> inspect.BoundArguments:
        parameters = _parameters(make)
        self._refuse_unknown(make, parameters, given)
        hints, positional = hints_of(make), []
        named: dict[str, Any] = {}
        for parameter in parameters:
            if parameter.kind is parameter.VAR_KEYWORD:
                own = {known.name for known in parameters}
                named |= {name: self._made(name, value, None) for name, value in given.items() if name not in own}
            elif parameter.name not in given:
                self._require(make, parameter)
            elif parameter.kind is parameter.VAR_POSITIONAL:
                positional += list(given[parameter.name])
            else:
                value = self._made(parameter.name, given[parameter.name], type_of(parameter, hints))
                if parameter.kind is parameter.KEYWORD_ONLY or _gap(parameters, parameter, given):
                    named[parameter.name] = value
                else:
                    positional.append(value)
        return inspect.signature(make).bind(*positional, **named)

    def _refuse_unknown(self, make: Any, parameters: list[inspect.Parameter], given: Mapping[str, Any]) -> None:
        known = [parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD]
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None and len(known) == len(parameters):
            listed = f"It takes {', '.join(known)}." if known else "It takes none."
            raise FieldError(f"{make.__name__} takes no argument {self._at(unknown)}.", listed, self._at(unknown))
        for parameter in parameters:
            if parameter.kind is parameter.VAR_POSITIONAL and not isinstance(given.get(parameter.name, []), list):
                name = self._at(parameter.name)
                raise FieldError(f"{name} stands for any number of values.", "Give it as a list.", name)

    def _require(self, make: Any, parameter: inspect.Parameter) -> None:
        if parameter.default is parameter.empty and parameter.kind not in (parameter.VAR_POSITIONAL,):
            name = self._at(parameter.name)
            hint = f"Add it to {self._path}." if self._path else f"""Give it, as in --args '{{"{name}": ...}}'."""
            raise FieldError(f"{make.__name__} needs a value for {name}.", hint, name)

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _made(self, name: str, value: Any, kind: Any) -> Any:
        """Give the value as what the annotation says, unchanged where it says nothing that JSON could mean."""
        inner = _Arguments(self._at(name))
        origin, parts = typing.get_origin(kind), typing.get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self._first_fitting(name, value, [part for part in parts if part is not type(None)])
        if isinstance(value, dict):
            return inner.object(value, origin or kind)
        if isinstance(value, list):
            return inner.sequence(value, origin or kind, parts)
        return scalar(value, kind, self._at(name))

    def _first_fitting(self, name: str, value: Any, kinds: list[Any]) -> Any:
        """Make the value what the first member of the union says that it can be."""
        fitting = (kind for kind in kinds if fits(value, typing.get_origin(kind) or kind))
        return self._made(name, value, next(fitting, None)) if value is not None else None

    def object(self, value: dict[str, Any], kind: Any) -> Any:
        """Build the class that the annotation names from the object's entries."""
        if kind is None or kind in (typing.Any, object, inspect.Parameter.empty):
            return settings(value)
        if not isinstance(kind, type) or issubclass(kind, Mapping) or typing.is_typeddict(kind):
            return value
        bound = self.bound(kind, value)
        return kind(*bound.args, **bound.kwargs)

    def sequence(self, value: list[Any], kind: Any, parts: tuple[Any, ...]) -> Any:
        """Give the list, or the tuple or set that the annotation asks for, its elements made as it says."""
        if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return kind(*value)
        each = [part for part in parts if part is not Ellipsis]
        fixed = len(each) == len(value) and kind is tuple and Ellipsis not in parts
        kinds = each if fixed else [each[0] if each else None] * len(value)
        pairs = zip(value, kinds, strict=True)
        items = [self._made(str(index), item, wanted) for index, (item, wanted) in enumerate(pairs)]
        return kind(items) if kind in (tuple, set, frozenset, torch.Size) else items


def _parameters(make: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(make).parameters.values())
    except (TypeError, ValueError):  # a class without a signature, such as some made in C
        return []


def _gap(parameters: list[inspect.Parameter], wanted: inspect.Parameter, given: Mapping[str, Any]) -> bool:
    """Tell whether a parameter before this one is left at its default, so that this one must be given by name."""
    before = parameters[: parameters.index(wanted)]
    return wanted.kind is not wanted.POSITIONAL_ONLY and any(parameter.name not in given for parameter in before)
