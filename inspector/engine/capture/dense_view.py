"""The flat data of a packed sequence as a padded tensor, in the batch's own order."""

from collections.abc import Mapping

import torch
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from ..layers.recurrent_operator import OperatorCall
from .capture_recorder import Lengths, Roles

_STATES = ("h_0", "c_0", "h_n", "c_n")


def dense_view(call: OperatorCall, unsorted: torch.Tensor | None, batch_first: bool) -> tuple[Roles, Lengths]:
    """Give the tensors of a call by role; those of a packed sequence padded with zeros, and its lengths.

    `unsorted` are the indices that put the batch back into its own order, None where it was in order.
    """
    if call.batch_sizes is None:
        return dict(call.roles), None
    return padded(call.roles, call.batch_sizes, unsorted, batch_first)


def padded(
    roles: Mapping[str, torch.Tensor], batch_sizes: torch.Tensor, unsorted: torch.Tensor | None, batch_first: bool
) -> tuple[Roles, tuple[int, ...]]:
    """Pad what lies flat, and put everything into the batch's own order."""
    order = None if unsorted is None else unsorted.cpu()
    found: Roles = {}
    lengths: tuple[int, ...] = ()
    for role, tensor in roles.items():
        if role in _STATES:
            found[role] = tensor if order is None else tensor.index_select(1, order.to(tensor.device))
        else:
            packed = PackedSequence(tensor, batch_sizes.cpu(), None, None if order is None else order.to(tensor.device))
            found[role], sizes = pad_packed_sequence(packed, batch_first)
            lengths = tuple(sizes.tolist())
    return found, lengths
