"""Memory for copies of large tensors, in pages of 2 MB where the system has them.

A copy is made once and written once, so most of its price is the system handing out its memory page by page: 8 MB in
pages of 4 KB cost six times what they cost in large ones, more than the copying itself.
"""

import mmap
from contextlib import suppress

import torch

LARGE = 1 << 20  # elements: smaller tensors come from memory that the allocator has already
_HUGE_PAGES = getattr(mmap, "MADV_HUGEPAGE", None)  # of Linux


def large_copy(tensor: torch.Tensor) -> torch.Tensor:
    """Copy a large tensor on the CPU into contiguous memory of its own."""
    if _HUGE_PAGES is None:
        return tensor.clone(memory_format=torch.contiguous_format)
    memory = mmap.mmap(-1, tensor.nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a kernel may be built without them
        memory.madvise(_HUGE_PAGES)
    # the tensor keeps the memory, and gives it back when it goes
    return torch.frombuffer(memory, dtype=tensor.dtype).reshape(tensor.shape).copy_(tensor.detach())
