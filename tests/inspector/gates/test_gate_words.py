"""The formulas, computed as they are written with the rows that are named, give what torch's layers give."""

import re

import pytest
import torch
from torch import nn

from inspector.engine.layers.layers import build_layer, config_of, weights_of
from inspector.errors import InputError
from inspector.gates.gate_names import gate_names
from inspector.gates.gate_words import gate_place, gate_title, gate_words, weight_words
from inspector.model.config import Kind, RecurrentConfig

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

CONFIGS = [
    pytest.param(RecurrentConfig(Kind.LSTM, 3, 4), id="lstm"),
    pytest.param(RecurrentConfig(Kind.LSTM, 3, 4, bias=False), id="lstm-without-bias"),
    pytest.param(RecurrentConfig(Kind.LSTM, 3, 4, num_layers=2, bidirectional=True), id="lstm-layers-directions"),
    pytest.param(RecurrentConfig(Kind.LSTM, 3, 4, num_layers=2, proj_size=2), id="lstm-projection"),
    pytest.param(RecurrentConfig(Kind.LSTM_CELL, 3, 4), id="lstm-cell"),
    pytest.param(RecurrentConfig(Kind.GRU, 3, 4, num_layers=2, bidirectional=True), id="gru"),
    pytest.param(RecurrentConfig(Kind.GRU_CELL, 3, 4, bias=False), id="gru-cell"),
]


def expression(formula: str) -> str:
    """Write the right side of a formula in Python."""
    right = formula.split(" = ", 1)[1].replace("σ", "torch.sigmoid").replace("tanh", "torch.tanh").replace("⊙", "*")
    right = right.replace("_{t-1}", "_before")
    return re.sub(r"(W_\w+) ", r"\1 @ ", right)


def one_step(layer: nn.Module, number: int, direction: int, x: torch.Tensor, names: dict) -> torch.Tensor:
    """Compute every formula of a layer and direction in turn and give h_t."""
    config, weights = config_of(layer), weights_of(layer)
    values = {"torch": torch, "x_t": x, **names}
    for words in gate_words(config):
        for told in filter(None, weight_words(config, words.name, number, direction).split(", ")):
            letter, place = told.split(" = ")
            values[letter] = eval(re.sub(r"^(\w+)", r"weights['\1']", place), {"weights": weights})
        assert words.formula.startswith(f"{words.name}_t = ")
        values[f"{words.name}_t"] = eval(expression(words.formula), values)
    return values["h_t"]


@pytest.mark.parametrize("config", CONFIGS)
def test_formulas_with_their_rows_are_the_layer(config: RecurrentConfig):
    torch.manual_seed(1)
    layer = build_layer(config).double()
    x = torch.randn(1, config.input_size).double()
    state = [
        torch.randn(config.num_layers * config.directions, size).double()
        for size in (config.proj_size or config.hidden_size, config.hidden_size)
    ]
    if config.is_cell:
        made = layer(x[0], (state[0][0], state[1][0]) if config.has_cell_state else state[0][0])
        expected = made[0] if config.has_cell_state else made
    else:
        expected = layer(x, tuple(state) if config.has_cell_state else state[0])[0][0]
    given = x[0]
    for number in range(config.num_layers):
        rows = [number * config.directions + direction for direction in range(config.directions)]
        outputs = [
            one_step(layer, number, row - rows[0], given, {"h_before": state[0][row], "c_before": state[1][row]})
            for row in rows
        ]
        given = torch.cat(outputs)
    torch.testing.assert_close(given, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_gate_has_words(config: RecurrentConfig):
    words = gate_words(config)
    assert tuple(each.name for each in words) == gate_names(config)
    assert [each.title for each in words] == [gate_title(each.name) for each in words]
    for each in words:
        assert each.sentence.endswith(".")
        assert each.title.split()[-1] in ("gate", "state")


def test_the_rows_are_in_torchs_order():
    config = RecurrentConfig(Kind.LSTM, 3, 20, num_layers=2, bidirectional=True)
    assert weight_words(config, "f", 1, 1) == (
        "W_if = weight_ih_l1_reverse[20:40], b_if = bias_ih_l1_reverse[20:40], "
        "W_hf = weight_hh_l1_reverse[20:40], b_hf = bias_hh_l1_reverse[20:40]"
    )
    assert weight_words(config, "c", 0, 0) == weight_words(config, "h", 0, 0) == ""


def test_a_place_names_the_direction_where_there_are_two():
    assert gate_place(RecurrentConfig(Kind.LSTM, 3, 4, bidirectional=True), 1, 1) == "layer 1, backward"
    assert gate_place(RecurrentConfig(Kind.LSTM, 3, 4), 0, 0) == "layer 0"


def test_an_rnn_has_no_gates():
    with pytest.raises(InputError, match="has no gates"):
        gate_words(RecurrentConfig(Kind.RNN, 3, 4))
