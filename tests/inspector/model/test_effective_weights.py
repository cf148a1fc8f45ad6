"""Weights that are computed before they are used are known by their names and have torch's values."""

import warnings

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune, spectral_norm, weight_norm

from inspector.engine.loading.effective_values import effective_value
from inspector.engine.loading.load import load_model
from inspector.errors import FileError
from inspector.model.listing import list_file
from inspector.model.source import FileSource
from inspector.run.request import RunRequest

WEIGHTS = ("weight_ih_l0", "weight_hh_l0", "weight_hh_l1")


def old_weight_norm(layer, dim=0):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch advises its newer form
        for name in WEIGHTS:
            weight_norm(layer, name, dim)


def new_weight_norm(layer, dim=0):
    for name in WEIGHTS:
        parametrizations.weight_norm(layer, name, dim)


def old_spectral_norm(layer):
    for name in WEIGHTS:
        spectral_norm(layer, name)


def new_spectral_norm(layer):
    for name in WEIGHTS:
        parametrizations.spectral_norm(layer, name)


def pruned(layer):
    for name in WEIGHTS:
        prune.l1_unstructured(layer, name, 0.4)


def normed_and_pruned(layer):
    old_weight_norm(layer)
    prune.random_unstructured(layer, "weight_hh_l0_v", 0.3)


