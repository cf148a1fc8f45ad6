"""Each line of a predicted tree says what it was in the last run, and nothing where it is as it was."""

from dataclasses import replace

import pytest

from inspector.model.source import parse_source
from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.predicted_outline import predicted_outline
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run import Call, FailedCall, Run, StoppedAt
from inspector.tensor.predicted_layer import predicted_layer


def run_of(form: str = "input_size=4,hidden_size=6", given: str = "normal(5,3,4)", **changes) -> Run:
    request = RunRequest(parse_source(f"form:{form}"), (parse_input(f"0={given}"),), **changes)
    return predicted_layer(request).run


def changes(node: OutlineNode) -> dict[str, str]:
    own = {node.label: node.change} if node.change else {}
    return own | {name: text for child in node.children for name, text in changes(child).items()}


LAST = run_of()


def test_the_first_run_has_no_last_one():
    tree = predicted_outline(LAST, None, "LSTM form")
    assert changes(tree) == {}
    assert (tree.label, tree.note) == ("LSTM form", "cpu, float32, predicted")


def test_nothing_is_said_of_the_same_run():
    assert changes(predicted_outline(LAST, LAST, "x")) == {}


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        pytest.param(
            run_of(given="normal(5,9,4)"),
            dict.fromkeys(("input", "output", "h_n", "c_n", "0", "1", "2"), "was 3 batch"),
            id="batch",
        ),
        pytest.param(
            run_of(given="normal(8,9,4)"),
            dict.fromkeys(("input", "output", "0"), "was 5 time, 3 batch")
            | dict.fromkeys(("h_n", "c_n", "1", "2"), "was 3 batch"),
            id="batch and time",
        ),
        pytest.param(
            run_of(given="normal(5,4)"),
            dict.fromkeys(("input",), "was 5 time × 3 batch × 4 input")
            | dict.fromkeys(("output", "0"), "was 5 time × 3 batch × 6 hidden")
            | dict.fromkeys(("h_n", "c_n", "1", "2"), "was 1 layer × 3 batch × 6 hidden"),
            id="no batch",
        ),
        pytest.param(
            run_of(dtype="float64"),
            dict.fromkeys(("input", "output", "h_n", "c_n", "0", "1", "2"), "was float32")
            | dict.fromkeys(("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"), "was float32"),
            id="dtype",
        ),
    ],
)
def test_a_tensor_names_what_was_another(expected, told):
    assert changes(predicted_outline(expected, LAST, "x")) == told


def test_a_packed_call_says_that_it_was_not():
    told = changes(predicted_outline(run_of(lengths=(5, 3, 1)), LAST, "x"))
    assert told["call 0"] == "was not packed"
    told = changes(predicted_outline(LAST, run_of(lengths=(5, 3, 1)), "x"))
    assert told["call 0"] == "was packed, lengths 5, 3, 1"


def test_a_state_that_was_given_is_missed_at_its_call():
    given = (parse_input("0=normal(5,3,4)"), parse_input("hx=tuple(zeros(1,3,6), zeros(1,3,6))"))
    before = predicted_layer(replace(LAST.request, inputs=given)).run
    assert changes(predicted_outline(LAST, before, "x")) == {"call 0": "was with h_0, c_0"}
    told = changes(predicted_outline(before, LAST, "x"))
    assert told == {"h_0": "not in the last run", "c_0": "not in the last run"}


def test_where_a_run_would_stop_the_layer_ran_before():
    stopped = StoppedAt("", "it does not fit", FailedCall("LSTM", ((5, 3, 9),)))
    expected = replace(LAST, calls=(), result=(), stopped_at=stopped)
    tree = predicted_outline(expected, LAST, "LSTM form")
    assert tree.note == "cpu, float32, predicted, would stop in its forward"
    (layer,) = tree.children
    assert (layer.note, layer.change) == ("the forward would stop here", "ran in the last run")
    assert changes(predicted_outline(LAST, expected, "LSTM form")) == {
        "LSTM": "did not run in the last run", "result": "not in the last run",
    }  # fmt: skip


def stacked(count: int) -> Run:
    (call,) = LAST.calls
    return replace(LAST, calls=(replace(call, count=count), replace(call, first=count)), result=())


def test_stacked_calls_are_compared_by_their_place():
    tree = predicted_outline(stacked(100), stacked(70), "x")
    first, second = [node for node in tree.children[0].children if node.kind is NodeKind.CALL]
    assert (first.label, first.change) == ("calls 0 to 99", "was calls 0 to 69")
    assert (second.label, second.change) == ("call 100", "was call 70")


def test_more_calls_are_counted_at_their_layer():
    (call,) = LAST.calls
    twice = replace(LAST, calls=(call, Call(**{name: getattr(call, name) for name in call.__slots__} | {"first": 1})))
    told = changes(predicted_outline(twice, LAST, "x"))
    assert told == {"LSTM": "was 1 call", "call 1": "not in the last run"}
