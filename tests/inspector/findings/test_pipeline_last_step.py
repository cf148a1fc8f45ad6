"""M6: the backward half of the last time step, against an oracle that follows every element with torch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.findings.examine_steps import advice, examine_steps
from inspector.findings.finding import Severity
from inspector.model.config import Kind, RecurrentConfig
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import Mean, bound_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import TensorKey
from inspector.tensor.axis import shape_of
from inspector.tensor.layer_axes import captured_axes
from inspector.tensor.record import TensorRecord
from tests.inspector.reshape.pipelines import applied, step_for


def output_record(shape, batch_first, directions=2, role="output"):
    hidden = shape[-1] // directions
    config = RecurrentConfig(Kind.LSTM, 3, hidden, batch_first=batch_first, bidirectional=directions == 2)
    axes = captured_axes(config, role, shape)
    return TensorRecord(TensorKey("lstm", "0", role), shape, (), "float32", axes)


def found(record, code):
    return [
        (step, finding.rule)
        for step, findings in enumerate(examine_steps(record, parse_steps(code)))
        for finding in findings
        if finding.rule == "M6"
    ]


N, T, H = 3, 5, 4
BATCH_FIRST = output_record((N, T, 2 * H), True)
TIME_FIRST = output_record((T, N, 2 * H), False)
UNBATCHED = output_record((T, 2 * H), False)


@pytest.mark.parametrize(
    ("record", "code", "step"),
    [
        (BATCH_FIRST, "[:, -1]", 0),
        (BATCH_FIRST, "[:, -1, :]", 0),
        (BATCH_FIRST, "[:, 4]", 0),
        (BATCH_FIRST, "[:, -1:].squeeze(1)", 0),
        (BATCH_FIRST, f"[:, -1, {H}:]", 0),
        (BATCH_FIRST, ".transpose(0, 1)[-1]", 1),
        (BATCH_FIRST, f".view(3, 5, 2, {H})[:, -1].flatten(1)", 1),
        (BATCH_FIRST, "[:, 2:][:, -1]", 1),
        (BATCH_FIRST, "[:, -1].mean(0)", 0),
        (TIME_FIRST, "[-1]", 0),
        (UNBATCHED, "[-1]", 0),
    ],
)
def test_the_step_that_takes_it_is_blamed(record, code, step):
    assert found(record, code) == [(step, "M6")]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        pytest.param(BATCH_FIRST, f"[:, -1, :{H}]", id="the forward half alone"),
        pytest.param(BATCH_FIRST, f"[:, 0, {H}:]", id="the backward half after its last step"),
        pytest.param(BATCH_FIRST, f".view(3, 5, 2, {H})[:, -1, 0]", id="forward, taken by its direction"),
        pytest.param(BATCH_FIRST, f"[:, -1][:, :{H}]", id="the backward half is left out later"),
        pytest.param(BATCH_FIRST, "[:, 0]", id="the first step"),
        pytest.param(BATCH_FIRST, ".mean(1)", id="all steps"),
        pytest.param(BATCH_FIRST, ".flatten(1)", id="all steps in a row"),
        pytest.param(BATCH_FIRST, "[-1]", id="the last sample"),
        pytest.param(BATCH_FIRST, "[:, -2:]", id="two steps"),
        pytest.param(BATCH_FIRST, "", id="no step"),
        pytest.param(BATCH_FIRST, "[:0, -1]", id="no element"),
        pytest.param(output_record((N, 1, 2 * H), True), "[:, -1]", id="one time step is all there is"),
        pytest.param(output_record((N, T, H), True, directions=1), "[:, -1]", id="one direction"),
        pytest.param(output_record((N, T, 3), True, directions=1, role="input"), "[:, -1]", id="the input"),
        pytest.param(output_record((4, N, H), True, directions=2, role="h_n"), "[-1]", id="a state"),
    ],
)
def test_right_idioms(record, code):
    assert found(record, code) == []


def test_the_finding_says_what_where_and_what_to_do():
    ((finding,),) = examine_steps(BATCH_FIRST, parse_steps("[:, -1]"))
    assert (finding.where, finding.severity) == ("lstm/0/output", Severity.WARNING)
    assert finding.message.startswith("[:, -1] takes the last time step of both directions of lstm;")
    assert "torch.cat((h_n[-2], h_n[-1]), dim=-1)" in finding.fix


def test_a_step_that_does_not_fit_ends_the_examination():
    findings = examine_steps(BATCH_FIRST, parse_steps("[:, -1].view(99)[0]"))
    assert [[finding.rule for finding in each] for each in findings] == [["M6"], [], []]


def coordinates(shape, batch_first):
    """The time step and the direction of every element, as tensors."""
    time = torch.arange(shape[1] if batch_first else shape[0])
    direction = torch.arange(shape[2]) // (shape[2] // 2)
    along = time[None, :, None] if batch_first else time[:, None, None]
    return along.expand(shape), direction.expand(shape)


@given(st.data(), st.integers(1, 3), st.integers(2, 4), st.integers(1, 3), st.booleans())
def test_drawn_steps(data, batch, time, hidden, batch_first):
    shape = (batch, time, 2 * hidden) if batch_first else (time, batch, 2 * hidden)
    record = output_record(shape, batch_first)
    assert shape_of(record.axes) == shape
    times, directions = coordinates(shape, batch_first)
    steps = []
    for _ in range(data.draw(st.integers(1, 4))):
        step = data.draw(step_for(tuple(times.shape), False, True))
        try:
            times, directions = applied(step, times), applied(step, directions)
        except StepError:  # a view that the memory does not allow
            continue
        steps.append(step)
    wrong = times.numel() > 0 and bool((times == time - 1).all()) and bool((directions == 1).any())
    findings = examine_steps(record, (*steps, Mean()))
    assert [finding.rule for each in findings for finding in each if finding.rule == "M6"] == ["M6"] * wrong


LENGTHS = (5, 2, 4)
FINAL = ".last_valid(lengths)[:, :4].cat(output[:, 0, 4:], dim=-1)"
FINAL_TIME_FIRST = ".last_valid(lengths, batch=1, time=0)[:, :4].cat(output[0, :, 4:], dim=-1)"


@pytest.mark.parametrize(
    ("record", "code", "right"),
    [
        (BATCH_FIRST, ".last_valid(lengths)", FINAL),
        (BATCH_FIRST, ".last_valid(lengths).unsqueeze(1)", FINAL),
        (BATCH_FIRST, "[:, -1]", FINAL),
        (BATCH_FIRST, "[:, -1:]", None),
        (BATCH_FIRST, "[0, -1]", None),
        (BATCH_FIRST, f"[:, -1, {H}:]", None),
        (TIME_FIRST, ".last_valid(lengths, batch=1, time=0)", FINAL_TIME_FIRST),
        (TIME_FIRST, "[-1]", FINAL_TIME_FIRST),
        (BATCH_FIRST, ".last_valid(lengths)[:, :4]", "nothing wrong"),
        (BATCH_FIRST, FINAL, "nothing wrong"),
    ],
)
def test_of_a_packed_batch_the_last_valid_step_is_meant(record, code, right):
    bindings = Bindings(record.key, (("output", record),), LENGTHS)
    found = advice(record, bound_steps(parse_steps(code), bindings), packed=True)
    if right == "nothing wrong":
        assert found == ()
    else:
        ((at, instead),) = [(each.at, each.instead) for each in found]
        assert (at, instead) == (0, right and parse_steps(right))
