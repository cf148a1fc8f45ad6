"""Names in a state dict that stand for the same elements of the file."""

from collections.abc import Iterable
from itertools import islice

from .file_tensor import FileTensor

_GROUPS_LIMIT, _NAMES_LIMIT = 100, 20


def tied_names(tensors: Iterable[FileTensor]) -> tuple[tuple[str, ...], ...]:
    """Give the names of each tensor that has several, in their order; a limited number of groups and of names in each.

    A tensor without elements shares nothing.
    """
    groups: dict[tuple[object, ...], list[str]] = {}
    for tensor in tensors:
        if tensor.size:
            groups.setdefault(tensor.elements, []).append(tensor.name)
    tied = (tuple(names[:_NAMES_LIMIT]) for names in groups.values() if len(names) > 1)
    return tuple(islice(tied, _GROUPS_LIMIT))
