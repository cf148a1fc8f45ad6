"""The cell state through time: c_t = f_t * c_(t-1) + a_t, the one part of an LSTM that goes step by step."""

from itertools import pairwise
from math import isqrt

from torch import Tensor

_NARROW = 4096  # numbers in a step; for fewer the calls cost more than what they compute


def scan(added: Tensor, f: Tensor, before: Tensor, reverse: bool) -> None:
    """Put c into `added`, (step, ...), from c before the first step that is read; reverse reads from the last step on.

    Short steps go in blocks. In all blocks at once c begins with 0; then each gets what the block before it left, times
    the product of f since then. So about 3 sqrt(steps) calls do instead of one for each step.
    """
    length = isqrt(len(added))
    blocks = len(added) // max(1, length)
    # the product of f may have become 0, and would make a NaN of infinity
    if length < 4 or before.numel() > _NARROW or not bool(before.isfinite().all()):
        _one_by_one(added, f, before, reverse)
        return
    whole = blocks * length
    middle = slice(len(added) - whole, None) if reverse else slice(0, whole)
    rest = slice(0, len(added) - whole) if reverse else slice(whole, None)
    shape = blocks, length, *added.shape[1:]
    before = _in_blocks(added[middle].view(shape), f[middle].view(shape), before, reverse)
    _one_by_one(added[rest], f[rest], before, reverse)


def _one_by_one(added: Tensor, f: Tensor, before: Tensor, reverse: bool) -> None:
    steps = list(zip(added.unbind(0), f.unbind(0), strict=True))
    for c_t, f_t in reversed(steps) if reverse else steps:
        before = c_t.addcmul_(f_t, before)


def _in_blocks(added: Tensor, f: Tensor, before: Tensor, reverse: bool) -> Tensor:
    """Do the same for (block, step, ...), and give c after the last step read."""
    kept = f.clone()
    order = slice(None, None, -1 if reverse else 1)
    steps = list(zip(added.unbind(1), f.unbind(1), kept.unbind(1), strict=True))[order]
    for (c_before, _, kept_before), (c_t, f_t, kept_t) in pairwise(steps):
        c_t.addcmul_(f_t, c_before)
        kept_t.mul_(kept_before)
    last = 0 if reverse else -1
    for c_block, kept_block in list(zip(added.unbind(0), kept.unbind(0), strict=True))[order]:
        before = c_block.addcmul_(kept_block, before)[last]
    return before
