"""Dynamically quantised layers are listed from what is pickled of them, with the weights that torch gives."""

import warnings

import pytest
import torch
from torch import nn

from inspector.engine.layers.quantised import quantised_weights
from inspector.engine.loading.effective_values import effective_value
from inspector.engine.loading.load_file import load_file_layer
from inspector.model.listing import list_file

LAYERS = {
    "lstm": lambda: nn.LSTM(3, 5, 2, bidirectional=True, batch_first=True, dropout=0.25),
    "stacked": lambda: nn.LSTM(4, 4, 3),
    "two ways": lambda: nn.LSTM(3, 5, bidirectional=True),
    "two layers": lambda: nn.LSTM(3, 5, 2),
    "gru": lambda: nn.GRU(3, 5),
    "lstm cell": lambda: nn.LSTMCell(3, 5),
    "gru cell": lambda: nn.GRUCell(3, 5),
    "rnn cell": lambda: nn.RNNCell(3, 5, nonlinearity="relu"),
}


def quantised(layer, dtype=torch.qint8):
    kinds = {nn.LSTM, nn.GRU, nn.LSTMCell, nn.GRUCell, nn.RNNCell}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces another home for it
        return torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.ReLU(), layer), kinds, dtype=dtype)


def settings(config):
    return config.kind, config.input_size, config.hidden_size, config.num_layers, config.bidirectional, config.bias


@pytest.mark.filterwarnings("ignore::UserWarning")  # of torch's own pickling
@pytest.mark.parametrize("dtype", [torch.qint8, torch.float16])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_layers_and_weights(tmp_path, name, whole, dtype):
    torch.manual_seed(3)
    layer = LAYERS[name]()
    model = quantised(layer, dtype)
    path = tmp_path / "f"
    torch.save(model if whole else model.state_dict(), path)
    listing = list_file(path)
    [found] = listing.layers
    assert found.name == "1"
    expected = (
        layer.input_size,
        layer.hidden_size,
        getattr(layer, "num_layers", 1),
        getattr(layer, "bidirectional", False),
    )
    assert settings(found.config) == (type(layer).__name__, *expected, True)
    if whole:
        assert (found.config.batch_first or False) == getattr(layer, "batch_first", False)
        assert (found.config.dropout or 0.0) == getattr(layer, "dropout", 0.0)
        assert found.nonlinearity == getattr(layer, "nonlinearity", "")
    assert any("'1' was quantised" in warning for warning in listing.warnings)
    weights = quantised_weights(model[1])
    assert set(weights) == {parameter for parameter, _ in found.weights}
    for parameter, weight in found.weights:
        assert torch.equal(effective_value(weight), weights[parameter]), parameter
    alone = load_file_layer(path, listing, None, None)
    assert type(alone.module) is type(layer)


def test_two_layers_and_two_directions_of_one_size_are_told(tmp_path):
    torch.save(quantised(nn.LSTM(4, 4, bidirectional=True)).state_dict(), tmp_path / "f")
    listing = list_file(tmp_path / "f")
    assert "it may have one layer in two directions as well as two layers" in listing.warnings[0]
    torch.save(quantised(nn.LSTM(4, 4, bidirectional=True)), tmp_path / "g")
    assert list_file(tmp_path / "g").layers[0].config.bidirectional


def test_quantised_tensors_alone_are_left_out_and_told(tmp_path):
    weight = torch.quantize_per_tensor(torch.randn(12, 3), 0.1, 0, torch.qint8)
    torch.save({"a": weight, "b": torch.ones(2)}, tmp_path / "f")
    listing = list_file(tmp_path / "f")
    assert [tensor.name for tensor in listing.tensors] == ["b"]
    assert listing.foreign_globals == ()
    assert "'a'" in listing.warnings[1]
