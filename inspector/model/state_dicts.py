"""State dicts inside whatever a checkpoint holds: where they lie, and their tensors by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .file_tensor import FileTensor
from .inert import Inert
from .quantised_weights import Packed, is_packed
from .torch_globals import is_unread_tensor
from .weight_names import PARAMETER

_DEPTH_LIMIT = 4
_ITEMS_LIMIT = 1_000  # of a list that are looked into
_LOOKS_LIMIT = 100_000
WRAPPERS = (
    "module.", "_orig_mod.", "_module.", "model.", "net.",
    "_forward_module.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.",
)  # fmt: skip
_COUNTER = "n_averaged"  # which torch's AveragedModel keeps beside its only part, `module`


@dataclass(frozen=True, slots=True)
class StateDict:
    """The tensors of one state dict, named as in the model: without `prefix`, which all names in the file share.

    `path` leads from the file's object to the dictionary, () if it is that object; `by_keys` tells whether all on it
    are dictionaries and texts, and no lists or objects. `unread` names its entries that are tensors of a kind that is
    not read; `packed` are those with the packed weights of a quantised layer, by their names in the model.
    """

    path: tuple[str, ...]
    prefix: str
    tensors: tuple[FileTensor, ...]
    unread: tuple[str, ...] = ()
    by_keys: bool = True
    packed: tuple[Packed, ...] = ()

    @property
    def key(self) -> str:
        """The path as one dotted text, "" for the file's object itself."""
        return ".".join(self.path)

    def name_in_file(self, tensor: FileTensor) -> str:
        """Give the tensor's name as the file has it."""
        return self.prefix + tensor.name


def state_dict_of(tensors: Mapping[Any, object], path: tuple[str, ...] = (), by_keys: bool = True) -> StateDict:
    """Give the state dict that this dictionary is; entries that are no tensors are left out."""
    names = [name for name in tensors if type(name) is str]
    prefix = _shared_prefix(name for name in names if name != _COUNTER)
    found = tuple(
        _named(tensor, name.removeprefix(prefix))
        for name, tensor in tensors.items()
        if type(name) is str and isinstance(tensor, FileTensor) and name.startswith(prefix)
    )
    unread = tuple(name for name in names if is_unread_tensor(tensors[name]))
    packed = tuple((name.removeprefix(prefix), tensors[name]) for name in names if is_packed(name, tensors[name]))
    return StateDict(path, prefix, found, unread, by_keys, packed)


def find_state_dicts(root: object) -> tuple[StateDict, ...]:
    """Give every state dict in the object tree, in the file's order, those with recurrent weights first.

    A state dict is a dictionary with tensors for at least half of its values, reached from the root through
    at most four keys, places in lists, or attributes of objects that are no modules; one that only holds fewer tensors
    than a state dict inside it is not counted.
    """
    found = _Search().within(root, (), True)
    return tuple(sorted(found, key=lambda each: not (each.packed or any(map(_is_recurrent, each.tensors)))))


class _Search:
    """Looks at a limited number of objects: a small file can make thousands of them share thousands."""

    def __init__(self) -> None:
        self._seen: set[int] = set()  # a file can make a dictionary contain itself
        self._left = _LOOKS_LIMIT

    def within(self, value: object, path: tuple[str, ...], by_keys: bool) -> list[StateDict]:
        state = value.state if isinstance(value, Inert) else value
        identity = id(state) if type(state) is dict else id(value)  # a million stand-ins can share one state
        self._left -= 1
        entries = _entries(value) if identity not in self._seen and self._left >= 0 else None
        if entries is None:
            return []
        self._seen.add(identity)
        inside: list[StateDict] = []
        if len(path) < _DEPTH_LIMIT:
            for key, part in _containers(entries):
                inside += self.within(part, (*path, key), by_keys and type(value) is dict)
        if type(entries) is not dict:
            return inside
        count = sum(isinstance(entry, FileTensor) or is_packed(name, entry) for name, entry in entries.items())
        largest = max((len(found.tensors) + len(found.packed) for found in inside), default=0)
        is_one = count and 2 * count >= len(entries) and count >= largest
        return [state_dict_of(entries, path, by_keys and type(value) is dict), *inside] if is_one else inside


def _entries(value: object) -> dict[object, object] | list[object] | tuple[object, ...] | None:
    """Give what lies in a dictionary, a list, or the stand-in of an object; None for anything else and for modules."""
    match value:
        case dict() | list() | tuple():
            return value
        case Inert(made_by=made_by, state=state, entries=entries) if not made_by.startswith("torch."):
            if type(state) is dict and state:
                return None if "_parameters" in state else state
            pairs = [entry for entry in entries if type(entry) is tuple and len(entry) == 2]
            return {key: item for key, item in pairs if type(key) is str}
    return None


def _containers(entries: Mapping[object, object] | Iterable[object]) -> Iterator[tuple[str, object]]:
    if isinstance(entries, Mapping):
        named = ((key, part) for key, part in entries.items() if type(key) is str)
    else:
        named = ((str(index), part) for index, part in enumerate(islice(entries, _ITEMS_LIMIT)))
    return ((key, part) for key, part in named if isinstance(part, dict | list | tuple | Inert))


def _is_recurrent(tensor: FileTensor) -> bool:
    return PARAMETER.match(tensor.name.rpartition(".")[2]) is not None or "parametrizations.weight_hh" in tensor.name


def _named(tensor: FileTensor, name: str) -> FileTensor:
    return tensor if tensor.name == name else tensor.named(name)


def _shared_prefix(names: Iterable[str]) -> str:
    rest = list(names)
    shared = ""
    while rest and (wrapper := next((w for w in WRAPPERS if all(name.startswith(w) for name in rest)), "")):
        shared += wrapper
        rest = [name.removeprefix(wrapper) for name in rest]
    return shared