FORMS = {
    "weight norm, old": (old_weight_norm, "weight norm"),
    "weight norm, old, columns": (lambda layer: old_weight_norm(layer, 1), "weight norm"),
    "weight norm, old, whole": (lambda layer: old_weight_norm(layer, None), "weight norm"),
    "weight norm, new": (new_weight_norm, "weight norm"),
    "weight norm, new, columns": (lambda layer: new_weight_norm(layer, 1), "weight norm"),
    "spectral norm, old": (old_spectral_norm, "spectral norm"),
    "spectral norm, new": (new_spectral_norm, "spectral norm"),
    "pruning": (pruned, "pruning"),
    "both": (normed_and_pruned, "weight norm"),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("cls", [nn.LSTM, nn.GRU])
def test_computed_weights_are_torchs(tmp_path, name, cls):
    torch.manual_seed(5)
    change, words = FORMS[name]
    layer = cls(3, 4, 2, bidirectional=True, dropout=0.25)
    change(layer)
    x = torch.randn(5, 2, 3)
    layer(x)  # in training: the norms move on
    layer.eval()
    expected = layer(x)[0]
    path = tmp_path / "f"
    torch.save({"model": {f"encoder.rnn.{key}": value for key, value in layer.state_dict().items()}}, path)
    listing = list_file(path)
    [found] = listing.layers
    assert (found.name, found.config.kind) == ("encoder.rnn", cls.__name__)
    assert (found.config.num_layers, found.config.bidirectional, found.config.bias) == (2, True, True)
    for parameter, weight in found.weights:
        assert torch.equal(effective_value(weight), getattr(layer, parameter)), parameter
    assert f"are not stored as they are used, but computed: {words}." in listing.warnings[0]
    alone = load_model(RunRequest(FileSource(str(path)))).module.eval()
    assert torch.equal(alone(x)[0], expected)


class WeightDrop(nn.Module):
    """As in the AWD-LSTM of fastai: raw weights in the outer module, the layer within."""

    def __init__(self, layer, raw_in_layer, keeps_both):
        super().__init__()
        self.module = layer
        for name in ("weight_hh_l0", "weight_hh_l1"):
            values = getattr(layer, name)
            owner = layer if raw_in_layer else self
            owner.register_parameter(f"{name}_raw", nn.Parameter(values.detach().clone()))
            if not keeps_both:
                del layer._parameters[name]


@pytest.mark.parametrize("raw_in_layer", [True, False])
@pytest.mark.parametrize("keeps_both", [True, False])
def test_raw_weights_of_weight_drop(tmp_path, raw_in_layer, keeps_both):
    layer = nn.LSTM(3, 4, 2)
    original = {name: value.clone() for name, value in layer.state_dict().items()}
    outer = nn.Module()
    outer.rnns = nn.ModuleList([WeightDrop(layer, raw_in_layer, keeps_both)])
    state = outer.state_dict()
    for name in state:
        if name.endswith(("weight_hh_l0", "weight_hh_l1")):
            state[name] = torch.full_like(state[name], 7.0)  # what a dropout left there
    torch.save(state, tmp_path / "f")
    [found] = list_file(tmp_path / "f").layers
    assert (found.name, found.config.num_layers) == ("rnns.0.module", 2)
    assert all(torch.equal(effective_value(weight), original[name]) for name, weight in found.weights)


class Doubled(nn.Module):
    def forward(self, x):
        return 2 * x


def test_an_unknown_parametrization_is_listed_and_not_run(tmp_path):
    layer = nn.LSTM(3, 4)
    parametrize.register_parametrization(layer, "weight_hh_l0", Doubled())
    torch.save(layer.state_dict(), tmp_path / "f")
    listing = list_file(tmp_path / "f")
    assert listing.layers[0].config.hidden_size == 4
    assert "weight_hh_l0 of '' is computed by a parametrization that the file does not name" in listing.warnings[0]
    with pytest.raises(FileError, match="start of a computation that the file does not name"):
        load_model(RunRequest(FileSource(str(tmp_path / "f"))))


@pytest.mark.parametrize(("num_layers", "bidirectional"), [(2, False), (1, True)])  # torch gets both together wrong
def test_quantizable_layers_are_found_by_their_cells(tmp_path, num_layers, bidirectional):
    from torch.ao.nn.quantizable import LSTM

    torch.manual_seed(6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces another home for it
        layer = LSTM(3, 4, num_layers, bidirectional=bidirectional).eval()
    torch.save({f"enc.{key}": value for key, value in layer.state_dict().items()}, tmp_path / "f")
    [found] = list_file(tmp_path / "f").layers
    assert (found.name, found.config.num_layers, found.config.bidirectional) == ("enc", num_layers, bidirectional)
    alone = load_model(RunRequest(FileSource(str(tmp_path / "f")))).module.eval()
    x = torch.randn(5, 2, 3)
    assert torch.allclose(alone(x)[0], layer(x)[0], atol=1e-6)


class AllenCell(nn.Module):
    """The arithmetic that AllenNLP documents for its cell, without clipping."""

    def __init__(self, inputs, hidden, cell, bias):
        super().__init__()
        self.input_linearity = nn.Linear(inputs, 4 * cell, bias=bias)
        self.state_linearity = nn.Linear(hidden, 4 * cell)
        self.state_projection = nn.Linear(cell, hidden, bias=False)

    def forward(self, x):
        h, c = torch.zeros(x.shape[1], self.state_projection.out_features), 0
        outputs = []
        for step in x:
            i, f, g, o = (self.input_linearity(step) + self.state_linearity(h)).chunk(4, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = self.state_projection(o.sigmoid() * c.tanh())
            outputs.append(h)
        return torch.stack(outputs)


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize("bias", [True, False])
def test_allennlps_cells_are_lstms(tmp_path, bias):
    torch.manual_seed(7)
    cell = AllenCell(3, 2, 5, bias)
    torch.save({f"elmo.forward_layer_0.{key}": value for key, value in cell.state_dict().items()}, tmp_path / "f")
    listing = list_file(tmp_path / "f")
    [found] = listing.layers
    assert (found.name, found.config.hidden_size, found.config.proj_size) == ("elmo.forward_layer_0", 5, 2)
    assert "may clip its states and run backwards" in listing.warnings[0]
    alone = load_model(RunRequest(FileSource(str(tmp_path / "f")))).module.eval()
    x = torch.randn(6, 2, 3)
    assert torch.allclose(alone(x)[0], cell(x), atol=1e-6)


def test_a_class_with_more_than_torchs_layer_is_told(tmp_path):
    outer = nn.Module()
    outer.cell = nn.LSTMCell(3, 4)
    outer.cell.norm = nn.LayerNorm(4)
    outer.head = nn.Linear(4, 2)
    torch.save(outer.state_dict(), tmp_path / "f")
    (warning,) = list_file(tmp_path / "f").warnings
    assert "'cell' also has 'cell.norm.weight', which torch's LSTMCell has not" in warning


@pytest.mark.parametrize("blocks", [2, 5])
def test_other_cells_are_told_by_their_blocks(tmp_path, blocks):
    torch.save({"c.weight_ih": torch.ones(blocks * 4, 3), "c.weight_hh": torch.ones(blocks * 4, 4)}, tmp_path / "f")
    listing = list_file(tmp_path / "f")
    assert listing.layers == ()
    assert f"weight_hh has {blocks} blocks of 4 rows, where an LSTM has 4, a GRU 3 and an RNN 1" in listing.warnings[0]
