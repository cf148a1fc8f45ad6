"""The timeline tells every hand-over that the run knows, once, and no other, however its calls are grouped."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.run.equal_states import Compared
from inspector.run.handed_on import Handed, How, Span, handed_on
from inspector.run.timeline import timeline
from inspector.run.timeline_parts import Begin, Pass
from tests.inspector.run import hand_made_runs as made

LAYERS = ("encoder", "decoder", "third")


def handed_over(shown):
    """Every single hand-over of the arrows: (giver, number, what) to (taker, number, role)."""
    found = []
    for arrow in shown.arrows:
        assert arrow.givers.count in (1, arrow.takers.count)
        for number in range(arrow.takers.count):
            giver = (arrow.source.module, arrow.givers.first + (number if arrow.givers.count > 1 else 0))
            taker = (arrow.target.module, arrow.takers.first + number)
            assert within(arrow.source, giver) and within(arrow.target, taker)
            found += [(*giver, each.gives, *taker, each.takes) for each in arrow.passed]
    return Counter(found)


def within(event, call):
    return event.module == call[0] and event.span.first <= call[1] <= event.span.last


def events(shown):
    return [(event.module, str(event.span)) for event in shown.events]


def arrows(shown):
    return [(str(arrow.source.name), str(arrow.target.name), str(arrow.givers), str(arrow.takers))
            for arrow in shown.arrows]  # fmt: skip


@st.composite
def programs(draw):
    """Calls of three layers; each state and input is from elsewhere or an earlier call's."""
    numbers, calls, links = Counter(), [], Counter()
    for _ in range(draw(st.integers(0, 25))):
        module = draw(st.sampled_from(LAYERS))
        number, same = numbers[module], {}
        for takes, gives in (("h_0", "h_n"), ("c_0", "c_n"), ("input", "output")):
            near = st.just(len(calls) - 1) if calls else st.nothing()
            source = draw(st.none() | near | (st.integers(0, len(calls) - 1) if calls else st.nothing()))
            if source is not None:
                giver = calls[source]
                same[takes] = giver.key(gives).name
                links[giver.module, giver.first, gives, module, number, takes] += 1
        calls.append(made.call_of(module, number, time=draw(st.sampled_from((1, 1, 1, 7))), **same))
        numbers[module] += 1
    return made.run_with(*calls), links, numbers


@given(programs())
def test_every_hand_over_is_told_once(program):
    run, links, numbers = program
    shown = timeline(run)
    assert handed_over(shown) == links
    told = Counter((event.module, number) for event in shown.events
                   for number in range(event.span.first, event.span.last + 1))  # fmt: skip
    assert told == Counter((module, number) for module, count in numbers.items() for number in range(count))
    assert {lane.module: lane.calls for lane in shown.lanes} == dict(numbers)


def test_an_encoder_begins_a_decoder_that_goes_on_from_itself():
    shown = timeline(made.seq2seq(12))
    assert events(shown) == [("encoder", "call 0"), ("decoder", "call 0"), ("decoder", "calls 1 to 11")]
    assert arrows(shown) == [
        ("encoder call 0", "decoder call 0", "call 0", "call 0"),
        ("decoder call 0", "decoder calls 1 to 11", "call 0", "call 1"),
        ("decoder calls 1 to 11", "decoder calls 1 to 11", "calls 1 to 10", "calls 2 to 11"),
    ]
    assert [arrow.is_loop for arrow in shown.arrows] == [False, False, True]
    assert all(arrow.is_whole_state and not arrow.is_input for arrow in shown.arrows)
    assert [(event.begin, event.steps) for event in shown.events] == [
        (Begin.ZEROS, 24), (Begin.PASSED, 1), (Begin.PASSED, 1)
    ]  # fmt: skip


def test_few_equal_calls_are_told_one_by_one():
    assert [name for _, name in events(timeline(made.forecaster(3)))] == ["call 0", "call 1", "call 2", "call 3"]
    assert [name for _, name in events(timeline(made.forecaster(4)))] == ["call 0", "calls 1 to 4"]


