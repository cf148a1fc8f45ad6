"""The code of random pipelines, executed, gives what torch gives: bit for bit where nothing is computed."""

import sys
import warnings
from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.engine.verify import compare
from inspector.errors import StepError
from inspector.export.code_dialect import CodeDialect, lines_code
from inspector.export.code_source import code_source
from inspector.export.torch_lines import MODULE_NAME
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.primitive_chain import has_reduction
from inspector.reshape.steps import bound_steps, primitives_of
from inspector.reshape.steps.bindings import Bindings
from inspector.tensor.axis import Mixed, shape_of
from tests.inspector.export import tensorflow_stand_in
from tests.inspector.reshape.law_examples import LAW_EXAMPLES
from tests.inspector.reshape.pipelines import Case, numbered
from tests.inspector.reshape.wide_pipelines import wide_cases

LAW = settings(max_examples=LAW_EXAMPLES)
TORCH = (CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.EINOPS)


def given_names(case: Case, as_value) -> dict:
    named = {name: as_value(tensor) for name, tensor in case.named.tensors.items()}
    run = {name: value for name, value in named.items() if "/" in name}
    beside = {name: value for name, value in named.items() if "/" not in name}
    lengths = {"lengths": as_value(torch.tensor(case.lengths))} if case.lengths else {}
    return {**beside, "output": as_value(numbered(case.shape)), **lengths, **({"run": run} if run else {})}


def executed(code: str, names: dict):
    namespace = dict(names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
        exec(code, namespace)
    if MODULE_NAME in namespace:
        read = namespace[MODULE_NAME].forward.__code__
        return namespace[MODULE_NAME]()(**{name: names[name] for name in read.co_varnames[1 : read.co_argcount]})
    return namespace["result"]


def assert_gives(case: Case, dialect: CodeDialect, code: str) -> None:
    as_value = (lambda tensor: tensor) if dialect in TORCH else torch.Tensor.numpy
    found = executed(code, given_names(case, as_value))
    found = found if isinstance(found, torch.Tensor) else torch.from_numpy(np.array(found))
    expected = apply_steps(numbered(case.shape), case.steps, case.named)
    told = compare(found, expected)
    assert told["equal"] or (has_reduction(case.primitives) and told["close"]), f"{told}\n{code}"


def written(case: Case, dialect: CodeDialect) -> str:
    return lines_code(dialect, code_source(case.record), case.bound)


@LAW
@pytest.mark.parametrize("dialect", [CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.NUMPY])
@given(case=wide_cases(reductions=True))
def test_lines_give_what_the_steps_give(dialect, case: Case):
    code = written(case, dialect)
    assert code
    assert_gives(case, dialect, code)


@LAW
@given(wide_cases(reductions=True))
def test_patterns_give_what_the_steps_give(case: Case):
    code = written(case, CodeDialect.EINOPS)
    if code:
        assert_gives(case, CodeDialect.EINOPS, code)


@LAW
@given(wide_cases(reductions=True))
def test_tensorflow_lines_give_what_the_steps_give(case: Case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "tensorflow", tensorflow_stand_in)
        assert_gives(case, CodeDialect.TENSORFLOW, written(case, CodeDialect.TENSORFLOW))


def cuts_across(case: Case) -> bool:
    """Tell whether a reshape mixes axes, or there is no element whose place could tell."""
    after = [
        axes_after(primitives_of(case.bound[:count], case.shape), case.axes) for count in range(len(case.steps) + 1)
    ]
    atoms = [atom for axes in after for axis in axes for atom in axis.atoms]
    return any(isinstance(atom, Mixed) for atom in atoms) or any(0 in shape_of(axes) for axes in after)


@LAW
@given(wide_cases(reductions=True))
def test_only_what_cuts_across_axes_is_beyond_patterns(case: Case):
    assert written(case, CodeDialect.EINOPS) or cuts_across(case)


TYPES = ("float32", "float64", "float16", "bfloat16", "int64", "uint8", "bool", "complex64")


def as_array(tensor: torch.Tensor) -> np.ndarray:
    if tensor.dtype is torch.bfloat16:
        return tensor.contiguous().view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return tensor.numpy()


def as_tensor(found) -> torch.Tensor:
    if isinstance(found, torch.Tensor):
        return found
    array = np.array(found)
    if array.dtype == ml_dtypes.bfloat16:
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


@LAW
@pytest.mark.parametrize("dialect", [CodeDialect.TORCH_LINES, CodeDialect.EINOPS, CodeDialect.NUMPY])
@given(case=wide_cases(reductions=True), data=st.data())
@pytest.mark.filterwarnings("ignore")  # of complex numbers that become real ones, and the mean of nothing
def test_lines_give_what_the_steps_give_whatever_the_types(dialect, case: Case, data):
    drawn = {name: data.draw(st.sampled_from(TYPES)) for name, _ in case.bindings.tensors}
    records = {name: replace(record, dtype=drawn[name]) for name, record in case.bindings.tensors}
    tensors = {
        name: (numbered(record.shape) % 100).to(getattr(torch, record.dtype)) for name, record in records.items()
    }
    try:
        expected = apply_steps(tensors["output"], case.steps, NamedValues(tensors, case.lengths))
    except StepError:  # the mean of whole numbers, the largest of complex ones
        return
    bound = bound_steps(case.steps, Bindings(records["output"].key, tuple(records.items()), case.lengths))
    code = lines_code(dialect, code_source(records["output"]), bound)
    if not code:
        assert dialect is CodeDialect.EINOPS
        return
    as_value = (lambda tensor: tensor) if dialect in TORCH else as_array
    values = {name: as_value(tensor) for name, tensor in tensors.items()}
    lengths = {"lengths": as_value(torch.tensor(case.lengths))} if case.lengths else {}
    run = {name: value for name, value in values.items() if "/" in name}
    found = as_tensor(executed(code, {**values, **lengths, "run": run}))
    told = compare(found, expected)
    assert told["equal"] or (has_reduction(case.primitives) and told["close"]), f"{told}\n{code}"
