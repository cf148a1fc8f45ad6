"""The values of a weight that a layer computes from other tensors before it uses them."""

import torch
from torch import Tensor

from ...errors import FileError
from ...model.effective_weight import (
    Dequantised,
    Pruned,
    SpectralNormed,
    Unstated,
    Weight,
    WeightNormed,
    Zeros,
)
from .file_values import tensor_of


def effective_value(weight: Weight) -> Tensor:
    """Compute the weight as torch does in eval mode. Raises FileError for damage, and where the file cannot say how."""
    match weight:
        case WeightNormed(magnitude, direction):
            return _weight_normed(effective_value(magnitude), effective_value(direction))
        case Pruned(original, mask):
            values = effective_value(original)
            return effective_value(mask).to(values.dtype) * values
        case SpectralNormed(original, left, right):
            return _spectral_normed(*map(effective_value, (original, left, right)))
        case Dequantised(stored, scale, zero_point):
            return (tensor_of(stored).float() - zero_point) * scale
        case Zeros(shape):
            return torch.zeros(shape)
        case Unstated(original):
            raise FileError(
                f"{original.name} is the start of a computation that the file does not name.",
                "Run the class that it was saved from, FILE.py:CLASS with --weights.",
            )
    return tensor_of(weight)


def _weight_normed(magnitude: Tensor, direction: Tensor) -> Tensor:
    """Scale by torch's own operator, which names one axis, or -1 for the length of the whole."""
    if magnitude.dim() != direction.dim():
        return torch._weight_norm(direction, magnitude, -1)
    axis = next((axis for axis, size in enumerate(magnitude.shape) if size > 1), 0)
    return torch._weight_norm(direction, magnitude, axis)


def _spectral_normed(original: Tensor, left: Tensor, right: Tensor) -> Tensor:
    # a square matrix can stand both ways; of a recurrent layer torch takes the rows
    axis = 0 if original.shape[0] == len(left) else 1
    rows = original.movedim(axis, 0).reshape(len(left), -1)
    return original / torch.dot(left, torch.mv(rows, right))