def test_calls_of_other_shapes_or_other_sources_are_no_group():
    shown = timeline(made.growing(20))
    assert len(shown.events) == 20
    assert len(shown.arrows) == 19
    mixed = made.run_with(made.call_of("lstm"), *(made.after("lstm", n, "lstm/0") for n in range(1, 5)),
                          *(made.after("lstm", n) for n in range(5, 9)))  # fmt: skip
    assert [name for _, name in events(timeline(mixed))] == ["call 0", "calls 1 to 4", "calls 5 to 8"]


def test_one_state_for_all_calls_of_a_group_is_one_arrow():
    calls = [made.call_of("encoder"), *(made.after("decoder", n, "encoder/0") for n in range(9))]
    assert arrows(timeline(made.run_with(*calls))) == [
        ("encoder call 0", "decoder calls 0 to 8", "call 0", "calls 0 to 8")
    ]


def test_layers_that_hand_the_state_to_each_other():
    shown = timeline(made.alternating(6))
    assert events(shown) == [("encoder", "call 0"), ("decoder", "calls 0 to 5"), ("encoder", "calls 1 to 5")]
    assert arrows(shown) == [
        ("encoder call 0", "decoder calls 0 to 5", "call 0", "call 0"),
        ("encoder calls 1 to 5", "decoder calls 0 to 5", "calls 1 to 5", "calls 1 to 5"),
        ("decoder calls 0 to 5", "encoder calls 1 to 5", "calls 0 to 4", "calls 1 to 5"),
    ]


def test_stacked_calls_that_go_on_from_each_other():
    stack = made.after("cell", 0, "cell/0-499", config=made.CELL, count=500)
    shown = timeline(made.run_with(made.call_of("encoder"), stack))
    assert arrows(shown) == [("cell calls 0 to 499", "cell calls 0 to 499", "calls 0 to 498", "calls 1 to 499")]
    assert [(event.begin, event.rest) for event in shown.events] == [
        (Begin.ZEROS, ("h_0", "c_0")), (Begin.OUTSIDE, ("h_0", "c_0"))
    ]  # fmt: skip
    assert shown.events[1].label == "0-499"


def test_one_stack_on_top_of_another():
    low = made.call_of("low", config=made.CELL, count=100)
    high = made.call_of("high", config=made.CELL, count=100, input="low/0-99/h_n")
    assert arrows(timeline(made.run_with(low, high))) == [
        ("low calls 0 to 99", "high calls 0 to 99", "calls 0 to 99", "calls 0 to 99")
    ]


def test_a_stack_hands_its_last_state_on_and_takes_one_with_its_first_call():
    low = made.after("cell", 0, "encoder/0", config=made.CELL, count=100)
    shown = timeline(made.run_with(made.call_of("encoder"), low, made.after("decoder", 0, "cell/0-99")))
    assert arrows(shown) == [
        ("encoder call 0", "cell calls 0 to 99", "call 0", "call 0"),
        ("cell calls 0 to 99", "decoder call 0", "call 99", "call 0"),
    ]


@pytest.mark.parametrize(
    ("call", "begin", "rest"),
    [
        pytest.param(made.call_of("lstm"), Begin.ZEROS, ("h_0", "c_0"), id="no state"),
        pytest.param(made.call_of("lstm", h_0="", c_0=""), Begin.OUTSIDE, ("h_0", "c_0"), id="given"),
        pytest.param(made.call_of("gru", config=made.GRU, h_0=""), Begin.OUTSIDE, ("h_0",), id="one state only"),
        pytest.param(made.call_of("lstm", h_0="first/0/h_n", c_0=""), Begin.OUTSIDE, ("c_0",), id="h only"),
    ],
)
def test_what_no_call_handed_on(call, begin, rest):
    event = timeline(made.run_with(made.call_of("first"), call)).events[1]
    assert (event.begin, event.rest) == (begin, rest)


