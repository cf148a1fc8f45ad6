"""The conversion's blocks, one by one; that the outputs agree is shown with Keras itself in test_keras_rows.py."""

import numpy as np
import pytest

from inspector.errors import InputError
from inspector.model.config import Kind
from inspector.model.keras_weights import torch_weights

INPUT, UNITS = 3, 2


def keras_arrays(gates: int, bias_rows: int = 1) -> list[np.ndarray]:
    """Arrays whose every value tells array, gate, row and unit."""
    blocks = 10 * np.arange(gates)[:, None] + np.arange(UNITS)
    kernel, recurrent = (
        100 * base + blocks.reshape(1, -1) + np.arange(rows)[:, None] / 10 for base, rows in ((1, INPUT), (2, UNITS))
    )
    bias = np.arange(bias_rows * gates * UNITS, dtype=float).reshape(bias_rows, -1)
    return [kernel, recurrent, bias[0] if bias_rows == 1 else bias]


def test_lstm_keeps_the_order_of_the_gates():
    kernel, recurrent, bias = keras_arrays(4)
    found = torch_weights(Kind.LSTM, [kernel, recurrent, bias])
    assert list(found) == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    np.testing.assert_array_equal(found["weight_ih_l0"], kernel.T)
    np.testing.assert_array_equal(found["weight_hh_l0"], recurrent.T)
    np.testing.assert_array_equal(found["bias_ih_l0"], bias)
    np.testing.assert_array_equal(found["bias_hh_l0"], np.zeros(8))
    assert all(value.flags.c_contiguous for value in found.values())


def test_gru_exchanges_update_and_reset():
    kernel, recurrent, bias = keras_arrays(3, bias_rows=2)
    found = torch_weights(Kind.GRU, [kernel, recurrent, bias], layer=1, reverse=True)
    assert set(found) == {f"{name}_l1_reverse" for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
    assert found["weight_ih_l1_reverse"][:, 0].tolist() == [110, 111, 100, 101, 120, 121]
    assert found["weight_hh_l1_reverse"][:, 1].tolist() == [210.1, 211.1, 200.1, 201.1, 220.1, 221.1]
    assert found["bias_ih_l1_reverse"].tolist() == [2, 3, 0, 1, 4, 5]
    assert found["bias_hh_l1_reverse"].tolist() == [8, 9, 6, 7, 10, 11]


def test_a_layer_without_bias():
    found = torch_weights(Kind.RNN, keras_arrays(1)[:2])
    assert {name: value.shape for name, value in found.items()} == {"weight_ih_l0": (2, 3), "weight_hh_l0": (2, 2)}


@pytest.mark.parametrize(
    ("kind", "arrays", "sentence"),
    [
        (Kind.LSTM, keras_arrays(3), "are not the weights of a Keras layer that equals torch's LSTM"),
        (Kind.LSTM, keras_arrays(4)[:1], "Arrays of the shapes (3, 8) are not"),
        (Kind.LSTM, [*keras_arrays(4)[:2], np.zeros(7)], "(3, 8), (2, 8), (7,) are not"),
        (Kind.LSTM, [np.zeros(8), np.zeros((2, 8))], "are not the weights"),
        (Kind.LSTM, [np.zeros((3, 8)), np.zeros(8)], "are not the weights"),
        (Kind.LSTM_CELL, keras_arrays(4), "equals torch's LSTMCell"),
        (Kind.GRU, keras_arrays(3), "reset_after=False"),
    ],
)
def test_what_cannot_be_converted(kind, arrays, sentence):
    with pytest.raises(InputError) as caught:
        torch_weights(kind, arrays)
    assert sentence in caught.value.message
    assert caught.value.hint
