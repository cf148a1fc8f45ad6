"""M2, M7, M16 and M17: a position on the wrong axis, one direction alone, an axis squeezed away."""

import pytest

from inspector.findings.examine_steps import examine_steps
from inspector.findings.finding import Severity
from inspector.reshape.primitive_chain import shape_after
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.reshape.steps import Cat, Select, Subscript, primitives_of
from tests.inspector.findings.right_idioms import captured
from tests.inspector.findings.right_steps import right_steps

BATCH_FIRST = captured("output", (6, 10, 8), batch_first=True)
TIME_FIRST = captured("output", (10, 6, 8))
LAYERS = captured("h_n", (3, 6, 8), num_layers=3)
BOTH = captured("h_n", (4, 6, 8), num_layers=2, bidirectional=True)
ONE_SAMPLE = captured("output", (1, 10, 8), batch_first=True)


@pytest.mark.parametrize(
    ("record", "code", "rule", "right"),
    [
        (BATCH_FIRST, "[-1]", "M16", "[:, -1]"),
        (BATCH_FIRST, "[-1, :, :4]", "M16", "[:, -1]"),
        (ONE_SAMPLE, "[-1]", "M16", "[:, -1]"),
        (TIME_FIRST, "[:, -1]", "M16", "[-1]"),
        (TIME_FIRST, "[..., -1, :]", "M16", "[-1]"),
        (TIME_FIRST, "[None, :, -1]", "M16", "[-1]"),
        (LAYERS, "[:, -1]", "M2", "[-1]"),
        (BOTH, "[:, -1]", "M2", "[-2:]"),
        (BOTH, "[-1]", "M7", "[-2:].transpose(0, 1).flatten(1)"),
        (BOTH, "[-1, :3]", "M7", "[-2:].transpose(0, 1).flatten(1)"),
        (LAYERS, "[0]", "M2", "[:, 0]"),
        (BOTH, "[1]", "M2", "[:, 1]"),
        (ONE_SAMPLE, ".squeeze()", "M17", ""),
        (captured("h_n", (1, 1, 8)), ".squeeze()", "M17", ".squeeze(0)"),
        (captured("output", (3, 1, 8), batch_first=True), ".squeeze()", "M17", ""),
    ],
)
def test_what_is_taken_is_not_what_is_meant(record, code, rule, right):
    steps = parse_steps(code)
    (found,) = examine_steps(record, steps)
    assert [finding.rule for finding in found] == [rule]
    assert steps_text(right_steps(record, steps, 0)) == right
    if right and not right.startswith("[-2:].t"):
        assert right in found[0].fix


@pytest.mark.parametrize(
    ("record", "code"),
    [
        pytest.param(BATCH_FIRST, "[:, -1]", id="the last step"),
        pytest.param(BATCH_FIRST, "[:, -1][-1]", id="the last sample after the last step"),
        pytest.param(BATCH_FIRST, "[5]", id="a sample by its number"),
        pytest.param(BATCH_FIRST, ".transpose(0, 1)[-1]", id="time is first by then"),
        pytest.param(BATCH_FIRST, "[..., -1]", id="the last unit"),
        pytest.param(captured("output", (1, 1, 8), batch_first=True), "[-1]", id="one sample of one step"),
        pytest.param(LAYERS, "[-1]", id="the last layer"),
        pytest.param(LAYERS, "[2]", id="the last layer by its number"),
        pytest.param(LAYERS, "[:, 0]", id="a sample's states"),
        pytest.param(BOTH, "[-2]", id="forward"),
        pytest.param(BOTH, "[3]", id="backward by its number"),
        pytest.param(BOTH, ".view(2, 2, 6, 8)[-1, -1]", id="directions split first"),
        pytest.param(captured("h_n", (1, 6, 8)), ".squeeze()", id="a layer is squeezed away"),
        pytest.param(ONE_SAMPLE, ".squeeze(0)", id="squeezed by its number"),
    ],
)
def test_right_positions(record, code):
    assert not any(examine_steps(record, parse_steps(code)))


def test_the_last_sample_by_select():
    (found,) = examine_steps(BATCH_FIRST, (Select(0, -1),))
    assert [finding.rule for finding in found] == ["M16"]
    assert found[0].message == ".select(0, -1) takes the last sample: axis 0 is batch."
    assert found[0].fix == "The last time step is [:, -1]; axis 1 is time."


def test_the_forward_direction_may_come_in_later():
    from inspector.reshape.primitives import Trunk
    from inspector.reshape.steps.operand import Operand

    backward, forward = Subscript((-1,)), Operand("h_n", (Subscript((-2,)),), BOTH)
    assert not any(examine_steps(BOTH, (backward, Cat((forward, Trunk(BOTH.key)), -1))))
    assert not any(examine_steps(BOTH, (backward, Cat((Operand("h_n", forward.steps), Trunk()), -1))))  # not bound yet


def test_both_final_states_have_the_shape_of_two():
    steps = right_steps(BOTH, parse_steps("[-1]"), 0)
    assert shape_after(primitives_of(steps, BOTH.shape), BOTH.shape) == (6, 16)


def test_texts_and_severities():
    ((layer,),) = examine_steps(BOTH, parse_steps("[1]"))
    assert layer.severity is Severity.NOTE
    assert layer.message == (
        "[1] takes layer 0, backward, of all samples: a state is not batch first, whatever batch_first says."
    )
    assert layer.fix == "Sample 1 is [:, 1]; the last layer is [-2:]."
    ((backward,),) = examine_steps(BOTH, parse_steps("[-1]"))
    assert (backward.severity, backward.fix) == (
        Severity.WARNING,
        "Take both: torch.cat((h_n[-2], h_n[-1]), dim=-1).",
    )
    ((squeezed,),) = examine_steps(ONE_SAMPLE, parse_steps(".squeeze()"))
    assert squeezed.message == (
        ".squeeze() takes away the axis batch, of size 1 in this run only: with more than one sample it stays, and the "
        "shape is another."
    )
    assert squeezed.fix == "Leave it out, or name the axis: .squeeze(0)."
