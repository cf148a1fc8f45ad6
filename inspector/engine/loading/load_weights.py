"""A whole module filled from a checkpoint, by names, through our own readers."""

from collections.abc import Collection, Sequence

from torch import nn

from ...errors import InputError
from ...model.file_origin import FileOrigin
from ...model.file_tensor import FileTensor
from ...model.listing import FileListing
from ...model.state_dicts import WRAPPERS
from .file_values import tensor_of

_SHOWN = 5


def fill_module(module: nn.Module, listing: FileListing) -> FileOrigin | None:
    """Load the listed tensors into the module and give where code finds them, None if it cannot without trust.

    Names may have a wrapper's prefix (`module.`, `model.`, ...) in the file that they have not in the module. Raises
    InputError that names what is missing, too much or of another shape.
    """
    wanted = module.state_dict().keys()
    prefix, found = _best_match(listing, wanted)
    missing, surplus = [name for name in wanted if name not in found], [name for name in found if name not in wanted]
    if missing or surplus:
        groups = (("missing", missing), ("too much", surplus))
        differences = " and ".join(_list(words, names) for words, names in groups if names)
        raise InputError(
            f"The weights do not belong to {type(module).__name__}: {differences}.",
            "Name the class and the arguments that the weights were saved from.",
        )
    try:
        module.load_state_dict({name: tensor_of(tensor) for name, tensor in found.items()})
    except RuntimeError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise InputError(
            f"The weights do not fit {type(module).__name__}: {lines[-1].rstrip('.')}.", "Give it other arguments."
        ) from error
    origin = listing.origin
    return FileOrigin(origin.container, origin.keys, prefix) if origin else None


def _best_match(listing: FileListing, wanted: Collection[str]) -> tuple[str, dict[str, FileTensor]]:
    """Take off the file's names what makes most of them the module's."""
    assert listing.chosen is not None, "a listing with tensors has a state dict"
    full = {listing.chosen.name_in_file(tensor): tensor for tensor in listing.tensors}
    prefixes = [listing.chosen.prefix]
    while prefixes[-1]:  # the module itself may have a part called model or module
        last = next(wrapper for wrapper in WRAPPERS if prefixes[-1].endswith(wrapper))
        prefixes.append(prefixes[-1].removesuffix(last))
    named = [(prefix, {name.removeprefix(prefix): tensor for name, tensor in full.items()}) for prefix in prefixes]
    return max(named, key=lambda pair: len(pair[1].keys() & set(wanted)))


def _list(words: str, names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return f"{words} {', '.join(names[:_SHOWN])}" + (f" and {rest} more" if rest > 0 else "")
