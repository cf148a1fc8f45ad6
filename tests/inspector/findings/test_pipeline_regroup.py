"""M25: a reshape after a permute that does nothing, and one in the place of a permute, against torch itself."""

from itertools import permutations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inspector.findings.examine_steps import examine_steps
from inspector.findings.finding import Severity
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import Permute, Reshape
from inspector.run.key import TensorKey
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord
from tests.inspector.reshape.pipelines import applied, numbered


def record_of(*shape):
    names = ("batch", "time", "hidden", "direction")
    axes = tuple(named_axis(pair) for pair in zip(names, shape, strict=False))
    return TensorRecord(TensorKey("lstm", "0", "output"), shape, (), "float32", axes)


OUTPUT = record_of(32, 10, 64)


def found(record, code):
    findings = examine_steps(record, parse_steps(code))
    return [(step, finding.name) for step, each in enumerate(findings) for finding in each]


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (".permute(0, 2, 1).reshape(32, 64, 10)", 1),
        (".permute(0, 2, 1).reshape(32, -1, 10)", 1),
        (".transpose(1, 2).contiguous().view(32, 64, 10)", 2),
        (".permute(0, 2, 1).reshape(32, 64, 10).mean(2)", 1),
    ],
)
def test_a_reshape_that_changes_nothing(code, step):
    assert found(OUTPUT, code) == [(step, "reshape-without-effect")]


@pytest.mark.parametrize(
    "code",
    [".reshape(32, 64, 10)", ".view(10, 32, 64)", ".view(-1, 64, 10)", ".contiguous().view(64, 10, 32).mean(0)"],
)
def test_a_reshape_in_the_place_of_a_permute(code):
    [(_, name)] = found(OUTPUT, code)
    assert name == ("view-for-permute" if "view" in code else "reshape-for-permute")


def test_the_permute_that_was_meant_is_written_out():
    ((finding,),) = examine_steps(OUTPUT, parse_steps(".reshape(10, 32, 64)"))
    assert (finding.severity, finding.where) == (Severity.ERROR, "lstm/0/output")
    assert finding.fix == "Write .permute(1, 0, 2)."


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(".permute(0, 2, 1)", id="the permute alone"),
        pytest.param(".permute(0, 2, 1).reshape(32, 640)", id="a reshape that does something"),
        pytest.param(".permute(0, 2, 1).flatten(1)", id="flatten"),
        pytest.param(".reshape(32, 10, 64)", id="nothing before it"),
        pytest.param(".permute(0, 1, 2).reshape(32, 10, 64)", id="a permute that did nothing"),
        pytest.param(".flatten(1)", id="merged"),
        pytest.param(".view(32, 10, 2, 32)", id="split"),
        pytest.param(".view(320, 64)", id="fewer axes"),
        pytest.param(".reshape(32, 64, 10).reshape(32, 10, 64)", id="undone"),
        pytest.param(".unsqueeze(1).view(32, 10, 1, 64)", id="only an axis of size 1 moves"),
        pytest.param("[:0].reshape(0, 64, 10)", id="no element"),
        pytest.param("", id="no step"),
    ],
)
def test_right_idioms(code):
    assert found(OUTPUT, code) == []


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_drawn_sizes(shape, data):
    """A reshape to the same sizes in another order is right exactly where it equals one of the permutes."""
    sizes = tuple(data.draw(st.permutations(shape)))
    x = numbered(tuple(shape))
    moved = [x.permute(order) for order in permutations(range(len(shape)))]
    is_a_permute = any(y.shape == sizes and torch.equal(x.reshape(sizes), y) for y in moved)
    findings = [item for each in examine_steps(record_of(*shape), (Reshape(sizes),)) for item in each]
    coincides = sizes == tuple(shape) and any(shape.count(size) > 1 for size in shape if size > 1)
    expected = ["view-without-effect"] * coincides if is_a_permute else ["reshape-for-permute"]
    assert [item.name for item in findings] == expected
    for item in findings if not is_a_permute else []:
        [fix] = parse_steps(item.fix.removeprefix("Write ").rstrip("."))
        assert tuple(applied(fix, x).shape) == sizes


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_drawn_permutes(shape, data):
    order = tuple(data.draw(st.permutations(range(len(shape)))))
    steps = (Permute(order), Reshape(tuple(shape[axis] for axis in order)))
    rules = [item.rule for each in examine_steps(record_of(*shape), steps) for item in each if item.rule != "M4"]
    assert rules == (["M25"] if order != tuple(range(len(shape))) else [])
