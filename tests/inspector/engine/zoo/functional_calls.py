"""Recurrent computations that no forward hook sees."""

from collections.abc import Callable

import torch
from torch import _VF, nn
from torch import lstm_cell as bound_early

from tests.inspector.engine.zoo.entry import EXPORTED, HIDDEN, INPUT, NOT_SCRIPTED, SEQUENCE, ZooEntry, calls
from tests.inspector.engine.zoo.functional_oracles import (
    by_hand,
    one_call,
    out_of_list,
    own_cell,
    own_gru,
    stepped,
    with_states,
)


class DirectForward(nn.Module):
    """It calls the layer's forward instead of the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        output, _ = self.lstm.forward(x)
        return output[:, -1]


class DirectCell(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.GRUCell(INPUT, HIDDEN)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.cell.hidden_size)
        for t in range(x.shape[1]):
            h = self.cell.forward(x[:, t], h)
        return h


class OwnOperator(nn.Module):
    """It gives the layer's weights to torch's function by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x):
        ones = x.new_ones(4, x.shape[0], self.lstm.hidden_size)
        weights = self.lstm._flat_weights
        output, _, _ = _VF.lstm(x, (ones, ones / 2), weights, True, 2, 0.0, False, True, True)
        return output


class Recurrence(nn.Module):
    """The parameters of a layer without the layer; torch's function is given them."""

    def __init__(self, gates: int) -> None:
        super().__init__()
        self.weight_ih = nn.Parameter(torch.randn(gates * HIDDEN, INPUT) / 4)
        self.weight_hh = nn.Parameter(torch.randn(gates * HIDDEN, HIDDEN) / 4)
        self.bias_ih = nn.Parameter(torch.randn(gates * HIDDEN) / 4)
        self.bias_hh = nn.Parameter(torch.randn(gates * HIDDEN) / 4)

    def weights(self) -> list[torch.Tensor]:
        return [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]


class OwnParameters(nn.Module):
    """torch.gru with parameters of the model's own."""

    def __init__(self) -> None:
        super().__init__()
        self.recurrence = Recurrence(3)

    def forward(self, x):
        h = x.new_zeros(1, x.shape[0], self.recurrence.weight_hh.shape[1])
        output, _ = torch.gru(x, h, self.recurrence.weights(), True, 1, 0.0, False, False, True)
        return output


class OwnCell(nn.Module):
    """A cell function, called once for each time step with parameters of the model's own."""

    def __init__(self, function: Callable, gates: int) -> None:
        super().__init__()
        self.recurrence = Recurrence(gates)
        self.function = function
        self.pair = gates == 4

    def forward(self, x):
        h = x.new_zeros(x.shape[0], HIDDEN)
        state = (h, h) if self.pair else h
        for t in range(x.shape[1]):
            state = self.function(x[:, t], state, *self.recurrence.weights())
        return state


class OwnLSTMCell(nn.Module):
    """torch.lstm_cell, called once for each time step with parameters of the model's own."""

    def __init__(self) -> None:
        super().__init__()
        self.recurrence = Recurrence(4)

    def forward(self, x):
        weight_ih, weight_hh, bias_ih, bias_hh = self.recurrence.weights()
        h = c = x.new_zeros(x.shape[0], weight_hh.shape[1])
        for t in range(x.shape[1]):
            h, c = torch.lstm_cell(x[:, t], (h, c), weight_ih, weight_hh, bias_ih, bias_hh)
        return h


class PlainList(nn.Module):
    """Its layer lies in a Python list, so that it is no part of the model."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.LSTM(INPUT, HIDDEN, batch_first=True)]
        self.head = nn.Linear(HIDDEN, 2)

    def forward(self, x):
        return self.head(self.layers[0](x)[0])


class Swapped(nn.Module):
    """torch.func calls the layer with other weights than its own, twice."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)

    def forward(self, x):
        halved = {name: weight / 2 for name, weight in self.lstm.named_parameters()}
        return self.lstm(x)[0] - torch.func.functional_call(self.lstm, halved, (x,))[0]


FUNCTIONAL = (
    ZooEntry(
        "forward called directly", "The layer's forward is called instead of the layer: no hook fires.",
        DirectForward, SEQUENCE, calls("lstm", "LSTM"), oracle=one_call("lstm", "LSTM"),
    ),
    ZooEntry(
        "cell forward called directly", "The forward of a cell is called in a loop.",
        DirectCell, SEQUENCE, calls("cell", "GRUCell", 7, True), oracle=stepped("cell", lambda model: model.cell),
    ),
    ZooEntry(
        "function with the layer's weights", "torch._VF.lstm is given the layer's own weights and states.",
        OwnOperator, SEQUENCE, calls("lstm", "LSTM", state=True), oracle=by_hand(with_states),
    ),
    ZooEntry(
        "function with own parameters", "torch.gru is given parameters that belong to no recurrent layer.",
        OwnParameters, SEQUENCE, calls("recurrence", "GRU", state=True), oracle=by_hand(own_gru),
    ),
    ZooEntry(
        "lstm_cell function", "torch.lstm_cell in a loop with parameters of the model's own.",
        OwnLSTMCell, SEQUENCE, calls("recurrence", "LSTMCell", 7, True), oracle=own_cell(nn.LSTMCell),
    ),
    ZooEntry(
        "gru_cell function", "torch.gru_cell in a loop with parameters of the model's own.",
        lambda: OwnCell(lambda *given: torch.gru_cell(*given), 3), SEQUENCE,
        calls("recurrence", "GRUCell", 7, True), oracle=own_cell(nn.GRUCell),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "cell function of _VF", "torch._VF.rnn_relu_cell in a loop with parameters of the model's own.",
        lambda: OwnCell(lambda *given: _VF.rnn_relu_cell(*given), 1), SEQUENCE,
        calls("recurrence", "RNNCell", 7, True),
        oracle=own_cell(lambda *sizes: nn.RNNCell(*sizes, nonlinearity="relu")),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "function imported before", "The model's file said `from torch import lstm_cell` long before the run.",
        lambda: OwnCell(bound_early, 4), SEQUENCE,
        calls("recurrence", "LSTMCell", 7, True), oracle=own_cell(nn.LSTMCell),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "layer in a plain list", "The layer lies in a Python list, so that the model does not know it.",
        PlainList, SEQUENCE, calls("functional", "LSTM"), oracle=by_hand(out_of_list),
        variants=(EXPORTED,),
    ),
    ZooEntry(
        "functional_call", "torch.func.functional_call runs the layer with other weights than its own.",
        Swapped, SEQUENCE, calls("lstm", "LSTM", 2),
        variants=(EXPORTED,),
    ),
)  # fmt: skip
