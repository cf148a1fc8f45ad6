"""M3, M4, M5 and M25 in drawn shapes: torch tells where the wrong call differs from the right one, none is missed."""

from itertools import permutations

import pytest
import torch
from hypothesis import event, given, settings
from hypothesis import strategies as st

from inspector.findings.examine_steps import examine_steps
from inspector.findings.finding import Severity
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import Permute, Reshape, View
from tests.inspector.findings.right_idioms import captured
from tests.inspector.findings.right_steps import right_steps
from tests.inspector.reshape.pipelines import applied, numbered

DRAWN = settings(max_examples=200)
SIZES = st.sampled_from((1, 2, 2, 3, 4, 4, 5, 6, 8))


@st.composite
def states(draw):
    """A state's record, with its layers, directions, samples and units."""
    layers, directions = draw(st.integers(1, 5)), draw(st.sampled_from((1, 2)))
    samples = draw(SIZES | st.just(layers * directions))
    units = draw(SIZES)
    settings = {"num_layers": layers, "bidirectional": directions == 2}
    record = captured(draw(st.sampled_from(("h_n", "c_n", "h_0"))), (layers * directions, samples, units), **settings)
    return record, layers, directions, samples, units


@st.composite
def outputs(draw):
    shape = (draw(SIZES), draw(SIZES), draw(SIZES))
    return captured("output", shape, batch_first=draw(st.booleans()))


def put_through(steps, tensor):
    for step in steps:
        tensor = applied(step, tensor)
    return tensor


def findings_of(record, *steps):
    return examine_steps(record, steps)


@DRAWN
@given(states(), st.sampled_from(("view", "reshape", "rest")))
def test_m3_view_with_a_row_for_each_sample(drawn, written):
    record, layers, directions, samples, units = drawn
    rows = layers * directions
    step = {"view": View((samples, -1)), "reshape": Reshape((samples, -1)), "rest": View((-1, rows * units))}[written]
    x = numbered(record.shape)
    right = x.transpose(0, 1).reshape(samples, -1)
    is_right = torch.equal(applied(step, x), right)
    event(f"{is_right=}, as many samples as rows: {samples == rows > 1}")
    (found,) = findings_of(record, step)
    assert [finding.rule for finding in found] == ([] if is_right else ["M3"])
    for finding in found:
        assert finding.fix == f"Write .transpose(0, 1).reshape({samples}, -1)."
        assert torch.equal(put_through(right_steps(record, (step,), 0), x), right)


@DRAWN
@given(states(), st.booleans())
def test_m5_direction_before_layer(drawn, leave_open):
    record, layers, directions, samples, units = drawn
    step = View((directions, -1 if leave_open else layers, samples, units))
    x = numbered(record.shape)
    right = x.view(layers, directions, samples, units).transpose(0, 1)
    # With as many layers as directions this is the right call, whose axes are layer and direction.
    is_right = layers == directions or torch.equal(applied(step, x), right)
    event(f"{is_right=}")
    (found,) = findings_of(record, step)
    assert [finding.rule for finding in found] == ([] if is_right else ["M5"])
    for finding in found:
        assert f"Write .view({layers}, {directions}, {samples}, {units})" in finding.fix
        assert torch.equal(put_through(right_steps(record, (step,), 0), x), right)


@DRAWN
@given(outputs(), st.permutations(range(3)), st.booleans())
def test_m4_view_and_m25_reshape_in_the_place_of_a_permute(record, order, written_view):
    sizes = tuple(record.shape[axis] for axis in order)
    step = (View if written_view else Reshape)(sizes)
    x = numbered(record.shape)
    permuted = [x.permute(each) for each in permutations(range(3))]
    is_a_permute = any(y.shape == sizes and torch.equal(applied(step, x), y) for y in permuted)
    (found,) = findings_of(record, step)
    alarms = [finding for finding in found if finding.severity is not Severity.NOTE]
    event(f"{is_a_permute=}, note: {len(found) > len(alarms)}")
    assert [finding.rule for finding in alarms] == ([] if is_a_permute else ["M4" if written_view else "M25"])
    if not is_a_permute:
        right = put_through(right_steps(record, (step,), 0), x)
        assert any(right.shape == y.shape and torch.equal(right, y) for y in permuted)
    elif sizes == record.shape and not torch.equal(x.permute(order), x):
        assert [finding.name for finding in found] == ["view-without-effect"]  # the swap that was meant is not done
        assert right_steps(record, (step,), 0) is not None


@DRAWN
@given(outputs(), st.permutations(range(3)))
def test_m25_reshape_after_a_permute(record, order):
    sizes = tuple(record.shape[axis] for axis in order)
    steps = (Permute(tuple(order)), Reshape(sizes))
    x = numbered(record.shape)
    first, found = findings_of(record, *steps)
    moved = tuple(order) != (0, 1, 2)
    assert first == ()
    assert [finding.rule for finding in found if finding.name != "view-without-effect"] == ["M25"] * moved
    if moved:
        assert torch.equal(put_through(right_steps(record, steps, 1), x), put_through(steps, x))


def texts(record, code):
    steps = parse_steps(code)
    return [[f"{finding.rule} {finding.severity}" for finding in each] for each in examine_steps(record, steps)]


H_N = captured("h_n", (4, 3, 5), num_layers=2, bidirectional=True)
TIME_FIRST = captured("output", (10, 6, 8))
BATCH_FIRST = captured("output", (6, 10, 8), batch_first=True)


