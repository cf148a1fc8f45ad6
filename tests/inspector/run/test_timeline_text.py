"""What a timeline says in words."""

import json
from dataclasses import replace

import pytest

from inspector.model.config import Kind, RecurrentConfig
from inspector.run.equal_states import Compared
from inspector.run.handed_on import Handed, How, Span
from inspector.run.timeline import timeline
from inspector.run.timeline_summary import summary
from inspector.run.timeline_text import timeline_json, timeline_text
from inspector.run.timeline_words import arrow_label, arrow_sentence, told
from tests.inspector.run import hand_made_runs as made


def said(run, *compared, zeros=()):
    shown = timeline(run, Compared(compared, frozenset(zeros)))
    return [sentence for _, own in told(shown) for sentence in own]


def labels(run):
    return [arrow_label(arrow) for arrow in timeline(run).arrows]


def test_encoder_and_decoder():
    assert said(made.seq2seq(12)) == [
        "encoder call 0 begins with zeros, since no state was given.",
        "decoder call 0 begins with the final state of encoder call 0.",
        "decoder call 1 begins with the final state of call 0.",
        "decoder calls 2 to 11 each begin with the final state of the call before.",
    ]
    assert summary(timeline(made.seq2seq(12))) == (
        "encoder was called once, from zeros. decoder was called 12 times: first with the final state of encoder, "
        "then each time with the state of the call before."
    )
    assert labels(made.seq2seq(12)) == ["h_n, c_n"] * 3


def test_an_autoregressive_layer():
    assert summary(timeline(made.forecaster(12))) == (
        "lstm was called 13 times: first from zeros, then each time with the state of the call before."
    )


def test_a_bridge_hands_nothing_on():
    assert summary(timeline(made.bridged())) == (
        "encoder was called once, from zeros. decoder was called once, with a state that no call ended with. "
        "Nothing was handed from one call to another unchanged."
    )
    assert said(made.bridged())[1] == (
        "decoder call 0 begins with a state that no call ended with: it was given from outside, or computed on the way."
    )


def test_many_layers_are_counted():
    assert summary(timeline(made.deep(30))) == (
        "30 layers were called once each: each takes what the one before puts out. No state was handed on."
    )
    pairs = [made.call_of(f"l{n}") for n in range(6)] + [made.after("l5", 1)]
    assert summary(timeline(made.run_with(*pairs))) == (
        "6 layers were called, 7 calls in all. 1 call begins with the state of another one."
    )


def test_two_cells_in_a_loop():
    assert said(made.two_cells(20))[-3:] == [
        "decoder.cell2 calls 1 to 19, in order, take the h_n of decoder.cell1 calls 1 to 19 as their input.",
        "decoder.cell2 call 1 begins with the final state of call 0.",
        "decoder.cell2 calls 2 to 19 each begin with the final state of the call before.",
    ]
    assert summary(timeline(made.two_cells(20))).endswith("; its input is the h_n of decoder.cell1.")
    assert "h_n as input" in labels(made.two_cells(20))


def test_layers_that_take_turns():
    assert summary(timeline(made.alternating(6))) == (
        "encoder was called 6 times: first from zeros, then each time with the final state of decoder, call for call. "
        "decoder was called 6 times: first with the final state of encoder call 0, then each time with the final "
        "state of encoder, call for call."
    )


@pytest.mark.parametrize(
    ("call", "label", "sentence"),
    [
        pytest.param(
            made.call_of("b", h_0="a/0/h_n", c_0=""), "h_n only",
            "b call 0 begins with the h_n of a call 0.", id="h only",
        ),
        pytest.param(
            made.call_of("b", config=made.GRU, h_0="a/0/h_n"), "h_n",
            "b call 0 begins with the final state of a call 0.", id="a GRU has no more",
        ),
        pytest.param(
            made.call_of("b", h_0="a/0/c_n", c_0="a/0/h_n"), "c_n as h_0, h_n as c_0",
            "b call 0 begins with the c_n (as h_0) and h_n (as c_0) of a call 0.", id="swapped",
        ),
        pytest.param(
            made.call_of("b", input="a/0/output"), "output as input",
            "b call 0 takes the output of a call 0 as its input.", id="input",
        ),
    ],
)  # fmt: skip
def test_what_is_handed_on(call, label, sentence):
    (arrow,) = timeline(made.run_with(made.call_of("a"), call)).arrows
    assert (arrow_label(arrow), arrow_sentence(arrow)) == (label, sentence)