def test_a_state_carried_from_an_earlier_run():
    run = made.run_with(made.call_of("lstm", h_0="", c_0=""), carried=("lstm/0/h_n", "lstm/0/c_n"))
    assert timeline(run).events[0].begin is Begin.CARRIED


def test_a_state_that_several_calls_were_given_is_followed_to_the_call_that_made_it():
    calls = (made.call_of("a"), made.after("b", 0, "a/0"), made.call_of("c", h_0="b/0/h_0", c_0="b/0/c_0"))
    assert [(each.giver, each.gives, each.taker) for each in handed_on(made.run_with(*calls))] == [
        ("a", "h_n", "b"), ("a", "c_n", "b"), ("a", "h_n", "c"), ("a", "c_n", "c")
    ]  # fmt: skip


def test_a_view_is_told_as_one():
    call = made.call_of("b", h_0="", c_0="")
    seen = tuple(replace(tensor, view_of="a/0/h_n") if tensor.role == "h_0" else tensor for tensor in call.tensors)
    (arrow,) = timeline(made.run_with(made.call_of("a"), replace(call, tensors=seen))).arrows
    assert arrow.passed[0].how is How.VIEW
    assert not arrow.is_whole_state


def test_comparing_tells_which_part_a_view_is():
    call = made.call_of("b", h_0="", c_0="")
    seen = tuple(replace(tensor, view_of="a/0/h_n") if tensor.role == "h_0" else tensor for tensor in call.tensors)
    run = made.run_with(made.call_of("a"), replace(call, tensors=seen))
    found = Handed("a", Span(0), "h_n[1]", "b", Span(0), "h_0", How.EQUALITY)
    assert timeline(run, Compared((found,))).arrows[0].passed == (Pass("h_0", "h_n[1]", How.VIEW),)
    other = replace(found, giver="z")
    assert timeline(run, Compared((other,))).arrows[0].passed == (Pass("h_0", "h_n", How.VIEW),)


def test_one_call_of_a_stack_is_no_part():
    stack = made.after("cell", 0, config=made.CELL, count=100)
    seen = tuple(replace(tensor, same_as="", view_of="first/0/" + tensor.role[0] + "_n" if "_0" in tensor.role else "")
                 for tensor in stack.tensors)  # fmt: skip
    run = made.run_with(made.call_of("first", config=made.CELL), replace(stack, tensors=seen))
    (arrow,) = timeline(run).arrows
    assert arrow.is_whole_state
    assert (arrow.givers, arrow.takers) == (Span(0), Span(0))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("nonsense", id="no name"),
        pytest.param("other/0/h_n", id="no such call"),
        pytest.param("lstm/0/h_0", id="itself"),
        pytest.param("lstm/0/h_n", id="its own result"),
        pytest.param("first/0/c_0", id="a tensor that is not there"),
        pytest.param("result/0", id="a result"),
    ],
)
def test_a_garbled_name_leaves_the_arrow_out(name):
    shown = timeline(made.run_with(made.call_of("first"), made.call_of("lstm", h_0=name, c_0="")))
    assert shown.arrows == ()
    assert len(shown.events) == 2


def test_a_circle_of_names_ends():
    one = made.call_of("one", h_0="two/0/h_0", c_0="")
    assert timeline(made.run_with(one, made.call_of("two", h_0="one/0/h_0", c_0=""))).arrows == ()


def test_many_layers_and_many_calls():
    shown = timeline(made.deep(600))
    assert (len(shown.lanes), len(shown.arrows)) == (600, 599)
    assert all(arrow.is_input for arrow in shown.arrows)
    assert len(timeline(made.growing(3000)).arrows) == 2999
    assert len(timeline(made.forecaster(3000)).events) == 2


def test_an_event_knows_its_calls():
    event = timeline(made.forecaster(12)).events[1]
    assert [event.has_call("lstm", label) for label in ("0", "1", "12", "13", "weights", "", "1-12")] == [
        False, True, True, False, False, False, True
    ]  # fmt: skip
    assert not event.has_call("other", "1")
    assert (event.label, event.name, event.span) == ("1", "lstm calls 1 to 12", Span(1, 12))
