"""The code of random pipelines, executed, gives what torch gives: bit for bit where nothing is computed."""

import sys
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from inspector.engine.apply import apply_steps
from inspector.engine.verify import compare
from inspector.export.code_dialect import CodeDialect, lines_code
from inspector.export.code_source import code_source
from inspector.export.torch_lines import MODULE_NAME
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.primitive_chain import has_reduction
from inspector.reshape.steps import primitives_of
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