@pytest.mark.parametrize(
    ("record", "code", "expected"),
    [
        (H_N, ".view(3, -1)", [["M3 error"]]),
        (H_N, ".contiguous().view(3, -1)", [[], ["M3 error"]]),
        (H_N, ".view(2, 2, 3, 5).view(3, -1)", [[], ["M3 error"]]),
        (H_N, ".view(3, -1).mean(1)", [["M3 error"], []]),
        (H_N, ".view(3, -1)[0]", [["M3 error"], []]),
        (H_N, ".view(3, -1).view(3, 4, 5).transpose(0, 1)", [["M3 error"], [], []]),
        (H_N, ".view(3, -1).view(4, 3, 5)", [[], []]),
        (H_N, ".view(3, 4, 5)", [["M4 error"]]),
        (H_N, ".reshape(6, 10)", [["M4 error"]]),
        (H_N, ".reshape(3, 2, 2, 5)", [["M4 error"]]),
        (TIME_FIRST, ".reshape(6, -1)", [["M3 error"]]),
        (TIME_FIRST, ".reshape(6, 5, 16)", [["M4 error"]]),
        (TIME_FIRST, ".reshape(6, -1).mean()", [[], []]),
        (BATCH_FIRST, ".view(10, -1)", [["M4 error"]]),
        (BATCH_FIRST, ".reshape(10, 48).reshape(10, 6, 8)", [["M4 error"], []]),
        (BATCH_FIRST, ".reshape(5, 12, 8)", [["M4 error"]]),
        (BATCH_FIRST, ".transpose(0, 1).reshape(6, -1)", [[], ["M3 error"]]),
        (BATCH_FIRST, ".reshape(4, 120)[:1].mean()", [["M4 error"], [], []]),
    ],
)
def test_the_step_where_the_wrong_begins_is_blamed(record, code, expected):
    assert texts(record, code) == expected


@pytest.mark.parametrize(
    ("record", "code", "message", "fix"),
    [
        (
            H_N,
            ".view(3, -1)",
            ".view(3, -1) does not give one row for each sample, for batch is not the outermost axis: row 0 holds "
            "samples 0, 1 and 2; sample 0 is spread over rows 0, 1 and 2.",
            "Write .transpose(0, 1).reshape(3, -1).",
        ),
        (
            captured("h_n", (4, 4, 5), num_layers=2, bidirectional=True),
            ".view(4, -1)",
            ".view(4, -1) does not give one row for each sample, for batch is not the outermost axis: the rows are "
            "layer x direction, as many by chance as there are samples, and each holds all 4 samples.",
            "Write .transpose(0, 1).reshape(4, -1).",
        ),
        (
            captured("h_n", (6, 3, 5), num_layers=3, bidirectional=True),
            ".view(2, 3, 3, 5)",
            ".view(2, 3, 3, 5) splits off direction before layer, but a state holds layer by layer, the directions of "
            "each side by side: row 0 holds layers 0 and 1.",
            "Write .view(3, 2, 3, 5), and .transpose(0, 1) after it if direction is to come first.",
        ),
        (
            TIME_FIRST,
            ".reshape(6, 5, 16)",
            ".reshape(6, 5, 16) mixes up batch and time: row 0 holds samples 0, 1, 2 and others; sample 0 is spread "
            "over rows 0, 1, 2 and others.",
            "Write .permute(1, 0, 2).reshape(6, 5, 16).",
        ),
        (
            captured("output", (4, 4, 8), batch_first=True),
            ".view(4, 4, 8)",
            ".view(4, 4, 8) changes nothing: the tensor has these sizes already; batch and time are equally long.",
            "To exchange the two axes write .transpose(0, 1).",
        ),
    ],
)
def test_the_texts(record, code, message, fix):
    ((finding,),) = examine_steps(record, parse_steps(code))
    assert (finding.message, finding.fix) == (message, fix)
    assert finding.where == f"lstm/0/{record.key.role}"


@pytest.mark.parametrize(
    ("record", "code", "right"),
    [
        (TIME_FIRST, ".reshape(6, 5, 16)", ".permute(1, 0, 2).reshape(6, 5, 16)"),
        (H_N, ".reshape(3, 2, 2, 5)", ".permute(1, 0, 2).reshape(3, 2, 2, 5)"),
        (H_N, ".view(3, -1)[:, 0]", ".transpose(0, 1).reshape(3, -1)[:, 0]"),
    ],
)
def test_right_and_wrong_stand_side_by_side(record, code, right):
    assert right_steps(record, parse_steps(code), 0) == parse_steps(right)
    assert examine_steps(record, parse_steps(right)) == ((),) * len(parse_steps(right))


def test_where_nothing_is_wrong_there_is_nothing_to_replace():
    assert right_steps(TIME_FIRST, parse_steps("[-1]"), 0) is None


def test_the_final_states_are_offered_for_the_last_step_of_both_directions():
    both = captured("output", (3, 5, 8), batch_first=True, bidirectional=True)
    right = parse_steps("[:, -1, :4].cat(output[:, 0, 4:], dim=-1)")
    assert right_steps(both, parse_steps("[:, -1]"), 0) == right
    time_first = captured("output", (5, 3, 8), bidirectional=True)
    right = parse_steps("[-1, :, :4].cat(output[0, :, 4:], dim=-1)")
    assert right_steps(time_first, parse_steps("[-1]"), 0) == right
    later = parse_steps(".contiguous()[:, -1]")
    assert right_steps(both, later, 1) is None  # the code would name the whole tensor, before the steps
