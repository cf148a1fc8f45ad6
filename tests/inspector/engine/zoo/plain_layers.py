"""One layer of each kind, with each option, between an input and a head."""

from torch import nn

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, NOT_SCRIPTED, SEQUENCE, TIME_FIRST, ZooEntry, calls


class Tagger(nn.Module):
    """One score for each time step."""

    def __init__(self, layer: nn.Module, width: int = HIDDEN) -> None:
        super().__init__()
        self.rnn = layer
        self.head = nn.Linear(width, 4)

    def forward(self, x):
        output, _ = self.rnn(x)
        return self.head(output)


class FromFinalState(nn.Module):
    """The last layer's final states of both directions, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn = nn.LSTM(INPUT, HIDDEN, num_layers=2, bidirectional=True, batch_first=True, dropout=0.3)
        self.head = nn.Linear(2 * HIDDEN, 4)

    def forward(self, x):
        _, (h_n, _) = self.rnn(x)
        last = h_n.view(2, 2, x.shape[0], -1)[-1]
        return self.head(last.transpose(0, 1).flatten(1))


class OneStep(nn.Module):
    """A cell that is called once."""

    def __init__(self, cell: nn.Module) -> None:
        super().__init__()
        self.cell = cell

    def forward(self, x):
        return self.cell(x)


LAYERS = (
    ZooEntry(
        "lstm", "An LSTM reads (batch, time, feature) and a Linear reads its output.",
        lambda: Tagger(nn.LSTM(INPUT, HIDDEN, batch_first=True)), SEQUENCE, calls("rnn", "LSTM"),
    ),
    ZooEntry(
        "gru time first", "A GRU reads (time, batch, feature), torch's own order.",
        lambda: Tagger(nn.GRU(INPUT, HIDDEN)), TIME_FIRST, calls("rnn", "GRU"),
    ),
    ZooEntry(
        "rnn tanh", "An RNN with its usual activation.",
        lambda: Tagger(nn.RNN(INPUT, HIDDEN, batch_first=True)), SEQUENCE, calls("rnn", "RNN"),
    ),
    ZooEntry(
        "rnn relu", "An RNN with the other activation, and two layers.",
        lambda: Tagger(nn.RNN(INPUT, HIDDEN, 2, nonlinearity="relu")), TIME_FIRST, calls("rnn", "RNN"),
    ),
    ZooEntry(
        "bidirectional two layers", "Two bidirectional layers whose final states alone are used.",
        FromFinalState, SEQUENCE, calls("rnn", "LSTM"),
    ),
    ZooEntry(
        "projection", "An LSTM whose h is projected, so h and c differ in width.",
        lambda: Tagger(nn.LSTM(INPUT, HIDDEN, batch_first=True, proj_size=4), 4), SEQUENCE, calls("rnn", "LSTM"),
    ),
    ZooEntry(
        "no bias", "A bidirectional GRU without biases.",
        lambda: Tagger(nn.GRU(INPUT, HIDDEN, bias=False, bidirectional=True, batch_first=True), 2 * HIDDEN),
        SEQUENCE, calls("rnn", "GRU"),
    ),
    ZooEntry(
        "unbatched", "One sequence without a batch axis.",
        lambda: Tagger(nn.LSTM(INPUT, HIDDEN, batch_first=True)), ("0=normal(7,10)",), calls("rnn", "LSTM"),
    ),
    ZooEntry(
        "layer alone", "The model is itself a recurrent layer, so its path is empty.",
        lambda: nn.LSTM(INPUT, HIDDEN, batch_first=True), SEQUENCE, calls("", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "lstm cell once", "An LSTMCell that takes one step.",
        lambda: OneStep(nn.LSTMCell(INPUT, HIDDEN)), ("0=normal(3,10)",), calls("cell", "LSTMCell"),
    ),
    ZooEntry(
        "gru cell once", "A GRUCell that takes one step.",
        lambda: OneStep(nn.GRUCell(INPUT, HIDDEN)), ("0=normal(3,10)",), calls("cell", "GRUCell"),
    ),
    ZooEntry(
        "rnn cell relu once", "An RNNCell with relu that takes one step, without biases.",
        lambda: OneStep(nn.RNNCell(INPUT, HIDDEN, bias=False, nonlinearity="relu")),
        ("0=normal(3,10)",), calls("cell", "RNNCell"),
    ),
)  # fmt: skip
