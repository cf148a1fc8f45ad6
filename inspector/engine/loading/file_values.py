"""The values of a file's tensor as a torch tensor of its own."""

import numpy as np
import torch

from ...model.file_tensor import FileTensor


def tensor_of(tensor: FileTensor) -> torch.Tensor:
    """Read the values: writable, and bfloat16 or float8 widened to float32. Raises FileError for a damaged file."""
    array = tensor.read()
    return torch.from_numpy(array.astype(np.float32) if array.dtype.kind not in "fiubc" else np.array(array))
