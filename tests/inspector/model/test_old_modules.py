"""Modules that torch 0.3 to 1.5 pickled: found whole, run as a whole, and their class source only shown."""

import pytest
import torch
from old_files import Writer
from torch import nn

from inspector.engine.loading.load import load_model
from inspector.model.listing import list_file
from inspector.model.source import FileSource
from inspector.run.request import RunRequest

LAYERS = {
    "lstm": lambda: nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True, dropout=0.25),
    "no bias": lambda: nn.LSTM(3, 4, bias=False),
    "gru": lambda: nn.GRU(3, 4, batch_first=True),
    "rnn": lambda: nn.RNN(3, 4, nonlinearity="relu"),
    "lstm cell": lambda: nn.LSTMCell(3, 4),
    "gru cell": lambda: nn.GRUCell(3, 4),
    "rnn cell": lambda: nn.RNNCell(3, 4, nonlinearity="relu"),
}
VERSIONS = ("0.1", "0.4", "1.0")


def assert_is(found, layer):
    config = found.config
    for name in ("input_size", "hidden_size", "bias"):
        assert getattr(config, name) == getattr(layer, name)
    for name in ("num_layers", "batch_first", "dropout", "bidirectional") if isinstance(layer, nn.RNNBase) else ():
        assert getattr(config, name) == getattr(layer, name)
    assert found.nonlinearity == getattr(layer, "nonlinearity", "")
    weights = dict(layer.named_parameters())
    assert {name for name, _ in found.weights} == set(weights)
    assert all((tensor.read() == weights[name].detach().numpy()).all() for name, tensor in found.weights)


@pytest.mark.parametrize("python2", [False, True])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", LAYERS)
def test_layers_of_torchs_own(tmp_path, name, version, python2):
    layer = LAYERS[name]().eval()
    writer = Writer(version, python2)
    content = writer.module("torch.nn.modules.container", "Sequential", {}, {"0": writer.recurrent(layer)}, {})
    path = writer.file(tmp_path / "f", content)
    listing = list_file(path)
    assert (listing.content, listing.needs_trust, listing.foreign_globals) == ("module", False, ())
    [found] = listing.layers
    assert found.name == "0"
    assert_is(found, layer)
    loaded = load_model(RunRequest(FileSource(str(path))))
    assert (loaded.name, type(loaded.module)) == ("", nn.Sequential)  # as a whole, not only its layer
    x = torch.randn(2, 5, 3) if isinstance(layer, nn.RNNBase) else torch.randn(2, 3)
    assert torch.equal(first(loaded.module.eval()(x)), first(layer(x)))


def first(value):
    return value if isinstance(value, torch.Tensor) else first(value[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_the_source_of_the_users_own_class_is_shown_and_not_executed(tmp_path, version):
    layer = nn.LSTM(3, 4)
    marker = tmp_path / "executed"
    source = f"class Net(nn.Module):\n    open({str(marker)!r}, 'w')\n"
    writer = Writer(version)
    content = writer.module("__main__", "Net", {}, {"lstm": writer.recurrent(layer)}, {"width": 3}, source)
    path = writer.file(tmp_path / "f", content)
    listing = list_file(path)
    assert [(each.name, each.text) for each in listing.classes] == [("__main__.Net", source)]
    assert listing.foreign_globals == ("__main__.Net",)
    assert_is(listing.layers[0], layer)
    loaded = load_model(RunRequest(FileSource(str(path))))
    assert loaded.name == "lstm"
    assert not marker.exists()
