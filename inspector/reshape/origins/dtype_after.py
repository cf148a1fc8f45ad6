"""The type of the elements of a reshaped tensor, and of what is put around it on the way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ...model.element_type import ELEMENT_TYPES
from ...run.key import TensorKey
from ..primitives import Branch, Cast, Join, Pad, Primitive, Primitives

DType = np.dtype[Any]
_FLOAT = 2


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


def typed_pads(primitives: Primitives, dtype: DType, others: Mapping[TensorKey, DType]) -> Primitives:
    """Give the primitives with the values of pads as the tensor's type holds them there: 0.1 is another in float32."""
    found: list[Primitive] = []
    for count, primitive in enumerate(primitives):
        match primitive:
            case Pad(_, _, value):
                found.append(replace(primitive, value=_held(value, dtype_after(primitives[:count], dtype, others))))
            case Join(_, operands):
                typed = tuple(_typed_branch(each, others) if isinstance(each, Branch) else each for each in operands)
                found.append(replace(primitive, operands=typed))
            case _:
                found.append(primitive)
    return tuple(found)


def _typed_branch(branch: Branch, others: Mapping[TensorKey, DType]) -> Branch:
    return replace(branch, primitives=typed_pads(branch.primitives, others[branch.key], others))


def _held(value: float, dtype: DType) -> float:
    with np.errstate(invalid="ignore", over="ignore"):  # torch refuses what a type cannot hold
        return float(np.asarray(value).astype(dtype).real)


def _promoted(one: DType, other: DType) -> DType:
    """Give torch's common type: of a float and an int the float, of two unlike floats of 16 bits float32.

    A complex one holds the real ones beside it. Source: the documentation of torch.promote_types.
    """
    if one == other:
        return one
    first, second = _category(one), _category(other)
    wider = one if first > second else other
    if first != second and (wider.kind != "c" or min(first, second) < _FLOAT):
        return wider
    try:
        return np.promote_types(one, other)
    except TypeError:  # numpy knows no common type of bfloat16 and float16, nor of bfloat16 and a complex one
        return wider if first != second else np.dtype(np.float32)


def _category(dtype: DType) -> int:
    if dtype.kind in "biu":
        return 0 if dtype.kind == "b" else 1
    return _FLOAT + 1 if dtype.kind == "c" else _FLOAT
