"""Values of every type that a tensor can have, read through their origins as torch makes them."""

import warnings
from itertools import product

import ml_dtypes
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.errors import StepError
from inspector.model.element_type import ELEMENT_TYPES
from inspector.reshape.origins.dtype_after import dtype_after
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.primitives import Branch, Join, Trunk
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.run.key import TensorKey
from inspector.tensor.values import StoredValues, whole
from tests.inspector.reshape.law_examples import LAW_EXAMPLES
from tests.inspector.reshape.pipelines import Case, numbered
from tests.inspector.reshape.wide_pipelines import wide_cases

TYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool", "complex64")


def as_array(tensor: torch.Tensor) -> np.ndarray:
    if tensor.dtype is torch.bfloat16:
        return tensor.contiguous().view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return tensor.numpy()


def of_type(shape: tuple[int, ...], dtype: str) -> torch.Tensor:
    return (numbered(shape) % 100).to(getattr(torch, dtype))


@pytest.mark.parametrize(("one", "other"), [*product(ELEMENT_TYPES, repeat=2)])
def test_joined_tensors_have_torchs_common_type(one, other):
    try:
        expected = torch.cat([torch.zeros(1, dtype=getattr(torch, name)) for name in (one, other)])
    except RuntimeError:
        return  # torch joins no unlike tensors of 8 bits
    branch = Branch(TensorKey("", "0", "other"), (), ())
    join = Join(0, (Trunk(), branch))
    found = dtype_after((join,), ELEMENT_TYPES[one], {branch.key: ELEMENT_TYPES[other]})
    assert found == ELEMENT_TYPES[str(expected.dtype).removeprefix("torch.")]


@settings(max_examples=LAW_EXAMPLES)
@given(wide_cases(), st.data())
def test_gathering_equals_apply_whatever_the_types(case: Case, data):
    source = of_type(case.shape, data.draw(st.sampled_from(TYPES)))
    drawn = {name: of_type(record.shape, data.draw(st.sampled_from(TYPES))) for name, record in case.bindings.tensors}
    drawn["output"] = source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of complex numbers that become real ones
            expected = apply_steps(source, case.steps, NamedValues(drawn, case.lengths))
    except StepError:  # a pad that the type cannot hold
        return
    others = {record.key: StoredValues(as_array(drawn[name])) for name, record in case.bindings.tensors}
    located = LocatedValues(StoredValues(as_array(source)), case.primitives, others)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = whole(located)
    assert found.dtype == located.dtype == as_array(expected).dtype
    assert np.array_equal(found, as_array(expected))


@pytest.mark.parametrize(
    ("dtype", "code"),
    [
        pytest.param("float32", ".pad((1, 1), value=0.1).to(torch.float64)", id="0.1 is another in float32"),
        pytest.param("int64", ".pad((1, 1), value=2.5).to(torch.float64)", id="cut to 2"),
        pytest.param("bool", ".pad((1, 1), value=-1.0).to(torch.int64)", id="true, which is 1"),
        pytest.param("float32", ".pad((1, 0), value=-0.0)", id="a zero with a sign"),
        pytest.param("float64", ".pad((0, 2), value=float('nan'))", id="not a number"),
        pytest.param("float64", ".pad((0, 2), value=float('-inf'))", id="infinite"),
        pytest.param("float64", "[0, 0].pad(()).unsqueeze(0).expand(3)", id="around a single number nothing is put"),
    ],
)
def test_a_pad_has_the_type_that_the_tensor_has_there(dtype, code):
    source, steps = of_type((2, 3), dtype), parse_steps(code)
    expected = as_array(apply_steps(source, steps).contiguous())
    found = whole(LocatedValues(StoredValues(as_array(source)), primitives_of(steps, (2, 3))))
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    assert np.ascontiguousarray(found).tobytes() == expected.tobytes()
    assert [step.code for step in parse_steps("".join(step.code for step in steps))] == [step.code for step in steps]
