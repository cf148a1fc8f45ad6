"""Every recurrent layer of a pickled module is found whole, wherever it hides, and nothing of the file is executed."""

import io
import random
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

from inspector.engine.loading.effective_values import effective_value
from inspector.engine.loading.load import load_model
from inspector.engine.loading.load_file import load_file_layer
from inspector.errors import InputError, TrustError
from inspector.model.listing import list_file
from inspector.model.source import FileSource
from inspector.model.summary import summary_from_json
from inspector.run.request import RunRequest

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

ARMED: list[str] = []  # the marker that every foreign method leaves while this is not empty
MARKS: list[str] = []


def mark(name):
    if ARMED:
        MARKS.append(name)


def make_reduced(width):
    mark("make_reduced")
    return Reduced(width)


class Foreign(nn.Module):
    def __init__(self, width=1):
        mark("Foreign.__init__")
        super().__init__()
        self.width = width

    def __setstate__(self, state):
        mark("Foreign.__setstate__")
        super().__setstate__(state)

    class Inner(nn.Module):
        def __init__(self):
            mark("Inner.__init__")
            super().__init__()

        def __setstate__(self, state):
            mark("Inner.__setstate__")
            super().__setstate__(state)


class Reduced(nn.Module):
    def __init__(self, width):
        mark("Reduced.__init__")
        super().__init__()
        self.width = width

    def __reduce__(self):
        return make_reduced, (self.width,), self.__dict__

    def __setstate__(self, state):
        mark("Reduced.__setstate__")
        super().__setstate__(state)


class Box:
    """No module, but something that holds one."""

    def __init__(self, inside):
        mark("Box.__init__")
        self.inside = inside

    def __setstate__(self, state):
        mark("Box.__setstate__")
        self.__dict__.update(state)


class Bag(dict):
    def __init__(self, *given):
        mark("Bag.__init__")
        super().__init__(*given)

    def __setitem__(self, key, value):
        mark("Bag.__setitem__")
        super().__setitem__(key, value)


class Slots:
    __slots__ = ("inside",)

    def __setstate__(self, state):
        mark("Slots.__setstate__")
        self.inside = state[1]["inside"]


class OwnLSTM(nn.LSTM):
    def __setstate__(self, state):
        mark("OwnLSTM.__setstate__")
        super().__setstate__(state)


class OwnCell(nn.GRUCell):
    pass


def layer(chance):
    """Give a random recurrent layer."""
    bias, sizes = chance.random() < 0.8, (chance.randint(1, 5), chance.randint(2, 5))
    kind = chance.choice((nn.LSTM, nn.LSTM, nn.LSTM, OwnLSTM, nn.GRU, nn.RNN, nn.LSTMCell, OwnCell, nn.RNNCell))
    options = {"bias": bias}
    if issubclass(kind, nn.RNNBase):
        options |= {
            "num_layers": chance.randint(1, 3),
            "batch_first": chance.random() < 0.5,
            "bidirectional": chance.random() < 0.5,
        }
        options["dropout"] = chance.choice((0.0, 0.25)) if options["num_layers"] > 1 else 0.0
    if issubclass(kind, nn.LSTM) and chance.random() < 0.3:
        options["proj_size"] = sizes[1] - 1
    if kind in (nn.RNN, nn.RNNCell):
        options["nonlinearity"] = chance.choice(("tanh", "relu"))
    return kind(*sizes, **options)


def registered(outer, children):
    for index, child in enumerate(children):
        outer.add_module(f"part{index}", child)
    return outer, [f"part{index}." for index in range(len(children))]


def hidden_in_list(children):
    outer = Foreign()
    outer.parts = [*children]
    return outer, [f"parts.{index}." for index in range(len(children))]


def hidden_in_dict(children):
    outer = Foreign()
    outer.parts = {f"k{index}": (child,) for index, child in enumerate(children)}
    return outer, [f"parts.k{index}.0." for index in range(len(children))]


def hidden_in_object(children):
    outer = nn.Module()
    outer.box = Box(Bag((f"k{index}", child) for index, child in enumerate(children)))
    return outer, [f"box.inside.{index}.1." for index in range(len(children))]


def hidden_in_slots(children):
    outer = Foreign()
    outer.slots = Slots()
    outer.slots.inside = children
    return outer, [f"slots.inside.{index}." for index in range(len(children))]


CONTAINERS = (
    lambda children: registered(Foreign(), children),
    lambda children: registered(Foreign.Inner(), children),
    lambda children: registered(Reduced(len(children)), children),
    lambda children: (nn.Sequential(*children), [f"{index}." for index in range(len(children))]),
    lambda children: (nn.ModuleList(children), [f"{index}." for index in range(len(children))]),
    lambda children: (
        nn.ModuleDict({f"a{i}": c for i, c in enumerate(children)}),
        [f"a{i}." for i in range(len(children))],
    ),
    hidden_in_list,
    hidden_in_dict,
    hidden_in_object,
    hidden_in_slots,
)


