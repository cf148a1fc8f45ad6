"""The modules in a pickle, as torch's own containers name them, with nothing of the pickle executed.

A module is told by its attributes: every one of torch has `_parameters` and `_modules`. Its children are those in
`_modules`; modules hidden in plain attributes, lists, dictionaries and other objects are found as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from .file_tensor import FileTensor
from .inert import Inert
from .state_dicts import StateDict
from .torch_globals import is_unread_tensor

_WRAPPERS = {
    "torch.nn.parallel.data_parallel.DataParallel": "module",
    "torch.nn.parallel.distributed.DistributedDataParallel": "module",
    "torch.optim.swa_utils.AveragedModel": "module",
    "torch._dynamo.eval_frame.OptimizedModule": "_orig_mod",
}
"""Classes that stand around the one module that counts -> the name that it has in them."""

_OUTER_DEPTH_LIMIT = 6  # levels from the file's object to a module
_DEPTH_LIMIT = 64  # levels within a module
_NAME_LIMIT = 300
_TENSORS_LIMIT = 300_000
_LOOKS_LIMIT = 1_000_000
_ALIASES_LIMIT = 20
_TENSORS = ("_parameters", "_buffers")
_NOT_CHILDREN = {
    *_TENSORS, "_modules", "_non_persistent_buffers_set",
    "_flat_weights", "_flat_weights_names", "_flat_weight_refs", "_all_weights",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class FoundModule:
    """One module: its path, the class that the pickle names, its attributes, and further paths that lead to it."""

    name: str
    made_by: str
    state: Mapping[object, object]
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class PickledModule:
    """A whole model in a pickle; `path` leads to it from the file's object, () if it is that object.

    `prefix` is what wrappers put before its names in the file; `stand_in` is the model without these wrappers.
    """

    path: tuple[str, ...]
    prefix: str
    stand_in: object
    modules: tuple[FoundModule, ...]

    @property
    def state_dict(self) -> StateDict:
        """The parameters and buffers by their dotted names, in torch's order."""
        named = ((_joined(module.name, key), value) for module in self.modules for key, value in _tensors(module))
        entries = list(islice(named, _TENSORS_LIMIT))
        found = tuple(replace(value, name=name) for name, value in entries if isinstance(value, FileTensor))
        return StateDict(self.path, self.prefix, found, tuple(name for name, v in entries if is_unread_tensor(v)))


def find_modules(root: object) -> tuple[PickledModule, ...]:
    """Give every module in the object tree that is not a part of another one, in the file's order."""
    return _Walker().outermost(root)


class _Walker:
    """Looks at a limited number of objects: a small file can make thousands of modules share thousands of parts."""

    def __init__(self) -> None:
        self._left = _LOOKS_LIMIT

    def outermost(self, root: object) -> tuple[PickledModule, ...]:
        """Give every module that is not a part of another one."""
        found: list[PickledModule] = []
        seen: set[int] = set()  # a file can make anything contain itself
        waiting: list[tuple[tuple[str, ...], object]] = [((), root)]
        while waiting and self._left > 0:
            path, value = waiting.pop()
            self._left -= 1
            if _identity(value) in seen:
                continue
            seen.add(_identity(value))
            if _attributes(value) is not None:
                found.append(self._whole(path, value, seen))
            elif len(path) < _OUTER_DEPTH_LIMIT:
                waiting.extend([((*path, key) if key else path, part) for key, part in _parts(value)][::-1])
        return tuple(found)

    def _whole(self, path: tuple[str, ...], value: object, seen: set[int]) -> PickledModule:
        prefix = ""
        while isinstance(value, Inert) and (name := _WRAPPERS.get(value.made_by)):
            inner = dict(_children(_attributes(value) or {})).get(name)
            if _attributes(inner) is None:
                break
            value, prefix = inner, f"{prefix}{name}."
        return PickledModule(path, prefix, value, tuple(self._within(value, seen)))

    def _within(self, root: object, seen: set[int]) -> list[FoundModule]:
        """Give the module and all below it, each before its children; one that was met before gets a further name."""
        known: dict[int, FoundModule] = {}
        visited: set[int] = set()
        waiting: list[tuple[str, int, object]] = [("", 0, root)]
        while waiting and self._left > 0:
            name, depth, value = waiting.pop()
            self._left -= 1
            identity = _identity(value)
            if identity in visited:
                _add_alias(known.get(identity), name)
                continue
            visited.add(identity)
            state = _attributes(value)
            if state is not None:
                known[identity] = FoundModule(name, value.made_by if isinstance(value, Inert) else "", state)
            inside = _parts(value) if state is None else [*_children(state), *_hidden(state)]
            if depth < _DEPTH_LIMIT:
                places = ((_joined(name, key), depth + 1, part) for key, part in inside)
                waiting.extend([place for place in places if len(place[0]) <= _NAME_LIMIT][::-1])
        seen |= visited
        modules = list(known.values())
        self._add_inherited_aliases(modules)
        return modules

    def _add_inherited_aliases(self, modules: list[FoundModule]) -> None:
        """Give what lies in a module with several names the further names that follow from them."""
        for outer in [module for module in modules if module.aliases and module.name]:
            if self._left <= 0:
                return
            self._left -= len(modules)
            for inner in modules:
                if inner.name.startswith(f"{outer.name}."):
                    for alias in outer.aliases:
                        _add_alias(inner, alias + inner.name.removeprefix(outer.name))


