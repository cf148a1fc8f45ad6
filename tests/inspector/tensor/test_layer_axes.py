"""What every axis of a layer's tensors means, and the arithmetic behind its size."""

import pytest

from inspector.model.config import Kind, RecurrentConfig
from inspector.tensor.axis import Atom, Axis, Mixed, named_axis, names_within, shape_of
from inspector.tensor.layer_axes import captured_axes, unnamed_axes, weight_axes
from inspector.tensor.record import shape_text

BOTH = RecurrentConfig(Kind.LSTM, 10, 20, num_layers=2, bidirectional=True, batch_first=True)
ONE = RecurrentConfig(Kind.GRU, 10, 20)
PROJECTED = RecurrentConfig(Kind.LSTM, 10, 20, bidirectional=True, proj_size=5)
CELL = RecurrentConfig(Kind.LSTM_CELL, 10, 20)

FORMULAS = [
    (BOTH, "input", (3, 5, 10), ["3 samples", "5 time steps", "10 input features"]),
    (BOTH, "output", (3, 5, 40), ["3 samples", "5 time steps", "40 = 2 directions x 20 hidden"]),
    (BOTH, "h_n", (4, 3, 20), ["4 = 2 layers x 2 directions", "3 samples", "20 hidden"]),
    (ONE, "output", (5, 3, 20), ["5 time steps", "3 samples", "20 hidden"]),
    (ONE, "h_0", (1, 3, 20), ["1 layer", "3 samples", "20 hidden"]),
    (ONE, "input", (1, 1, 10), ["1 time step", "1 sample", "10 input features"]),
    (ONE, "output", (5, 20), ["5 time steps", "20 hidden"]),
    (ONE, "h_n", (1, 20), ["1 layer", "20 hidden"]),
    (PROJECTED, "output", (5, 3, 10), ["5 time steps", "3 samples", "10 = 2 directions x 5 projection"]),
    (PROJECTED, "h_n", (2, 3, 5), ["2 = 1 layer x 2 directions", "3 samples", "5 projection"]),
    (PROJECTED, "c_n", (2, 3, 20), ["2 = 1 layer x 2 directions", "3 samples", "20 hidden"]),
    (CELL, "input", (3, 10), ["3 samples", "10 input features"]),
    (CELL, "c_n", (3, 20), ["3 samples", "20 hidden"]),
    (CELL, "h_n", (20,), ["20 hidden"]),
    (BOTH, "output", (3, 5, 39), ["3 axis 0", "5 axis 1", "39 axis 2"]),
    (BOTH, "output", (3, 5, 40, 1), ["3 axis 0", "5 axis 1", "40 axis 2", "1 axis 3"]),
    (ONE, "output", (), []),
]


@pytest.mark.parametrize(("config", "role", "shape", "formulas"), FORMULAS)
def test_the_formulas_of_a_captured_tensor(config, role, shape, formulas):
    axes = captured_axes(config, role, shape)
    assert [axis.formula for axis in axes] == formulas
    assert shape_of(axes) == shape


WEIGHTS = [
    (BOTH, "weight_ih_l0", (80, 10), "(80 gate x hidden, 10 input)"),
    (BOTH, "weight_ih_l1_reverse", (80, 40), "(80 gate x hidden, 40 direction x hidden)"),
    (BOTH, "weight_hh_l1", (80, 20), "(80 gate x hidden, 20 hidden)"),
    (BOTH, "bias_hh_l0_reverse", (80,), "(80 gate x hidden)"),
    (ONE, "weight_ih_l0", (60, 10), "(60 gate x hidden, 10 input)"),
    (RecurrentConfig(Kind.RNN, 10, 20), "weight_ih_l0", (20, 10), "(20 hidden, 10 input)"),
    (PROJECTED, "weight_hh_l0", (80, 5), "(80 gate x hidden, 5 projection)"),
    (PROJECTED, "weight_hr_l0", (5, 20), "(5 projection, 20 hidden)"),
    (CELL, "weight_ih", (80, 10), "(80 gate x hidden, 10 input)"),
    (CELL, "bias_ih", (80,), "(80 gate x hidden)"),
    (CELL, "weight_g", (80, 1), "(80, 1)"),
    (CELL, "weight_ih", (80, 11), "(80, 11)"),
]


@pytest.mark.parametrize(("config", "name", "shape", "text"), WEIGHTS)
def test_the_axes_of_a_weight(config, name, shape, text):
    axes = weight_axes(config, name, shape)
    assert shape_text(axes) == text
    assert shape_of(axes) == shape


def test_a_weight_tells_its_gates():
    assert weight_axes(BOTH, "weight_hh_l0", (80, 20))[0].formula == "80 = 4 gates x 20 hidden"
    assert weight_axes(ONE, "bias_ih_l0", (60,))[0].formula == "60 = 3 gates x 20 hidden"


def test_parts_and_mixtures_tell_what_they_are():
    assert Axis((Atom("hidden", 4, 5, 20),)).formula == "4 blocks of 5 hidden"
    assert Axis((Atom("hidden", 5, 1, 20),)).formula == "5 hidden per block"
    assert Axis((Atom("hidden", 2, 5, 20),)).name == "hidden // 5 % 2"
    assert Axis((Mixed(("batch", "time"), 12),)).formula == "12 mixed(batch, time)"
    assert (Axis(()).name, Axis(()).size, Axis(()).formula) == ("1", 1, "1 = put in by a reshape")
    assert named_axis(("direction", 2), ("hidden", 20)).to_json() == {
        "name": "direction x hidden",
        "size": 40,
        "formula": "40 = 2 directions x 20 hidden",
    }


def test_numbered_axes_show_their_sizes_alone():
    assert shape_text(unnamed_axes((2, 1))) == "(2, 1)"
    assert shape_text((*unnamed_axes((2,)), Axis(()))) == "(2, 1)"
    assert names_within((Atom("b", 2), Mixed(("a", "b"), 3), Atom("a", 1))) == ("b", "a")
