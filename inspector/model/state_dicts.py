"""State dicts inside whatever a checkpoint holds: where they lie, and their tensors by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .file_tensor import FileTensor
from .torch_globals import is_unread_tensor

_DEPTH_LIMIT = 4
WRAPPERS = ("module.", "_orig_mod.", "model.", "net.", "_forward_module.", "_fsdp_wrapped_module.")


@dataclass(frozen=True, slots=True)
class StateDict:
    """The tensors of one state dict, named as in the model: without `prefix`, which all names in the file share.

    `path` leads from the file's object to the dictionary, () if it is that object. `unread` names its entries
    that are tensors of a kind that is not read.
    """

    path: tuple[str, ...]
    prefix: str
    tensors: tuple[FileTensor, ...]
    unread: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The path as one dotted text, "" for the file's object itself."""
        return ".".join(self.path)

    def name_in_file(self, tensor: FileTensor) -> str:
        """Give the tensor's name as the file has it."""
        return self.prefix + tensor.name


def state_dict_of(tensors: Mapping[str, object], path: tuple[str, ...] = ()) -> StateDict:
    """Give the state dict that this dictionary is; entries that are no tensors are left out."""
    names = [name for name in tensors if type(name) is str]
    prefix = _shared_prefix(names)
    found = tuple(
        _named(tensor, name.removeprefix(prefix))
        for name, tensor in tensors.items()
        if type(name) is str and isinstance(tensor, FileTensor)
    )
    return StateDict(path, prefix, found, tuple(name for name in names if is_unread_tensor(tensors[name])))


def find_state_dicts(root: object) -> tuple[StateDict, ...]:
    """Give every state dict in the object tree, in the file's order.

    A state dict is a dictionary with tensors for at least half of its values, reached from the root through
    at most four text keys; one that only holds fewer tensors than a state dict inside it is not counted.
    """
    return tuple(_find(root, (), set()))


def _find(value: object, path: tuple[str, ...], seen: set[int]) -> list[StateDict]:
    if type(value) is not dict or id(value) in seen:
        return []
    seen.add(id(value))  # a file can make a dictionary contain itself
    inside: list[StateDict] = []
    if len(path) < _DEPTH_LIMIT:
        for key, entry in value.items():
            if type(key) is str:
                inside += _find(entry, (*path, key), seen)
    count = sum(isinstance(entry, FileTensor) for entry in value.values())
    largest = max((len(found.tensors) for found in inside), default=0)
    is_one = count and 2 * count >= len(value) and count >= largest
    return [state_dict_of(value, path), *inside] if is_one else inside


def _named(tensor: FileTensor, name: str) -> FileTensor:
    return tensor if tensor.name == name else replace(tensor, name=name)


def _shared_prefix(names: Iterable[str]) -> str:
    rest = list(names)
    shared = ""
    while rest and (wrapper := next((w for w in WRAPPERS if all(name.startswith(w) for name in rest)), "")):
        shared += wrapper
        rest = [name.removeprefix(wrapper) for name in rest]
    return shared