def tree(chance, depth):
    """Give a random module and its recurrent layers by name."""
    if depth == 0 or chance.random() < 0.15:
        made = layer(chance) if chance.random() < 0.7 else nn.Linear(2, 3)
        return made, ({"": made} if not isinstance(made, nn.Linear) else {})
    parts = [tree(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    outer, prefixes = chance.choice(CONTAINERS)([module for module, _ in parts])
    found = {
        (prefix + name).removesuffix("."): layer_
        for prefix, (_, layers) in zip(prefixes, parts, strict=True)
        for name, layer_ in layers.items()
    }
    return outer, found


def saved(path, value, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch cannot find the source of a nested class, and says so
        torch.save(value, path, **options)
    return path


@pytest.fixture
def armed():
    """Let every foreign method leave a mark, and see to it that none did."""
    ARMED.append("now")
    yield
    ARMED.clear()
    marks, MARKS[:] = MARKS[:], []
    assert marks == []


FORMATS = [(protocol, zipped) for protocol in (2, 3, 4, 5) for zipped in (True, False)]


def case(number):
    chance = random.Random(number)
    torch.manual_seed(number)
    module, layers = tree(chance, 4)
    while not layers:
        module, layers = tree(chance, 4)
    return chance, module, layers


def settings(settled, cell):
    names = ("num_layers", "batch_first", "dropout", "bidirectional", "proj_size")
    more = () if cell else tuple(getattr(settled, name) for name in names)
    return settled.input_size, settled.hidden_size, settled.bias, *more


@pytest.mark.parametrize("number", range(104))
def test_every_layer_is_found_whole(tmp_path, number, armed):
    ARMED.clear()
    chance, module, layers = case(number)
    protocol, zipped = FORMATS[number % len(FORMATS)]
    path = saved(tmp_path / "f", module, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    ARMED.append("now")
    listing = list_file(path)
    assert listing.content == "module"
    assert {found.name for found in listing.layers} == set(layers)
    for found in listing.layers:
        original = layers[found.name]
        kind = next(base.__name__ for base in type(original).__mro__ if base.__module__ == "torch.nn.modules.rnn")
        assert found.config.kind == kind
        cell = isinstance(original, nn.RNNCellBase)
        assert settings(original, cell) == settings(found.config, cell)
        assert found.nonlinearity == (getattr(original, "nonlinearity", "") if kind in ("RNN", "RNNCell") else "")
        weights = dict(original.named_parameters())
        assert set(weights) == {name for name, _ in found.weights}
        for name, tensor in found.weights:
            assert (tensor.read() == weights[name].detach().numpy()).all()
    name = chance.choice(sorted(layers))
    original = layers[name].eval()
    alone = load_file_layer(path, listing, name, None).module.eval()
    x = (
        torch.randn(3, 4, original.input_size)
        if isinstance(original, nn.RNNBase)
        else torch.randn(3, original.input_size)
    )
    for ours, theirs in zip(flat(alone(x)), flat(original(x)), strict=True):
        assert torch.equal(ours, theirs)


def flat(value):
    return [value] if isinstance(value, torch.Tensor) else [tensor for part in value for tensor in flat(part)]


def test_the_methods_would_leave_marks_in_an_ordinary_load(tmp_path):
    # the positive control: without it, the test above could prove nothing
    for number in range(20):
        _, module, _ = case(number)
        path = saved(tmp_path / str(number), module)
        ARMED.append("now")
        torch.load(path, weights_only=False)
        ARMED.clear()
    marks, MARKS[:] = set(MARKS), []
    assert marks >= {
        "Foreign.__setstate__", "Inner.__setstate__", "make_reduced", "Reduced.__setstate__", "Box.__setstate__",
        "Bag.__setitem__", "Slots.__setstate__", "OwnLSTM.__setstate__",
    }  # fmt: skip


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 5, 2, batch_first=True, dropout=0.25, bidirectional=True)
        self.norm = nn.BatchNorm1d(10)
        self.head = nn.Linear(10, 2)

    def forward(self, x):
        return self.head(self.norm(self.lstm(x)[0][:, -1]))


def test_the_listing_is_that_of_its_state_dict(tmp_path):
    net = Net()
    listing = list_file(saved(tmp_path / "f", net))
    expected = net.state_dict()
    assert [tensor.name for tensor in listing.tensors] == list(expected)
    for tensor in listing.tensors:
        assert (tensor.read() == expected[tensor.name].numpy()).all()
    data = listing.to_json()
    assert (data["kind"], data["content"], data["state_dicts"]) == ("torch-zip", "module", [""])
    assert (data["needs_trust"], data["foreign_globals"]) == (True, ["test_pickled_modules.Net"])
    assert (data["layers"][0]["batch_first"], data["layers"][0]["dropout"]) == (True, 0.25)
    assert data["parameters"] == sum(tensor.numel() for tensor in expected.values())
    assert "runs only with the code of its classes" in data["warnings"][0]
    summary = summary_from_json(data)
    assert summary.needs_trust and summary.layers[0].config.batch_first and summary.origin is None


def test_a_module_of_torchs_classes_alone_needs_no_trust(tmp_path):
    data = list_file(saved(tmp_path / "f", nn.Sequential(nn.Embedding(4, 3), nn.LSTM(3, 4)))).to_json()
    assert (data["needs_trust"], data["foreign_globals"], data["warnings"]) == (False, [], [])


def test_modules_of_a_checkpoint_are_chosen_by_their_key(tmp_path):
    value = {"epoch": 3, "model": Net(), "ema": {"net": nn.GRU(2, 3)}, "more": [nn.RNN(4, 5)]}
    path = saved(tmp_path / "f", value)
    assert list_file(path).to_json()["state_dicts"] == ["model", "ema.net", "more.0"]
    assert [found.name for found in list_file(path).layers] == ["lstm"]
    assert list_file(path, "ema.net").layers[0].config.kind == "GRU"
    with pytest.raises(InputError, match="no state_dict 'x'"):
        list_file(path, "x")


def test_a_state_dict_comes_before_a_module(tmp_path):
    path = saved(tmp_path / "f", {"model": Net(), "weights": nn.GRU(2, 3).state_dict()})
    assert list_file(path).to_json()["state_dicts"] == ["weights", "model"]
    assert not list_file(path).needs_trust
    assert list_file(path, "model").needs_trust


def compiled(module):
    return torch.compile(module, backend="eager")


@pytest.mark.parametrize("wrapped", [nn.DataParallel, compiled, lambda net: compiled(nn.DataParallel(net))])
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_wrapper_is_taken_off(tmp_path, wrapped, protocol):
    net = Net()
    listing = list_file(saved(tmp_path / "f", wrapped(net), pickle_protocol=protocol))
    assert [found.name for found in listing.layers] == ["lstm"]
    assert [tensor.name for tensor in listing.tensors] == list(net.state_dict())


def test_a_compiled_part_has_torchs_name(tmp_path):
    outer = Foreign()
    outer.encoder = compiled(Net())
    assert [found.name for found in list_file(saved(tmp_path / "f", outer)).layers] == ["encoder._orig_mod.lstm"]


def test_a_shared_layer_is_listed_once(tmp_path):
    outer = Foreign()
    outer.first = outer.second = nn.LSTM(2, 3)
    outer.third = nn.ModuleList([outer.first])
    [found] = list_file(saved(tmp_path / "f", outer)).layers
    assert (found.name, found.aliases) == ("first", ("second", "third.0"))


def test_a_module_within_itself_is_walked_once(tmp_path):
    outer = Foreign()
    outer.parts = [outer, {"me": outer}]
    outer.lstm = nn.LSTM(2, 3)
    assert [found.name for found in list_file(saved(tmp_path / "f", outer)).layers] == ["lstm"]


def old_state(layer, version):
    """Make the layer as torch of that version pickled it."""
    for name in ("proj_size", "_flat_weights", "_flat_weights_names", "_flat_weight_refs"):
        vars(layer).pop(name, None)
    if version == "0.4":
        layer._data_ptrs, layer.dropout_state = [], {}
        vars(layer).pop("_non_persistent_buffers_set")
    return layer


@pytest.mark.parametrize("version", ["0.4", "1.0"])
@pytest.mark.parametrize("bias", [True, False])
def test_layers_of_old_versions(tmp_path, version, bias, monkeypatch):
    fresh = nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True, bias=bias)
    old = old_state(nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True, bias=bias), version)
    vars(old)["_parameters"] = fresh._parameters
    monkeypatch.setattr(nn.RNNBase, "__getstate__", lambda self: vars(self), raising=False)
    path = saved(tmp_path / "f", nn.Sequential(old), _use_new_zipfile_serialization=False)
    monkeypatch.undo()
    [found] = list_file(path).layers
    assert settings(found.config, False) == settings(fresh, False)
    loaded = load_model(RunRequest(FileSource(str(path))))
    assert (loaded.name, type(loaded.module)) == ("", nn.Sequential)
    x = torch.randn(2, 5, 3)
    assert torch.equal(loaded.module(x)[0], fresh(x)[0])


def test_pruned_and_normed_layers_have_their_effective_weights(tmp_path):
    from torch.nn.utils import prune

    pruned = nn.LSTM(3, 4)
    prune.random_unstructured(pruned, "weight_hh_l0", 0.5)
    outer = Foreign()
    outer.pruned = pruned
    [found] = list_file(saved(tmp_path / "f", outer)).layers
    values = effective_value(dict(found.weights)["weight_hh_l0"])
    assert torch.equal(values, pruned.weight_hh_l0)
    assert (values == 0).sum() == 32


def test_a_subclass_is_told(tmp_path):
    listing = list_file(saved(tmp_path / "f", nn.Sequential(OwnLSTM(2, 3))))
    assert "'test_pickled_modules.OwnLSTM', whose code is not in the file" in listing.warnings[0]


def test_old_files_show_their_source(tmp_path):
    path = saved(tmp_path / "f", Net(), _use_new_zipfile_serialization=False)
    data = list_file(path).to_json()
    shown = {found["name"]: found for found in data["classes"]}
    assert "self.lstm = nn.LSTM(3, 5, 2" in shown["test_pickled_modules.Net"]["source"]
    assert Path(shown["test_pickled_modules.Net"]["file"]).name == "test_pickled_modules.py"
    assert dict(summary_from_json(data).classes)["test_pickled_modules.Net"].startswith("class Net")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"hidden_size": 5}, id="size"),
        pytest.param({"num_layers": 10**9}, id="too many layers"),
        pytest.param({"num_layers": True}, id="no number"),
        pytest.param({"batch_first": "yes"}, id="no flag"),
        pytest.param({"dropout": float("nan")}, id="no share"),
        pytest.param({"input_size": -3}, id="negative"),
        pytest.param({"_parameters": {}}, id="no weights"),
    ],
)
def test_a_layer_that_contradicts_itself_is_left_out(tmp_path, change):
    wrong = nn.LSTM(3, 4)
    vars(wrong).update(change)
    vars(wrong).pop("_flat_weights")
    listing = list_file(saved(tmp_path / "f", nn.ModuleList([wrong, nn.LSTM(2, 2)])))
    assert [found.name for found in listing.layers] == ["1"]
    assert "'0' is left out" in listing.warnings[0]


