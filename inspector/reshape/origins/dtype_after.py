"""The type of the elements of a reshaped tensor."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...model.element_type import ELEMENT_TYPES
from ...run.key import TensorKey
from ..primitives import Branch, Cast, Join, Primitives

DType = np.dtype[Any]


def dtype_after(primitives: Primitives, dtype: DType, others: Mapping[TensorKey, DType]) -> DType:
    """Give the type after primitives that do not reduce, `others` being the types of the tensors that are joined."""
    for primitive in primitives:
        match primitive:
            case Cast(name):
                dtype = ELEMENT_TYPES[name]
            case Join(_, operands):
                branches = (each for each in operands if isinstance(each, Branch))
                for branch in branches:
                    dtype = _promoted(dtype, dtype_after(branch.primitives, others[branch.key], others))
    return dtype


def _promoted(one: DType, other: DType) -> DType:
    """Give torch's common type: of a float and an int the float, of two unlike floats of 16 bits float32.

    Source: the documentation of torch.promote_types.
    """
    if one == other:
        return one
    first, second = _category(one), _category(other)
    if first != second:
        return one if first > second else other
    try:
        return np.promote_types(one, other)
    except TypeError:  # numpy knows no common type of float16 and bfloat16
        return np.dtype(np.float32)


def _category(dtype: DType) -> int:
    if dtype.kind in "biu":
        return 0 if dtype.kind == "b" else 1
    return 3 if dtype.kind == "c" else 2
