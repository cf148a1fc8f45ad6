"""Losses as consumers: what they are fed beside the tensor."""

import torch
from torch import nn

from ...reshape.consumers.consumer_layouts import meanings_of
from ...reshape.consumers.consumers import Consumer, arguments_text
from .consumer_family import Family, Fed, Shapes, Sizes, shapes_of

_REAL = 2  # what the sizes of a tensor with values are cut to; the fewest classes of CTCLoss


def _no_sizes(_fed: Fed, _consumer: Consumer) -> Sizes:
    return {}


def _loss_code(consumer: Consumer, _fed: Fed) -> str:
    return f"nn.{consumer.name.split()[0]}({arguments_text(consumer)})"


def _feed_cross_entropy(consumer: Consumer, fed: Fed) -> Shapes:
    """Feed a target as the person has it: (batch) for a sequence; for a step, all axes but that of the classes."""
    scores = [axis for axis, name in enumerate(fed.names) if "unit" in meanings_of(name)]
    classes = scores[0] if scores else min(1, len(fed.shape) - 1)
    target = tuple(size for axis, size in enumerate(fed.shape) if axis != classes)
    if consumer.name.endswith("sequence"):
        target = target[:1]
    labels = torch.empty(target, dtype=torch.int64, device="meta")
    return shapes_of(nn.CrossEntropyLoss(**dict(consumer.arguments))(fed.tensor, labels))  # type: ignore[arg-type]


def _feed_ctc(consumer: Consumer, fed: Fed) -> Shapes:
    """Feed zeros, one of them in memory, as torch has no CTCLoss on meta; long axes are cut, which no shape shows."""
    if fed.size(-1) < _REAL:
        raise ValueError("the blank and a label are two classes at least")  # torch would read beyond the tensor
    batched = len(fed.shape) == 3
    sizes = [min(size, _REAL) for size in fed.shape[:-1]]
    values = torch.zeros((), dtype=fed.dtype).expand(*sizes, *fed.shape[-1:])
    batch = (sizes[1],) if batched else ()
    label = torch.full((*batch, 1), 0 if consumer.argument("blank", 0) else 1)
    lengths = torch.full(batch, sizes[0] if sizes else 0), torch.full(batch, 1)
    loss = nn.CTCLoss(**dict(consumer.arguments))(values, label, *lengths)  # type: ignore[arg-type]
    return [[fed.shape[1]] if loss.dim() else []]


_CROSS_ENTROPY = Family(_no_sizes, _feed_cross_entropy, _loss_code)
LOSSES = {
    "CrossEntropyLoss per sequence": _CROSS_ENTROPY,
    "CrossEntropyLoss per step": _CROSS_ENTROPY,
    "CTCLoss": Family(_no_sizes, _feed_ctc, _loss_code),
}
