"""What else answers a wish: another tensor of the call, a pattern, a large call, a result."""

import gc
import time

import pytest

from inspector.errors import StepError
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.wishes.parse_wish import parse_wish
from inspector.reshape.wishes.proposals import proposals
from inspector.run.key import TensorKey
from tests.inspector.reshape.wish_oracle import executed
from tests.inspector.reshape.wish_table import LENGTHS, SOURCES, answer, record_of_source


def call_of(output, states):
    """Bindings that hold both tensors of one call."""
    names = (("output", record_of_source(output)), ("h_n", record_of_source(states)))
    return Bindings(names[0][1].key, names, LENGTHS if "packed" in output else ())


@pytest.mark.parametrize(
    ("output", "states", "wish", "texts"),
    [
        ("out", "h", "(32, 64)", ["[:, -1]", "[-1]"]),
        ("out packed", "h two layers", "batch, features", [".last_valid(lengths)", "[-1]"]),
        (
            "out both",
            "h both",
            "(32, 128)",
            ["[:, -1, :64].cat(output[:, 0, 64:], dim=-1)", "[-2].cat(h_n[-1], dim=-1)"],
        ),
    ],
)
def test_a_final_state_is_also_read_from_the_last_states(output, states, wish, texts):
    record = record_of_source(output)
    found = proposals(record, call_of(output, states), parse_wish(wish))
    assert [proposal.text for proposal in found[:2]] == texts
    assert [proposal.key.role for proposal in found[:3]] == ["output", "h_n", "output"]
    assert "read from h_n" in found[1].meaning


def test_a_wish_that_only_another_tensor_reaches_starts_there():
    found = proposals(record_of_source("h"), call_of("out", "h"), parse_wish("batch, time, hidden"))
    assert found[0].key.role == "output"
    assert found[0].text == ""
    assert "read from output" in found[0].meaning


def test_a_result_names_itself_by_its_whole_name():
    record = record_of_source("out both", TensorKey("", "result", "0"))
    found = proposals(record, Bindings(record.key), parse_wish("(32, 128)"))
    assert found[0].text == "[:, -1, :64].cat(run['result/0'][:, 0, 64:], dim=-1)"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("b t h -> b t 1 h", ".rearrange('b t h -> b t 1 h')"),
        ("b t h -> b t 3 h", ".repeat('b t h -> b t 3 h')"),
        ("... h -> h ...", ".rearrange('... h -> h ...')"),
        ("b t (8 c) -> b 8 t c", ".rearrange('b t (x c) -> b x t c', x=8)"),
    ],
)
def test_a_pattern_becomes_one_step_that_torch_takes(text, steps):
    found = answer("out", text)
    assert [proposal.text for proposal in found] == [steps]
    assert tuple(executed("out", found[0].steps).shape) == found[0].shape


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        ("out", "b h -> h b", "2 axes"),
        ("out", "b t (5 h) -> b t 5 h", "axis 2 has size 64"),
        ("h both", "d (s b) h -> (s d) b h, s=2", "cannot be read"),
        ("out both", "b t (2 h) -> b t h 3", "Ask for one of them at a time"),
    ],
)
def test_a_pattern_that_does_not_fit_is_refused(source, text, words):
    with pytest.raises(StepError, match=words):
        answer(source, text)


def test_every_axis_of_a_large_call_is_still_fast():
    axes = SOURCES["cell"][1][:1] + SOURCES["out both"][1]
    record = record_of_source("out both")
    record = type(record)(record.key, tuple(axis.size for axis in axes), (40960, 1280, 128, 1), "float32", axes)
    gc.collect()  # what other tests left behind is not to be cleared away while the clock runs
    start = time.process_time()
    found = proposals(record, Bindings(record.key, (("output", record),)), parse_wish("batch, time, features"))
    assert time.process_time() - start < 0.1
    assert found[0].text == "[-1]"
