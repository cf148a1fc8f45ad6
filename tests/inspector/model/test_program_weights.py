"""The weights of TorchScript and torch.export files, read without torch, against what torch loads."""

import json
import warnings
import zipfile

import numpy as np
import pytest
import torch
from torch import nn

from inspector.errors import FileError
from inspector.model.listing import list_file


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 4)
        self.lstm = nn.LSTM(4, 6, num_layers=2, bidirectional=True)
        self.register_buffer("scale", torch.ones(3, dtype=torch.float64))
        self.head = nn.Sequential(nn.Linear(12, 2, dtype=torch.bfloat16))

    def forward(self, tokens):
        return self.lstm(self.embedding(tokens))[0]


@pytest.fixture
def net():
    torch.manual_seed(0)
    return Net().eval()


def traced(module):
    return torch.jit.trace(module, torch.zeros(5, 3, dtype=torch.long))


def saved(path, module, way):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        if way is torch.export.export:
            torch.export.save(way(module, (torch.zeros(5, 3, dtype=torch.long),)), path)
        else:
            torch.jit.save(way(module), path)
    return path


@pytest.mark.parametrize("way", [torch.jit.script, traced, torch.export.export], ids=["script", "trace", "export"])
def test_weights_are_those_of_the_module(tmp_path, net, way):
    listing = list_file(saved(tmp_path / "f", net, way))
    expected = net.state_dict()
    assert (listing.content, listing.needs_trust, listing.origin) == ("program", True, None)
    assert {tensor.name for tensor in listing.tensors} == set(expected)
    for tensor in listing.tensors:
        read = np.asarray(tensor.read(), np.float64)
        np.testing.assert_array_equal(read, expected[tensor.name].double().numpy())
    (layer,) = listing.layers
    assert (layer.name, layer.config.num_layers, layer.config.bidirectional) == ("lstm", 2, True)
    assert "reading it shows nothing but computations" in listing.warnings[-1]


def test_a_frozen_program_has_no_names(tmp_path, net):
    listing = list_file(saved(tmp_path / "f", net, lambda module: torch.jit.freeze(torch.jit.script(module))))
    assert (listing.tensors, listing.layers) == ((), ())
    assert "are not listed" in listing.warnings[0]


def rewritten(path, change):
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            if name.endswith("_weights_config.json"):
                config = json.loads(content)
                change(config["config"]["scale"])
                content = json.dumps(config)
            file.writestr(name, content)
    return path


def test_pickled_and_sparse_weights_are_named(tmp_path, net):
    path = saved(tmp_path / "f", net, torch.export.export)
    listing = list_file(rewritten(path, lambda scale: scale.update(tensor_meta={"layout": 1, "dtype": 8}) or None))
    assert "scale" not in {tensor.name for tensor in listing.tensors}
    assert any("'scale'" in warning for warning in listing.warnings)


def garbled(scale):
    scale["tensor_meta"]["sizes"] = [{"as_expr": "s0"}]


def too_large(scale):
    scale["tensor_meta"]["sizes"] = [{"as_int": 1000}]


@pytest.mark.parametrize("change", [garbled, too_large, lambda scale: scale.clear()])
def test_a_garbled_list_of_weights_is_told(tmp_path, net, change):
    with pytest.raises(FileError):
        list_file(rewritten(saved(tmp_path / "f", net, torch.export.export), change))
