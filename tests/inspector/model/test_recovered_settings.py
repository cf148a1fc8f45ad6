"""Random recurrent modules saved as bare state dicts: every setting that weights tell is recovered, and the weights.

LSTMSCOPE_RECOVERED counts the modules, of which a share runs by default.
"""

import os
import random
import warnings

import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils import parametrizations, prune, spectral_norm, weight_norm

from inspector.engine.loading.effective_values import effective_value
from inspector.model.listing import list_file
from inspector.model.open_settings import open_settings

COUNT = int(os.environ.get("LSTMSCOPE_RECOVERED", "90"))
PREFIXES = ("", "module.", "_orig_mod.", "module._orig_mod.", "_module.", "model.", "module.model.")
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


def random_layer(chance):
    kind = chance.choice((nn.LSTM, nn.GRU, nn.RNN, nn.LSTMCell, nn.GRUCell, nn.RNNCell))
    options = {"bias": chance.random() < 0.7}
    hidden = chance.randint(1, 9)
    if issubclass(kind, nn.RNNBase):
        options |= {"num_layers": chance.randint(1, 5), "bidirectional": chance.random() < 0.5}
        options |= {"batch_first": chance.random() < 0.5, "dropout": 0.1 * (options["num_layers"] > 1)}
    if kind is nn.LSTM and hidden > 1 and chance.random() < 0.4:
        options["proj_size"] = chance.randint(1, hidden - 1)
    if kind in (nn.RNN, nn.RNNCell):
        options["nonlinearity"] = chance.choice(("tanh", "relu"))
    return kind(chance.randint(1, 9), hidden, **options)


def raw_copy(layer, name):
    values = layer._parameters.pop(name)
    layer.register_parameter(f"{name}_raw", values)
    setattr(layer, name, values.detach())  # what the next forward would compute


CHANGES = {
    "none": getattr,
    "weight norm, old": weight_norm,
    "weight norm, new": parametrizations.weight_norm,
    "spectral norm, old": spectral_norm,
    "spectral norm, new": parametrizations.spectral_norm,
    "pruned": lambda layer, name: prune.random_unstructured(layer, name, 0.5),
    "raw": raw_copy,
}


def changed(chance, layer):
    """Have some weights of the layer computed from others."""
    change = CHANGES[chance.choice(tuple(CHANGES))]
    names = [name for name, value in layer.named_parameters() if value.dim() == 2 and "hr" not in name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch advises its newer forms
        for name in chance.sample(names, chance.randint(1, len(names))):
            change(layer, name)
    return layer.eval()


def saved(chance, path, tensors):
    match chance.choice(("zip", "legacy", "nested", "safetensors")):
        case "zip":
            torch.save(tensors, path)
        case "legacy":
            torch.save(tensors, path, _use_new_zipfile_serialization=False)
        case "nested":
            torch.save({"epoch": 3, "run": {"state_dict": tensors}, "optimizer": {"state": {}, "lr": 0.1}}, path)
        case "safetensors":
            save_file({name: value.contiguous() for name, value in tensors.items()}, path)


@pytest.mark.parametrize("number", range(COUNT))
def test_every_setting_that_weights_tell_is_recovered(tmp_path, number):
    chance = random.Random(number)
    torch.manual_seed(number)
    layer = random_layer(chance)
    kind, weights = type(layer).__name__, [name for name, _ in layer.named_parameters()]
    changed(chance, layer)
    layer(torch.randn(2, layer.input_size))  # the older norms compute their weights before a forward
    place, prefix = chance.choice(("", "lstm", "encoder.rnns.0")), chance.choice(PREFIXES)
    inner = f"{place}." if place else ""
    saved(chance, tmp_path / "f", {prefix + inner + name: value for name, value in layer.state_dict().items()})
    listing = list_file(tmp_path / "f")
    [found] = listing.layers
    config = found.config
    assert (found.name, listing.chosen.prefix) == (place, prefix)
    assert config.kind == kind
    for name in ("input_size", "hidden_size", "bias", "num_layers", "bidirectional", "proj_size"):
        assert getattr(config, name) == getattr(layer, name, getattr(config, name)), name
    assert (config.batch_first, config.dropout, found.nonlinearity) == (None, None, "")
    assert [name for name, _ in found.weights] == weights
    for name, weight in found.weights:
        assert torch.equal(effective_value(weight), getattr(layer, name)), name
    is_open = not config.is_cell, config.num_layers > 1, hasattr(layer, "nonlinearity") and "RNN" in config.kind
    told = " ".join(open_settings(listing.layers))
    assert tuple(word in told for word in ("batch_first", "dropout", "tanh or relu")) == is_open
