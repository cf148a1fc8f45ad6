"""State dicts are found wherever they lie, and what stands beside them is shown as plain values."""

import argparse
import datetime
import enum
import pathlib
import sys
import types

import pytest
import torch
from torch import nn

from inspector.engine.loading.load import load_model
from inspector.errors import InputError
from inspector.model.inert import Inert
from inspector.model.listing import list_file
from inspector.model.open_settings import open_settings
from inspector.model.source import FileSource
from inspector.model.state_dicts import find_state_dicts
from inspector.model.summary import summary_from_json
from inspector.run.request import RunRequest
from inspector.run.run_json import request_from_json, request_to_json


def saved(path, value):
    torch.save(value, path)
    return path


class Trainer:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Weights(dict):
    pass


LSTM = nn.LSTM(3, 4).state_dict()
LINEAR = nn.Linear(2, 3).state_dict()
PLACES = {
    "top": (LSTM, "", True),
    "dictionaries": ({"a": {"b": {"c": {"d": LSTM}}}}, "a.b.c.d", True),
    "list": ({"models": [LINEAR, LSTM]}, "models.1", False),
    "tuple": ((3, LSTM), "1", False),
    "namespace": (argparse.Namespace(epoch=3, model=LSTM), "model", False),
    "object in dictionary": ({"trainer": Trainer(ema=Trainer(shadow=LSTM))}, "trainer.ema.shadow", False),
    "own dictionary": ({"weights": Weights(LSTM)}, "weights", False),
}


@pytest.mark.parametrize("name", PLACES)
def test_where_a_state_dict_can_lie(tmp_path, name):
    value, key, by_keys = PLACES[name]
    listing = list_file(saved(tmp_path / "f", value))
    assert listing.chosen.key == key
    assert [layer.config.hidden_size for layer in listing.layers] == [4]
    assert (listing.origin is not None) == by_keys  # code finds it by keys alone
    loaded = load_model(RunRequest(FileSource(str(tmp_path / "f"))))
    assert torch.equal(loaded.module.weight_hh_l0, LSTM["weight_hh_l0"])


def test_the_one_with_recurrent_weights_comes_first(tmp_path):
    value = {"normaliser": {"mean": torch.zeros(3), "std": torch.ones(3)}, "model": LSTM, "head": LINEAR}
    data = list_file(saved(tmp_path / "f", value)).to_json()
    assert data["state_dicts"] == ["model", "normaliser", "head"]
    assert data["layers"]
    assert list_file(tmp_path / "f", "head").layers == ()


def test_the_state_of_an_optimizer_is_none(tmp_path):
    layer = nn.LSTM(3, 4)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(2, 3))[0].sum().backward()
    optimizer.step()
    value = {"optimizer": optimizer.state_dict(), "model": layer.state_dict()}
    assert list_file(saved(tmp_path / "f", value)).to_json()["state_dicts"] == ["model"]


def test_tied_tensors_are_told(tmp_path):
    encoder, decoder = nn.LSTM(3, 4), nn.LSTM(3, 4)
    decoder.weight_hh_l0 = encoder.weight_hh_l0
    model = nn.ModuleDict({"encoder": encoder, "decoder": decoder, "empty": nn.Module()})
    empty = {"a": torch.ones(0), "b": torch.ones(0)}
    data = list_file(saved(tmp_path / "f", model.state_dict() | empty)).to_json()
    assert data["tied"] == [["encoder.weight_hh_l0", "decoder.weight_hh_l0"]]
    assert len(data["layers"]) == 2
    assert summary_from_json(data).tied == (("encoder.weight_hh_l0", "decoder.weight_hh_l0"),)
    assert "tied" not in list_file(saved(tmp_path / "g", LSTM)).to_json()


class Colour(enum.Enum):
    RED = 1


def beside(tmp_path, value):
    return dict(list_file(saved(tmp_path / "f", {"state_dict": LSTM} | value)).hyper_parameters)


def test_foreign_objects_are_inert_values(tmp_path):
    values = argparse.Namespace(
        width=3, path=pathlib.PurePosixPath("/a/b"), when=datetime.timedelta(1), colour=Colour.RED, act=nn.ReLU(),
        loss=torch.nn.functional.relu, inner=argparse.Namespace(deep=True), names={"x"},
    )  # fmt: skip
    found = beside(tmp_path, {"args": values})
    assert found == {
        "width": 3, "path": "<pathlib.PurePosixPath('/', 'a', 'b')>", "when": "<datetime.timedelta(1, 0, 0)>",
        "colour": f"<{__name__}.Colour(1)>", "loss": "<torch.nn.functional.relu>", "inner": {"deep": True},
        "act": found["act"], "names": found["names"],
    }  # fmt: skip


