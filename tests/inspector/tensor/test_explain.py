"""The sentences about a tensor, as a person reads them."""

import pytest

from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from inspector.run.request import RunRequest
from inspector.tensor.explain import axis_sentences, explain
from inspector.tensor.layer_axes import record_of
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import run_module, run_of

BOTH = "form:input_size=10,hidden_size=20,num_layers=2,bidirectional=true,batch_first=true"
STATES = [
    "{} keeps (layers x directions, batch, hidden) whatever batch_first says.",
    "Layers are the slow index: layer 0 forward, layer 0 backward, layer 1 forward, ...",
]


def sentences(run, name):
    return list(explain(run, record_of(run, parse_key(name))))


def run_form(path, source, *inputs, **conditions):
    return run_of(RunRequest(parse_source(source), tuple(map(parse_input, inputs)), **conditions), path / "r").run


def test_a_bidirectional_layer_of_two(tmp_path):
    run = run_form(tmp_path, BOTH, "0=normal(3,5,10)")
    assert sentences(run, "/0/input") == [
        "What the LSTM was given.",
        "batch_first=True: the batch stands first, then time.",
        "axis 0, batch: 3 samples",
        "axis 1, time: 5 time steps",
        "axis 2, input: 10 input features",
    ]
    assert sentences(run, "/0/output") == [
        "The hidden state of the top layer at every time step.",
        "batch_first=True: the batch stands first, then time.",
        "Both directions stand side by side: the forward hidden units first, then the backward ones.",
        "axis 0, batch: 3 samples",
        "axis 1, time: 5 time steps",
        "axis 2, direction x hidden: 40 = 2 directions x 20 hidden",
    ]
    assert sentences(run, "/0/h_n") == [
        "The hidden state after the last time step.",
        *[sentence.format("h_n") for sentence in STATES],
        "axis 0, layer x direction: 4 = 2 layers x 2 directions",
        "axis 1, batch: 3 samples",
        "axis 2, hidden: 20 hidden",
    ]
    assert sentences(run, "/0/c_n")[:3] == [
        "The cell state after the last time step.",
        *[sentence.format("c_n") for sentence in STATES],
    ]
    assert sentences(run, "/weights/weight_ih_l1") == [
        "A weight of the LSTM. The rows stack the gates i, f, g, o.",
        "axis 0, gate x hidden: 80 = 4 gates x 20 hidden",
        "axis 1, direction x hidden: 40 = 2 directions x 20 hidden",
    ]
    assert sentences(run, "result/1")[0] == "What the model returned: /0/h_n itself."
    assert sentences(run, "result/1")[1:] == sentences(run, "/0/h_n")[3:]


def test_a_packed_sequence_tells_its_lengths(tmp_path):
    run = run_form(tmp_path, BOTH, "0=normal(3,5,10)", lengths=(2, 4, 3))
    told = "The sequence was packed; the lengths are 2, 4, 3, zeros pad the rest."
    assert [told in sentences(run, f"/0/{role}") for role in ("input", "output", "h_n")] == [True, True, False]
    unnamed = "What the model returned; nothing says what its axes mean."
    assert sentences(run, "result/0")[0] == unnamed


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
def test_a_projection_narrows_h_and_not_c(tmp_path):
    run = run_form(tmp_path, "form:input_size=10,hidden_size=20,proj_size=5,bidirectional=true", "0=normal(5,3,10)")
    told = "proj_size=5: h is projected from 20 units; c is not."
    assert [told in sentences(run, f"/0/{role}") for role in ("output", "h_n", "c_n")] == [True, True, False]
    both = "Both directions stand side by side: the forward projection units first, then the backward ones."
    assert both in sentences(run, "/0/output")


def test_a_gru_without_a_batch(tmp_path):
    run = run_form(tmp_path, "form:kind=GRU,input_size=10,hidden_size=20", "0=normal(5,10)")
    assert sentences(run, "/0/input")[:2] == [
        "What the GRU was given.",
        "The input was unbatched: one sequence, no batch axis.",
    ]
    assert sentences(run, "/weights/bias_ih_l0")[0] == "A bias of the GRU, by gate: r, z, n."
    stacked = "A weight of the GRU. The rows stack the gates r, z, n."
    assert sentences(run, "/weights/weight_ih_l0")[0] == stacked


def test_a_time_first_rnn_has_no_gates(tmp_path):
    run = run_form(tmp_path, "form:kind=RNN,input_size=10,hidden_size=20", "0=normal(5,3,10)")
    assert sentences(run, "/0/output")[1] == "batch_first=False: time stands first, then the batch."
    assert sentences(run, "/weights/weight_hh_l0")[0] == "A weight of the RNN."


def test_stacked_calls_of_a_cell(tmp_path):
    run = run_module(odd.Loop(100), tmp_path / "r", ("0=sine(5,3,4)",)).run
    assert sentences(run, "cell/0-99/h_n") == [
        "The hidden state after the last time step.",
        "100 calls of equal shape are stacked, in the order in which they happened.",
        "axis 0, call: 100 calls",
        "axis 1, batch: 3 samples",
        "axis 2, hidden: 6 hidden",
    ]
    assert axis_sentences(record_of(run, parse_key("result/0"))) == (
        "axis 0, axis 0: 3 axis 0",
        "axis 1, axis 1: 6 axis 1",
    )
