"""The element type that torch gives after steps, reductions included: other libraries differ in some of it."""

from ..model.element_type import ELEMENT_TYPES
from ..reshape.origins.dtype_after import dtype_after
from ..reshape.primitives import Branch, Cast, Join, Primitives, Reduce, Trunk, ValidMean
from ..reshape.steps import ReshapeStep
from ..reshape.steps.join_steps import JoinStep
from ..reshape.steps.operand import Operand
from ..run.key import TensorKey

_WHOLE = "biu"  # numpy's kinds of truth values and whole numbers


def type_after(step: ReshapeStep, primitives: Primitives, dtype: str) -> str:
    """Give the name of the type after one step that is these primitives: a sum of whole numbers is int64."""
    if isinstance(step, JoinStep):
        operands = (each for each in step.operands if isinstance(each, Operand))
        return common_type(dtype, *(operand_type(each) for each in operands))
    for primitive in primitives:
        match primitive:
            case Cast(name):
                dtype = name
            case Reduce(_, "sum"):
                dtype = "int64" if is_whole(dtype) else dtype
            case ValidMean():
                dtype = "float32" if is_whole(dtype) else dtype
    return dtype


def operand_type(operand: Operand) -> str:
    """Give the type of a bound operand after its own steps."""
    assert operand.record is not None, f"{operand.name} is bound"
    dtype, shape = operand.record.dtype, operand.record.shape
    for step in operand.steps:
        primitives = step.primitives(shape)
        dtype = type_after(step, primitives, dtype)
        for primitive in primitives:
            shape = primitive.shape_after(shape)
    return dtype


def common_type(first: str, *others: str) -> str:
    """Give torch's common type of tensors that are joined."""
    branches = tuple(Branch(TensorKey("", str(number), ""), (), ()) for number, _ in enumerate(others))
    types = {branch.key: ELEMENT_TYPES[name] for branch, name in zip(branches, others, strict=True)}
    return dtype_after((Join(0, (Trunk(), *branches)),), ELEMENT_TYPES[first], types).name


def is_whole(dtype: str) -> bool:
    """Tell whether the elements are whole numbers or truth values."""
    return ELEMENT_TYPES[dtype].kind in _WHOLE
