"""What a program's code or graph tells of its layers beside their weights is torch's truth, and nothing is executed."""

import itertools
import warnings

import pytest
import torch
from torch import nn

from inspector.model.listing import list_file
from inspector.model.program_settings import LayerSettings, settings_in

LAYERS = {
    "lstm": lambda: nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True, dropout=0.25),
    "lstm, time first": lambda: nn.LSTM(3, 4),
    "gru": lambda: nn.GRU(3, 4, 3, dropout=0.5),
    "rnn tanh": lambda: nn.RNN(3, 4, batch_first=True),
    "rnn relu": lambda: nn.RNN(3, 4, nonlinearity="relu", bias=False),
    "lstm cell": lambda: nn.LSTMCell(3, 4),
    "rnn cell": lambda: nn.RNNCell(3, 4, nonlinearity="relu"),
    "rnn cell tanh": lambda: nn.RNNCell(3, 4),
}


class Net(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
        self.layer = layer

    def forward(self, x):
        return self.layer(self.inner(x))


def scripted(net, x, path):
    torch.jit.script(net).save(path)


def traced(net, x, path):
    torch.jit.trace(net, x).save(path)


def exported(net, x, path):
    torch.export.save(torch.export.export(net, (x,)), path)


@pytest.mark.parametrize("save", [scripted, traced, exported])
@pytest.mark.parametrize("name", LAYERS)
def test_settings_are_those_of_the_layer(tmp_path, name, save):
    layer = LAYERS[name]()
    cell = isinstance(layer, nn.RNNCellBase)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces the end of TorchScript
        save(Net(layer).eval(), torch.randn(2, 3) if cell else torch.randn(2, 5, 3), str(tmp_path / "f.pt2"))
    listing = list_file(tmp_path / "f.pt2")
    [found] = listing.layers
    assert found.name == "layer"
    assert found.config.kind == type(layer).__name__
    assert found.nonlinearity == getattr(layer, "nonlinearity", "")
    for setting in ("input_size", "hidden_size", "bias", *(() if cell else ("num_layers", "bidirectional"))):
        assert getattr(found.config, setting) == getattr(layer, setting)
    if not cell:
        assert (found.config.batch_first, found.config.dropout) == (layer.batch_first, layer.dropout)
    assert "notes" not in listing.to_json()


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 4, 2, dropout=0.5)

    def forward(self, x, lengths):
        return self.gru(nn.utils.rnn.pack_padded_sequence(x, lengths))[1]


def test_packed_data_leave_batch_first_open(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.trace(Packed(), (torch.randn(5, 2, 3), torch.tensor([5, 3])), check_trace=False).save(tmp_path / "f")
    listing = list_file(tmp_path / "f")
    assert (listing.layers[0].config.batch_first, listing.layers[0].config.dropout) == (None, 0.5)
    assert "do not say batch_first" in listing.to_json()["notes"][0]


CALL = "    a, b, c = torch.lstm(x, [h, (self).c(1, )], w, True, 2, 0.25, training, True, True)\n"
LIES = {
    "endless": "torch.lstm(" * 100_000,
    "open": "torch.lstm(x, [h], w, True, 2, 0.25",
    "nan": CALL.replace("0.25", "nan"),
    "too much": CALL.replace("0.25", "7e9"),
    "other arguments": CALL.replace("True, 2, ", ""),
    "no flag": CALL.replace("w, True", "w, 3"),
}


def test_a_call_is_read_with_calls_in_it():
    assert settings_in(CALL) == LayerSettings(True, 0.25)
    assert settings_in(CALL.replace(", ", ",\n      ")) == LayerSettings(True, 0.25)


@pytest.mark.parametrize("name", LIES)
def test_garbled_code_tells_nothing(name):
    assert settings_in(LIES[name]) in (LayerSettings(), LayerSettings(True))


def test_two_kinds_of_rnn_in_one_class_tell_nothing():
    for first, second in itertools.permutations(("torch.rnn_tanh(", "torch.rnn_relu(")):
        assert settings_in(first + second) == LayerSettings()
