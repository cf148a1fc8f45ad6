"""The element types of tensors: torch's names, and numpy's types for them."""

from types import MappingProxyType
from typing import Any

import ml_dtypes
import numpy as np

_NUMPY_NAMES = (
    "float64", "float32", "float16", "complex64", "complex128", "bool",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
)  # fmt: skip
_ML_NAMES = (
    "bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu",
)  # fmt: skip

ELEMENT_TYPES: MappingProxyType[str, np.dtype[Any]] = MappingProxyType(
    {name: np.dtype(name) for name in _NUMPY_NAMES} | {name: np.dtype(getattr(ml_dtypes, name)) for name in _ML_NAMES}
)
"""torch's name without "torch." -> the numpy dtype with the same bytes."""
