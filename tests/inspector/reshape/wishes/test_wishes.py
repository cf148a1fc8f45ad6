"""From a wish to steps: the table of wishes, how fast it is answered, and that torch makes what is said."""

import time

import pytest
import torch

from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.mixing.mixing import is_mixed_name
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps, primitives_of
from inspector.reshape.wishes.proposal import Unreachable
from inspector.reshape.wishes.proposals import MOST
from tests.inspector.reshape.wish_oracle import executed, expected_values, values_of
from tests.inspector.reshape.wish_table import UNREACHABLE, WISHES, answer, beside, record_of_source

NOT_FIRST = {("out", "BatchNorm1d(64)")}  # one vector per sample comes before the sequence, as for all consumers
SHAPES = [row for row in WISHES if "->" not in row[1]]


def named(row):
    return f"{row[0]}: {row[1]}"


def test_the_table_is_large_enough_and_nearly_all_come_first():
    assert len(WISHES) >= 80
    first = [row for row in WISHES if answer(row[0], row[1])[0].text == row[2]]
    assert len(first) >= 0.95 * len(WISHES)


@pytest.mark.parametrize("row", WISHES, ids=named)
def test_the_expected_answer_is_first(row):
    texts = [proposal.text for proposal in answer(row[0], row[1])]
    assert row[2] in texts
    assert texts[0] == row[2] or row[:2] in NOT_FIRST


def test_every_wish_is_answered_within_a_tenth_of_a_second():
    slowest = 0.0
    for source, text, *_ in (*WISHES, *UNREACHABLE):
        taken = []
        for _ in range(2):  # the first time may pay for filling a cache of the process, or for another process
            start = time.process_time()
            answer(source, text)
            taken.append(time.process_time() - start)
        slowest = max(slowest, min(taken))
    assert slowest < 0.1


@pytest.mark.parametrize("row", WISHES, ids=named)
def test_every_proposal_traces_to_its_shape_without_a_mixture(row):
    found = answer(row[0], row[1])
    record, bindings = record_of_source(row[0]), beside(row[0])
    assert 1 <= len(found) <= MOST
    for proposal in found:
        assert parse_steps(proposal.text) == proposal.steps or proposal.text == ""
        primitives = primitives_of(bound_steps(proposal.steps, bindings), record.shape)
        assert axes_after(primitives, record.axes) == proposal.axes
        assert not is_mixed_name(proposal.axes)
        assert tuple(executed(row[0], proposal.steps).shape) == proposal.shape


@pytest.mark.parametrize("row", [row for row in SHAPES if row[0] != "weight_hh"], ids=named)
def test_every_proposal_is_what_its_meaning_says(row):
    for proposal in answer(row[0], row[1]):
        values, said = executed(row[0], proposal.steps), expected_values(row[0], values_of(row[0]), proposal)
        torch.testing.assert_close(values, said, msg=lambda text, at=proposal: f"{at.text} {at.meaning}: {text}")


@pytest.mark.parametrize("row", WISHES, ids=named)
def test_no_two_proposals_give_the_same(row):
    results = [executed(row[0], proposal.steps) for proposal in answer(row[0], row[1])]
    for place, result in enumerate(results):
        assert not any(result.shape == other.shape and torch.equal(result, other) for other in results[:place])


@pytest.mark.parametrize("row", UNREACHABLE, ids=named)
def test_what_cannot_be_reached_is_told_with_what_is_near(row):
    found = answer(row[0], row[1])
    assert isinstance(found, Unreachable)
    assert row[2] in found.reason
    assert found.near
    assert all(proposal.meaning in found.hint for proposal in found.near)


def test_the_natural_shapes_are_near():
    found = answer("out", "(7, 13)")
    assert {proposal.shape for proposal in found.near} == {(32, 64), (32, 640), (32, 10, 64)}
