"""Layers that are not quite torch.nn's: subclasses, reparametrised, pruned and quantised ones."""

import warnings
from collections.abc import Callable

import torch
from torch import nn
from torch.ao.quantization import quantize_dynamic
from torch.nn.utils import parametrizations, prune, weight_norm

from inspector.engine.inputs.inputs import RunInput
from tests.inspector.engine.zoo.entry import (
    HIDDEN,
    INPUT,
    NOT_EXPORTED,
    NOT_SCRIPTED,
    SEQUENCE,
    Declared,
    ZooEntry,
    calls,
)
from tests.inspector.engine.zoo.oracle import Seen, layer_call
from tests.inspector.engine.zoo.plain_layers import Tagger


class NormalisedLSTM(nn.LSTM):
    """It normalises what it is given and returns what torch's does."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__(input_size, hidden_size, batch_first=True)
        self.norm = nn.LayerNorm(input_size)

    def forward(self, x, hx=None):
        return super().forward(self.norm(x), hx)


class OutputOnlyLSTM(nn.LSTM):
    """It returns its output alone."""

    def forward(self, x):
        return super().forward(x)[0]


class Pooled(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.rnn = layer

    def forward(self, x):
        return self.rnn(x).mean(1)


class WeightDrop(nn.Module):
    """It keeps the recurrent weight under another name and drops parts of it before each call, in training."""

    def __init__(self, module: nn.Module, dropout: float) -> None:
        super().__init__()
        self.module, self.dropout = module, dropout
        raw = module.weight_hh_l0
        del module._parameters["weight_hh_l0"]
        self.weight_hh_l0_raw = nn.Parameter(raw.detach())

    def forward(self, x):
        dropped = nn.functional.dropout(self.weight_hh_l0_raw, self.dropout, self.training)
        self.module.weight_hh_l0 = dropped
        return self.module(x)


class ThreeCells(nn.Module):
    """A cell of each kind; together they read the sequence."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.LSTMCell(INPUT, HIDDEN)
        self.second = nn.GRUCell(HIDDEN, HIDDEN)
        self.third = nn.RNNCell(HIDDEN, HIDDEN)

    def forward(self, x):
        h = c = g = r = x.new_zeros(x.shape[0], self.first.hidden_size)
        for t in range(x.shape[1]):
            h, c = self.first(x[:, t], (h, c))
            g = self.second(h, g)
            r = self.third(g, r)
        return r


def altered(change: Callable[[nn.Module], object]) -> Callable[[], nn.Module]:
    """Give what builds a Tagger whose LSTM has been changed."""

    def make() -> nn.Module:
        layer = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # weight_norm and the quantiser say that they are old
            change(layer)
        return Tagger(layer)

    return make


def quantised_model(make: Callable[[], nn.Module]) -> Callable[[], nn.Module]:
    """Give what builds the model with 8-bit weights."""
    kinds = {nn.LSTM, nn.GRU, nn.LSTMCell, nn.GRUCell, nn.RNNCell}

    def quantised() -> nn.Module:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the quantiser says that it is old
            return quantize_dynamic(make().eval(), kinds, dtype=torch.qint8)

    return quantised


def normalised_call(model: nn.Module, arguments: RunInput, _method: str) -> list[Seen]:
    """The call as torch's function sees it, after the subclass has normalised its input."""
    with torch.no_grad():
        x = model.rnn.norm(arguments.positional[0])
        return [layer_call("rnn", "LSTM", x, None, nn.LSTM.forward(model.rnn, x))]


def whole_call(model: nn.Module, arguments: RunInput, _method: str) -> list[Seen]:
    """The call as nn.LSTM itself makes it: what the subclass throws away may be captured, too."""
    with torch.no_grad():
        (x,) = arguments.positional
        return [layer_call("rnn", "LSTM", x, None, nn.LSTM.forward(model.rnn, x))]


CHANGED = (
    ZooEntry(
        "subclass own forward", "A subclass of LSTM normalises its input before it reads it.",
        lambda: Tagger(NormalisedLSTM(INPUT, HIDDEN)), SEQUENCE, calls("rnn", "LSTM"),
        file_oracle=normalised_call,
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "subclass output only", "A subclass of LSTM returns its output without the states.",
        lambda: Pooled(OutputOnlyLSTM(INPUT, HIDDEN, batch_first=True)), SEQUENCE,
        (Declared("rnn", "LSTM", 0, ("input", "output")),), oracle=whole_call,
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "old weight norm", "torch.nn.utils.weight_norm keeps _g and _v and sets the weight before each call.",
        altered(lambda layer: weight_norm(layer, "weight_hh_l0")), SEQUENCE, calls("rnn", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "parametrised weight norm", "A parametrisation computes the weight whenever it is read.",
        altered(lambda layer: parametrizations.weight_norm(layer, "weight_hh_l0")), SEQUENCE, calls("rnn", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "pruned", "Half of the recurrent weight is masked: _orig and _mask instead of the weight.",
        altered(lambda layer: prune.l1_unstructured(layer, "weight_hh_l0", 0.5)), SEQUENCE, calls("rnn", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "weight drop", "The recurrent weight lies in the wrapper as _raw and is set before each call.",
        lambda: Tagger(WeightDrop(nn.LSTM(INPUT, HIDDEN, batch_first=True), 0.5)), SEQUENCE,
        calls("rnn.module", "LSTM"),
        variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "quantised lstm", "A dynamically quantised bidirectional LSTM; its class is no subclass of nn.LSTM.",
        quantised_model(lambda: Tagger(nn.LSTM(INPUT, HIDDEN, 2, batch_first=True, bidirectional=True), 2 * HIDDEN)),
        SEQUENCE, calls("rnn", "LSTM"),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "quantised gru", "A dynamically quantised GRU.",
        quantised_model(lambda: Tagger(nn.GRU(INPUT, HIDDEN, batch_first=True))), SEQUENCE, calls("rnn", "GRU"),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "quantised cells", "Dynamically quantised cells of the three kinds in one loop.",
        quantised_model(ThreeCells), SEQUENCE,
        tuple(
            call
            for step in range(7)
            for name, kind in (("first", "LSTMCell"), ("second", "GRUCell"), ("third", "RNNCell"))
            for call in calls(name, kind, state=True, first=step)
        ),
        variants=NOT_EXPORTED,
    ),
)  # fmt: skip