def test_other_objects_are_still_refused(tmp_path):
    for value in (Box(1), {"box": Box([1])}, Slots):
        with pytest.raises(TrustError, match="no module and no state_dict"):
            list_file(saved(tmp_path / "f", value))
    buffer = io.BytesIO()
    torch.save(nn.LSTM(2, 3), buffer)
    assert list_file(saved(tmp_path / "f", {"epoch": 1})).content == "other"


def test_hyper_parameters_fill_what_the_weights_cannot_say(tmp_path):
    values = {"batch_first": True, "lstm": {"dropout": 0.3}, "names": ["a", None], "odd": Box(1), "lr": 1e-3}
    value = {"state_dict": nn.LSTM(3, 4, 2).state_dict(), "hyper_parameters": Bag(values)}
    listing = list_file(saved(tmp_path / "f", value))
    config = listing.layers[0].config
    assert (config.batch_first, config.dropout) == (True, 0.3)
    assert listing.hyper_parameters == {
        "batch_first": True, "lstm": {"dropout": 0.3}, "names": ["a", None], "lr": 1e-3, "odd": {"inside": 1},
    }  # fmt: skip
    assert "batch_first=True is taken from the hyper-parameters beside the weights." in listing.warnings
    assert "dropout=0.3 is taken from the hyper-parameters beside the weights." in listing.warnings
    flat_values = dict(summary_from_json(listing.to_json()).hyper_parameters)
    assert (flat_values["lstm.dropout"], flat_values["lr"]) == ("0.3", "0.001")


def test_hyper_parameters_that_contradict_each_other_fill_nothing(tmp_path):
    values = {"a": {"batch_first": True}, "b": {"batch_first": False}, "dropout": 7}
    listing = list_file(saved(tmp_path / "f", {"state_dict": nn.LSTM(3, 4, 2).state_dict(), "args": values}))
    assert (listing.layers[0].config.batch_first, listing.layers[0].config.dropout) == (None, None)
    assert listing.warnings == ()


def test_an_option_counts_more_than_a_hyper_parameter(tmp_path):
    value = {"state_dict": nn.LSTM(3, 4).state_dict(), "config": {"batch_first": True}}
    path = str(saved(tmp_path / "f", value))
    assert load_model(RunRequest(FileSource(path))).module.batch_first
    assert not load_model(RunRequest(FileSource(path), batch_first=False)).module.batch_first
