"""Input as code: executed, it gives what a run is given."""

from types import SimpleNamespace

import pytest
import torch

from inspector.engine.inputs.inputs import build_input
from inspector.export.script_input import argument_names, input_lines
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest

TEXTS = [
    "bool:true", "none", "int:3", "lengths(7,5,2)", "normal(2,3)", "tokens(4;high=9)", "values([1, 2])",
    "tuple(uniform(2))", "tuple(normal(1,2), normal(1,2))", "list(normal(3), tuple(int:1, none))", "list()", "tuple()",
    "dict(ids=tokens(2,3;high=7), n=lengths(3,1), scale=normal(1))", "object(a=normal(2), b=dict(c=sine(3)))",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_code_gives_what_the_run_is_given(text, dtype):
    request = RunRequest(
        PresetSource("any"), (parse_input(f"0={text}"), parse_input("1=normal(2)")), dtype=dtype, seed=5
    )
    names = {"torch": torch}
    exec("\n".join(input_lines(request)), names)
    torch.manual_seed(5)
    given = build_input(request, torch.nn.Identity())
    made = [names[name] for name in argument_names(request)]
    assert all(same(one, other) for one, other in zip(made, given.positional, strict=True))


def same(one, other) -> bool:
    assert type(one) is type(other)
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(one, SimpleNamespace):
        return same(vars(one), vars(other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_lengths_stay_where_torch_wants_them():
    """Everything else is moved; there is no other device here than the one without values."""
    request = RunRequest(PresetSource("any"), (parse_input("0=dict(x=ones(2), n=lengths(2,1))"),), device="meta")
    given = build_input(request, torch.nn.Identity()).positional[0]
    assert (given["x"].device.type, given["n"].device.type) == ("meta", "cpu")
    assert ".to('meta')" in input_lines(request)[-1]
    assert input_lines(request)[-1].endswith('"n": torch.tensor([2, 1])}')