def test_the_state_that_is_not_handed_on_is_told_too():
    assert said(made.run_with(made.call_of("a"), made.call_of("b", h_0="a/0/h_n", c_0="")))[1:] == [
        "b call 0 has as c_0 a state that no call ended with: it was given from outside, or computed on the way.",
        "b call 0 begins with the h_n of a call 0.",
    ]


def test_only_the_first_of_calls_that_go_on_from_each_other_begins_elsewhere():
    stack = made.after("cell", 0, "cell/0-99", config=made.CELL, count=100)
    assert said(made.run_with(stack), zeros=("cell/0-99/h_0", "cell/0-99/c_0")) == [
        "cell call 0 begins with zeros.",
        "cell calls 1 to 99 each begin with the final state of the call before.",
    ]


def test_equal_values_are_told_as_such():
    run = made.run_with(made.call_of("a"), made.call_of("b", h_0="", c_0=""))
    rows = tuple(Handed("a", Span(0), f"{role}_n[1]", "b", Span(0), f"{role}_0", How.EQUALITY) for role in "hc")
    assert said(run, *rows)[1] == "b call 0 begins with values equal to the h_n[1] and c_n[1] of a call 0."
    shown = timeline(run, Compared(rows))
    assert arrow_label(shown.arrows[0]) == "h_n[1], c_n[1] (equal)"
    assert summary(shown).endswith(" This is known by equal values, not by identity.")


def test_a_view_is_a_part_or_a_row():
    call = made.call_of("b", h_0="", c_0="")
    seen = tuple(
        replace(tensor, view_of=f"a/0/{tensor.role[0]}_n") if "_0" in tensor.role else tensor for tensor in call.tensors
    )
    run = made.run_with(made.call_of("a"), replace(call, tensors=seen))
    assert said(run)[1] == "b call 0 begins with part of h_n and part of c_n of a call 0."
    rows = (Handed("a", Span(0), f"{role}_n[1]", "b", Span(0), f"{role}_0", How.EQUALITY) for role in "hc")
    assert said(run, *rows)[1] == "b call 0 begins with the h_n[1] and c_n[1] of a call 0."


def test_the_command_line_has_a_few_lines():
    lines = timeline_text(timeline(made.seq2seq(12))).splitlines()
    assert lines[0].startswith("timeline: encoder was called once")
    assert lines[2] == "  decoder call 0 begins with the final state of encoder call 0."
    many = timeline_text(timeline(made.deep(30))).splitlines()
    assert (len(many), many[-1]) == (14, "  and 47 more")
    assert timeline_text(timeline(made.run_with(made.call_of("lstm")))) == ""
    assert timeline_text(timeline(made.run_with())) == ""


def test_one_call_and_none():
    assert summary(timeline(made.run_with(made.call_of("lstm")))) == "lstm was called once, from zeros."
    assert summary(timeline(made.run_with())) == "No recurrent layer was called."


def test_a_model_that_is_the_layer_itself_goes_by_its_kind():
    assert summary(timeline(made.run_with(made.call_of("")))) == "LSTM was called once, from zeros."


def test_an_earlier_run():
    run = made.run_with(made.call_of("lstm", h_0="", c_0=""), carried=("x",))
    assert said(run) == ["lstm call 0 begins with the final state of an earlier run."]


def test_the_json_is_plain_and_says_the_same():
    packed = made.call_of("encoder", time=24, lengths=(24, 20, 7, 3))
    run = replace(made.seq2seq(12), calls=(packed, *made.seq2seq(12).calls[1:]))
    data = timeline_json(timeline(run))
    assert json.loads(json.dumps(data)) == data
    assert data["events"][0] | {"sentences": []} == {
        "module": "encoder", "kind": "LSTM", "call": 0, "count": 1, "steps": 24, "lengths": [24, 20, 7, 3],
        "begins": "zeros", "sentences": [],
    }  # fmt: skip
    assert data["arrows"][0] == {
        "from": 0, "to": 1, "givers": [0, 0], "takers": [0, 0],
        "passed": [
            {"from": "h_n", "to": "h_0", "by": "identity"},
            {"from": "c_n", "to": "c_0", "by": "identity"},
        ],
        "label": "h_n, c_n", "sentence": "decoder call 0 begins with the final state of encoder call 0.",
    }  # fmt: skip
    assert [event["sentences"] for event in data["events"]][1] == [data["arrows"][0]["sentence"]]


def test_time_is_counted_along_the_right_axis():
    first = RecurrentConfig(Kind.LSTM, 8, 8, batch_first=False)
    events = timeline(
        made.run_with(made.call_of("a", time=7, config=first), made.call_of("b", config=made.CELL))
    ).events
    assert [event.steps for event in events] == [made.BATCH, None]