def test_single_values_beside_the_weights_are_settings(tmp_path):
    value = {"epoch": 3, "batch_first": True, "note": "best", "history": [1, 2]}
    assert beside(tmp_path, value) == {"epoch": 3, "batch_first": True, "note": "best"}
    listing = list_file(tmp_path / "f")
    assert listing.layers[0].config.batch_first is True
    assert "batch_first=True is taken from the hyper-parameters beside the weights." in listing.warnings


@pytest.fixture
def omegaconf(monkeypatch):
    """Give stand-ins of the library's classes, with the attributes that it pickles."""

    def made(module, name):
        kind = type(name, (), {"__module__": module, "__init__": lambda self, **given: self.__dict__.update(given)})
        for known in ("omegaconf", module):
            if known not in sys.modules:
                monkeypatch.setitem(sys.modules, known, types.ModuleType(known))
        monkeypatch.setattr(sys.modules[module], name, kind, raising=False)
        return kind

    return (
        made("omegaconf.dictconfig", "DictConfig"),
        made("omegaconf.listconfig", "ListConfig"),
        made("omegaconf.nodes", "AnyNode"),
    )


def test_omegaconf_is_shown_as_what_it_configures(tmp_path, omegaconf):
    config, items, node = omegaconf
    content = {
        "hidden_size": node(_val=4, _metadata=Trainer(key="hidden_size")),
        "sizes": items(_content=[node(_val=1), node(_val=2)], _parent=None),
        "lstm": config(_content={"dropout": node(_val=0.25)}, _metadata=Trainer(key="lstm")),
    }
    value = {"hyper_parameters": config(_content=content, _metadata=Trainer(key=None), _flags_cache=None)}
    assert beside(tmp_path, value) == {"hidden_size": 4, "sizes": [1, 2], "lstm": {"dropout": 0.25}}


@pytest.mark.parametrize(
    ("values", "expected"),
    [({"nonlinearity": "relu"}, "relu"), ({"rnn_type": "RNN_RELU"}, "relu"), ({"mode": "train"}, "")],
)
def test_hyper_parameters_tell_the_nonlinearity(tmp_path, values, expected):
    value = {"state_dict": nn.RNN(3, 4, nonlinearity="relu").state_dict(), "config": values | {"batch_first": False}}
    listing = list_file(saved(tmp_path / "f", value))
    assert listing.layers[0].nonlinearity == expected
    assert any("nonlinearity=relu is taken" in warning for warning in listing.warnings) == bool(expected)
    loaded = load_model(RunRequest(FileSource(str(tmp_path / "f"))))
    assert loaded.module.nonlinearity == (expected or "tanh")


def test_what_the_weights_do_not_say_is_told_with_what_follows(tmp_path):
    rnn = list_file(saved(tmp_path / "f", nn.RNN(3, 4, 2).state_dict()))
    first, second, third = open_settings(rnn.layers)
    assert "(time, batch, feature)" in first and "training mode only" in second and "tanh is taken" in third
    assert rnn.to_json()["layers"][0]["nonlinearity"] is None
    assert open_settings(list_file(saved(tmp_path / "f", nn.LSTMCell(3, 4).state_dict())).layers) == ()
    assert len(open_settings(list_file(saved(tmp_path / "f", LSTM)).layers)) == 1
    assert open_settings(list_file(saved(tmp_path / "f", nn.RNN(3, 4, 2))).layers) == ()


def test_what_the_person_chooses_counts(tmp_path):
    torch.manual_seed(2)
    layer = nn.RNN(3, 4, 2, nonlinearity="relu", dropout=0.5, batch_first=True)
    path = str(saved(tmp_path / "f", layer.state_dict()))
    request = RunRequest(FileSource(path), batch_first=True, dropout=0.5, nonlinearity="relu")
    loaded = load_model(request)
    x = torch.randn(2, 5, 3)
    assert torch.equal(loaded.module.eval()(x)[0], layer.eval()(x)[0])
    assert (loaded.module.dropout, loaded.module.batch_first) == (0.5, True)
    assert request_from_json(request_to_json(request)) == request
    saved(tmp_path / "f", nn.LSTM(3, 4).state_dict())
    assert load_model(request).module.dropout == 0.0  # one layer has none between


@pytest.mark.parametrize("change", [{"dropout": 1.5}, {"dropout": "x"}, {"dropout": True}, {"nonlinearity": "a b"}])
def test_garbled_choices_are_refused(change):
    data = request_to_json(RunRequest(FileSource("f"))) | change
    with pytest.raises((InputError, ValueError)):
        request_from_json(data)


def test_objects_that_share_their_state_are_looked_at_once():
    state = {str(number): [number] for number in range(1000)}
    shared = [Inert("mod.Box") for _ in range(1000)]
    for box in shared:
        box.state = state
    assert find_state_dicts({str(number): shared for number in range(100)}) == ()
    many = Inert("mod.Bag")
    many.extend([(str(number), 1) for number in range(100_000)])
    assert find_state_dicts([many] * 100_000) == ()
