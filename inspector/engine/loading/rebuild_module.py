"""A pickled module built again from its stand-ins, of torch.nn's classes and those whose source the person gave.

Nothing is looked up by a name from the file but in a table of these classes, so nothing else can be called.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from ...errors import InputError
from ...model.file_tensor import FileTensor
from ...model.inert import Global, Inert
from ...model.torch_globals import is_unread_tensor
from .file_values import tensor_of

ClassOf = Callable[[str], Any]
"""Gives the class or function that a full name in the file stands for, None for one that is not known."""

_SETS = {"builtins.set": set, "builtins.frozenset": frozenset}
_FLAT = "_flat_weights"
_OF_THE_PAST = ("_backend", "dropout_state", "_data_ptrs")  # of before torch 1.2: how it was computed, not what


class NotRebuiltError(InputError):
    """The module holds something that is neither data nor of a known class."""


def torch_classes() -> dict[str, Any]:
    """Give the classes of torch.nn and its functions by the names that pickles have for them."""
    found: dict[str, Any] = {}
    waiting: list[type[nn.Module]] = [nn.Module]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("torch.nn.") and f"{kind.__module__}.{kind.__qualname__}" not in found:
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
                waiting.append(kind)
    for name, function in vars(nn.functional).items():
        if callable(function) and getattr(function, "__module__", "") == nn.functional.__name__ and name[0] != "_":
            found[f"{nn.functional.__name__}.{name}"] = function
    return found


def rebuilt(stand_in: object, class_of: ClassOf) -> nn.Module:
    """Build the module on the CPU with its weights. Raises NotRebuiltError, FileError, and what user code raises."""
    try:
        module = _Rebuilder(class_of).value(stand_in)
    except RecursionError:
        raise NotRebuiltError("The file nests its objects too deep.") from None
    if not isinstance(module, nn.Module):
        raise NotRebuiltError("The file's object is no module.")
    return module


class _Rebuilder:
    """Builds every object of one file once, so that what was shared is shared again."""

    def __init__(self, class_of: ClassOf) -> None:
        self._class_of = class_of
        self._made: dict[int, Any] = {}

    def value(self, part: object) -> Any:
        """Build what the part of the object tree stands for."""
        if id(part) in self._made:
            return self._made[id(part)]
        match part:
            case FileTensor():
                return self._keep(part, tensor_of(part))
            case dict():
                made = self._keep(part, {})
                made.update((self._key(key), self.value(item)) for key, item in part.items())
                return made
            case list():
                items = self._keep(part, [])
                items.extend(map(self.value, part))
                return items
            case tuple():
                return tuple(map(self.value, part))
            case Global(name=name):
                return self._named(name)
            case Inert():
                return self._object(part)
            case None | bool() | int() | float() | str() | bytes() | complex():
                return part
        raise NotRebuiltError("The file holds a value of an unknown kind.")

    def _keep(self, part: object, made: Any) -> Any:
        self._made[id(part)] = made
        return made

    def _key(self, key: object) -> Any:
        if not isinstance(key, str | int | float | bool | bytes | None):
            raise NotRebuiltError("The file has a dictionary with keys that are no plain values.")
        return key

    def _named(self, name: str) -> Any:
        dtype = getattr(torch, name.removeprefix("torch."), None) if name.count(".") == 1 else None
        found = dtype if isinstance(dtype, torch.dtype) else self._class_of(name)
        if found is None:
            raise NotRebuiltError(f"The file needs {name}, which is not known.", "Name its source file with --source.")
        return found

    def _object(self, part: Inert) -> Any:
        if is_unread_tensor(part):
            raise NotRebuiltError("The file holds a tensor of a kind that is not read.")
        if part.made_by in _SETS:
            items = part.arguments[0] if part.arguments else part.entries
            return _SETS[part.made_by](map(self.value, items))  # type: ignore[call-overload]
        if part.made_by == "torch.device":
            return torch.device("cpu")
        kind = self._named(part.made_by)
        if not isinstance(kind, type):
            raise NotRebuiltError(f"The file wants to call {part.made_by}, which is no class.")
        arguments = [self.value(argument) for argument in part.arguments]
        made = self._keep(part, kind(*arguments) if part.called else kind.__new__(kind, *arguments))
        self._fill(made, part)
        return made

    def _fill(self, made: Any, part: Inert) -> None:
        for entry in part.entries:
            if isinstance(made, dict) and isinstance(entry, tuple):
                made[self._key(entry[0])] = self.value(entry[1])
            else:
                made.append(self.value(entry))
        if part.state is None:
            return
        if isinstance(made, nn.Module) and isinstance(part.state, dict) and "_parameters" in part.state:
            nn.Module.__init__(made)
            state = self._module_state(part.state)
        else:
            state = self.value(part.state)
        if hasattr(made, "__setstate__"):
            made.__setstate__(state)
        else:
            for attributes in state if isinstance(state, tuple) else (state,):
                for name, item in (attributes or {}).items():
                    object.__setattr__(made, name, item)

    def _module_state(self, state: Mapping[Any, object]) -> dict[str, Any]:
        """Give a module's attributes without its hooks, which nobody could check."""
        if any("_hooks" in str(key) and value for key, value in state.items()):
            raise NotRebuiltError("The module has hooks.")
        parameters = state["_parameters"]
        for tensor in parameters.values() if isinstance(parameters, dict) else ():
            if isinstance(tensor, FileTensor) and not isinstance(self._made.get(id(tensor)), nn.Parameter):
                values = tensor_of(tensor)
                self._keep(tensor, nn.Parameter(values, requires_grad=values.is_floating_point()))
        kept = {key: item for key, item in state.items() if "_hooks" not in str(key) and key not in _OF_THE_PAST}
        known = {self._key(key): self.value(item) for key, item in kept.items()}
        if "_all_weights" in known and _FLAT not in known:
            known["_all_weights"] = [[None]]  # of before torch 1.4; from this, torch writes the lists anew
        return known
