"""M15, against torch: the view that it refuses is the one that is named."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.findings.examine_steps import examine_steps
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import View
from tests.inspector.findings.right_idioms import captured
from tests.inspector.findings.right_steps import right_steps
from tests.inspector.reshape.pipelines import applied, named_axes, numbered, record_for, sizes_for, step_for

OUTPUT = replace(captured("output", (3, 5, 4), batch_first=True), stride=(4, 12, 1))  # as cuDNN and the CPU leave it
BOTH = replace(captured("h_n", (4, 3, 5), num_layers=2, bidirectional=True), stride=(15, 5, 1))


def found(record, code):
    steps = parse_steps(code)
    return [(at, each.rule) for at, findings in enumerate(examine_steps(record, steps)) for each in findings]


@pytest.mark.parametrize(
    ("record", "code", "expected"),
    [
        (OUTPUT, ".view(3, -1)", [(0, "M15")]),
        (OUTPUT, "[:, 1:].view(3, -1)", [(1, "M15")]),
        (OUTPUT, ".transpose(0, 1).view(15, 4)", []),
        (OUTPUT, ".contiguous().view(3, -1)", []),
        (OUTPUT, ".reshape(3, -1)", []),
        (OUTPUT, ".view(3, 5, 2, 2)", []),
        (OUTPUT, ".mean(2).view(15)", []),
        (replace(OUTPUT, stride=()), ".view(3, -1)", []),
        (BOTH, ".transpose(0, 1).view(3, -1)", [(1, "M15")]),
        (BOTH, ".transpose(0, 1).view(3, -1).view(99)", [(1, "M15")]),
    ],
)
def test_the_view_that_the_memory_does_not_allow(record, code, expected):
    assert found(record, code) == expected


def test_the_finding_says_why_and_what_works():
    steps = parse_steps(".view(3, -1)")
    ((finding,),) = examine_steps(OUTPUT, steps)
    assert finding.message == (
        "torch refuses .view(3, -1). Axes 1 (time) and 2 (hidden) cannot be merged without a copy: one step along time "
        "jumps 12 elements, while hidden has 4 elements 1 apart, so that the jump would have to be 4."
    )
    assert finding.fix == ".reshape(3, -1) copies, as .contiguous().view(3, -1) does, and mixes nothing up."
    assert right_steps(OUTPUT, steps, 0) == parse_steps(".reshape(3, -1)")


def test_it_says_where_a_copy_would_scramble():
    ((m4, m15),) = examine_steps(OUTPUT, parse_steps(".view(5, 12)"))
    assert (m4.rule, m15.rule) == ("M4", "M15")
    assert m15.fix == (
        ".reshape(5, 12) copies, as .contiguous().view(5, 12) does, but mixes up batch: row 1 holds samples 0 and 1; "
        "sample 0 is spread over rows 0 and 1."
    )


@settings(max_examples=200)
@given(st.data())
def test_drawn_steps_against_torch(data):
    axes = data.draw(named_axes())
    record = record_for("lstm/0/output", axes)
    tensor, steps, refused = numbered(record.shape), [], False
    for _ in range(data.draw(st.integers(1, 5))):
        shape = tuple(tensor.shape)
        step = data.draw(step_for(shape, False, True) | sizes_for(shape).map(View))
        steps.append(step)
        try:
            tensor = applied(step, tensor)
        except StepError:
            refused = True
            break
    named = [at for at, rule in enumerate(examine_steps(record, tuple(steps))) if "M15" in [each.rule for each in rule]]
    assert named == [len(steps) - 1] * refused