def _add_alias(module: FoundModule | None, name: str) -> None:
    if module and len(module.aliases) < _ALIASES_LIMIT and len(name) <= 2 * _NAME_LIMIT:
        module.aliases.append(name)


def _identity(value: object) -> int:
    """Tell objects apart by their attributes: a million stand-ins can share them."""
    return id(value.state) if isinstance(value, Inert) and type(value.state) is dict else id(value)


def _attributes(value: object) -> Mapping[object, object] | None:
    """Give the attributes of what is a module, None for anything else."""
    state = value.state if isinstance(value, Inert) else value
    if type(state) is dict and type(state.get("_modules")) is type(state.get("_parameters")) is dict:
        return state
    if isinstance(value, Inert) and _WRAPPERS.get(value.made_by) == "_orig_mod" and value.arguments:
        # pickled as a call with the module that it compiles
        return {"_modules": {"_orig_mod": value.arguments[0]}}
    return None


def _children(state: Mapping[object, object]) -> list[tuple[str, object]]:
    """Give the registered children that are objects at all."""
    children = state["_modules"]
    assert isinstance(children, dict), "so it is told from other objects"
    return [(str(key), child) for key, child in children.items() if _holds_parts(child)]


def _hidden(state: Mapping[object, object]) -> list[tuple[str, object]]:
    return [
        (key, value)
        for key, value in state.items()
        if type(key) is str and key not in _NOT_CHILDREN and "_hooks" not in key and _holds_parts(value)
    ]


def _parts(value: object) -> list[tuple[str, object]]:
    """Give what lies in a container or in the stand-in of an object, by key, position or attribute.

    What holds the arguments or entries of an object has no name of its own.
    """
    match value:
        case dict():
            pairs = [(_key(key, index), part) for index, (key, part) in enumerate(value.items())]
        case list() | tuple():
            pairs = [(str(index), item) for index, item in enumerate(value)]
        case Inert(state=state, arguments=arguments, entries=entries):
            # a class with slots has a pair of states, of which the second one holds these
            states = state if type(state) is tuple and len(state) == 2 else (state,)
            attributes = _parts(state) if type(state) is dict else [("", part) for part in states]
            pairs = [*attributes, ("", entries), ("", arguments)]
        case _:
            pairs = []
    return [(key, part) for key, part in pairs if _holds_parts(part)]


def _key(key: object, index: int) -> str:
    return str(key) if type(key) in (str, int) else str(index)


def _holds_parts(value: object) -> bool:
    return isinstance(value, dict | list | tuple | Inert)


def _tensors(module: FoundModule) -> Iterator[tuple[str, object]]:
    for group in _TENSORS:
        entries = module.state.get(group)
        if type(entries) is dict:
            yield from ((key, value) for key, value in entries.items() if type(key) is str)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
