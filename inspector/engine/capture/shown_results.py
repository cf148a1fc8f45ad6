"""Which tensors of the model's result can be shown: those that are plain numbers in memory."""

import torch

from .capture_values import unwrapped

_UNKNOWN_TYPES = (torch.complex32,)  # a run file has no such numbers


def why_not_shown(tensor: torch.Tensor) -> str:
    """Say what the tensor is that keeps it from being shown, `a sparse tensor`; "" for one that can be."""
    if tensor.is_nested:
        return "a nested tensor"
    if tensor.layout is not torch.strided:
        return f"a tensor of layout {str(tensor.layout).removeprefix('torch.')}"
    if tensor.dtype in _UNKNOWN_TYPES:
        return f"of type {str(tensor.dtype).removeprefix('torch.')}"
    if tensor.is_meta:  # as everything is while shapes are predicted
        predicted = torch.get_default_device().type == "meta"
        return "" if predicted else "on the device meta, where nothing has values"
    try:
        unwrapped(tensor).untyped_storage().data_ptr()
    except RuntimeError:  # a class of its own, which computes what it shows
        return f"a {type(tensor).__name__} without memory of its own"
    return ""
