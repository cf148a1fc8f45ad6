"""Pickled modules as a whole: torch's own classes without trust, the user's with their source."""

import importlib
import sys
import warnings
import zipfile

import pytest
import torch
from torch import nn

from inspector.engine.loading.load import load_model
from inspector.engine.make_run import make_run
from inspector.engine.verify import compare, execute_script
from inspector.errors import InputError, ModelError
from inspector.export.torch_script import starts_from_run, torch_script
from inspector.model.source import FileSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import keys_of, run_of, tensor

FORMATS = [(protocol, zipped) for protocol in (2, 4, 5) for zipped in (True, False)]
CODE = """
import argparse, enum
from collections import namedtuple
import torch
from torch import nn

Sizes = namedtuple("Sizes", "a b")
Mode = enum.Enum("Mode", "LAST MEAN")


def twice(x):
    return 2 * x


class Part(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.cell = nn.LSTM(size, 5, batch_first=True)

    def __setstate__(self, state):
        super().__setstate__(state)
        self.restored = True

    def forward(self, x):
        assert self.restored
        return self.cell(x)[0]


class Box:
    def __init__(self, value):
        self.value = value


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part(4)
        self.again = self.part
        self.extra = [nn.Linear(5, 2)]
        self.norm = nn.BatchNorm1d(7)
        self.scale = torch.full((1,), 3.0)
        self.box, self.sizes, self.mode, self.function = Box({1, 2}), Sizes(1, b=2), Mode.LAST, twice
        self.options = argparse.Namespace(power=1)

    def forward(self, x):
        assert self.box.value == {1, 2} and self.sizes.b == 2 and self.mode is Mode.LAST and self.again is self.part
        return self.function(self.extra[0](self.norm(self.part(x)) * self.scale))
"""


@pytest.fixture
def net(tmp_path, monkeypatch):
    """Give the module of the code above, saved by a program to which its file was the module `theirs`."""
    (tmp_path / "theirs.py").write_text(CODE)
    monkeypatch.syspath_prepend(tmp_path)
    torch.manual_seed(3)
    module = importlib.import_module("theirs").Net().eval()
    yield module
    sys.modules.pop("theirs", None)


def saved(path, value, protocol=2, zipped=True):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch cannot find the source of some classes, and says so
        torch.save(value, path, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    return str(path)


TORCH_ONLY = {
    "tokens": lambda: nn.Sequential(nn.Embedding(9, 4), nn.LSTM(4, 5, 2, batch_first=True, bidirectional=True)),
    "convolution": lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.GRU(4, 5)),
    "relu": lambda: nn.Sequential(nn.RNN(3, 4, 2, nonlinearity="relu")),
    "wrapped": lambda: nn.DataParallel(nn.Sequential(nn.LSTM(3, 4, proj_size=2))),
    "cell": lambda: nn.Sequential(nn.Linear(3, 4), nn.GRUCell(4, 5)),
}


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize("name", TORCH_ONLY)
@pytest.mark.parametrize(("protocol", "zipped"), FORMATS)
def test_a_module_of_torchs_classes_runs_whole(tmp_path, name, protocol, zipped):
    original = TORCH_ONLY[name]().eval()
    path = saved(tmp_path / "f", original, protocol, zipped)
    loaded = load_model(RunRequest(FileSource(path)))
    assert (loaded.name, loaded.origin) == ("", None)
    x = (
        torch.randint(0, 9, (3, 7))
        if name == "tokens"
        else torch.randn(3, 3)
        if name == "cell"
        else torch.randn(7, 3, 3)
    )
    original = original.module if isinstance(original, nn.DataParallel) else original
    for ours, theirs in zip(flat(loaded.module.eval()(x)), flat(original(x)), strict=True):
        assert torch.equal(ours, theirs)
    assert list(loaded.module.state_dict()) == list(original.state_dict())
    assert [p.requires_grad for p in loaded.module.parameters()] == [True] * len(list(original.parameters()))


def flat(value):
    return [value] if isinstance(value, torch.Tensor) else [tensor_ for part in value for tensor_ in flat(part)]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (nn.ModuleDict({"a": nn.Linear(2, 3), "rnn": nn.GRU(2, 3)}), "rnn"),
        (nn.Sequential(nn.LSTM(2, 3), nn.Linear(3, 4)), "0"),
        (nn.LSTM(2, 3), ""),
        (nn.Sequential(nn.LSTM(2, 3), nn.Linear(3, 4)).append(nn.ModuleList([nn.GRU(2, 2)])), "0"),
    ],
)
def test_what_is_not_runnable_gives_its_first_layer(tmp_path, module, name):
    path = saved(tmp_path / "f", module)
    loaded = load_model(RunRequest(FileSource(path)))
    assert (loaded.name, loaded.origin.container) == (name, "module")
    run = make_run(RunRequest(FileSource(path)), tmp_path / "run.safetensors", lambda *_: None)
    assert (run.request.layer, run.calls[0].module, run.stopped_at) == (name, name, None)


def test_a_hook_keeps_a_module_from_being_run_whole(tmp_path):
    module = nn.Sequential(nn.LSTM(2, 3))
    module.register_forward_hook(print)
    loaded = load_model(RunRequest(FileSource(saved(tmp_path / "f", module))))
    assert loaded.name == "0"


def test_given_inputs_are_tried_too(tmp_path):
    path = saved(tmp_path / "f", nn.Sequential(nn.Linear(3, 4), nn.LSTM(4, 5)))
    fits, not_ = parse_input("0=normal(2,6,3)"), parse_input("0=normal(2,6,4)")
    assert load_model(RunRequest(FileSource(path), (fits,))).name == ""
    assert load_model(RunRequest(FileSource(path), (not_,))).name == "1"


@pytest.mark.parametrize(("protocol", "zipped"), FORMATS)
def test_a_source_gives_a_module_its_classes(tmp_path, net, protocol, zipped):
    path = saved(tmp_path / "f", net, protocol, zipped)
    request = RunRequest(FileSource(path, source=str(tmp_path / "theirs.py")), (parse_input("0=sine(3,7,4)"),))
    opened = run_of(request, tmp_path / "run.safetensors")
    assert opened.run.stopped_at is None
    x = torch.sin(0.37 * torch.arange(84, dtype=torch.float64).reshape(3, 7, 4) + 0.1).float()
    net.restored = net.part.restored = True
    assert torch.equal(tensor(opened, "result/0"), net(x))
    assert (opened.run.calls[0].module, opened.run.calls[0].aliases) == ("part.cell", ("again.cell",))
    assert opened.run.request.layer is None
    for key in keys_of(opened.run):
        assert starts_from_run(opened.run, key)
        script = torch_script(opened.run, key, ())
        assert "holds a pickled module" in script
        assert compare(execute_script(script), tensor(opened, key.name))["equal"]


def test_without_its_source_the_layer_runs_alone(tmp_path, net):
    path = saved(tmp_path / "f", net)
    for source in (FileSource(path), FileSource(path, source=str(tmp_path / "theirs.py"))):
        loaded = load_model(RunRequest(source, layer="again.cell"))
        assert (loaded.name, type(loaded.module)) == ("part.cell", nn.LSTM)
    assert load_model(RunRequest(FileSource(path))).name == "part.cell"


def test_a_source_without_the_classes_is_told(tmp_path, net):
    path = saved(tmp_path / "f", net)
    other = tmp_path / "other.py"
    other.write_text("from torch import nn\nclass Net(nn.Module): pass\n")
    with pytest.raises(InputError) as caught:
        load_model(RunRequest(FileSource(path, source=str(other))))
    assert "other.py does not define theirs.Part" in str(caught.value)
    other.write_text("raise_()\nimport nowhere_to_be_found\n")
    with pytest.raises(ModelError, match=r"other\.py line 2: ModuleNotFoundError"):
        load_model(RunRequest(FileSource(path, source=str(other))))


def test_a_source_is_of_no_use_for_weights(tmp_path, net):
    path = saved(tmp_path / "f", net.state_dict())
    with pytest.raises(InputError, match=r"Run theirs\.py:CLASS with --weights"):
        load_model(RunRequest(FileSource(path, source=str(tmp_path / "theirs.py"))))


def test_a_file_cannot_call_what_the_source_has_imported(tmp_path):
    marker = tmp_path / "marker"
    source = tmp_path / "theirs.py"
    source.write_text("from os import system\nfrom torch import nn\nimport os\nclass Net(nn.Module): pass\n"
                      "def run(text): return system(text)\n")  # fmt: skip

    def write(name):
        path = saved(tmp_path / "f", nn.Sequential(nn.LSTM(2, 3)))
        with zipfile.ZipFile(path) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
        content = next(key for key in parts if key.endswith("data.pkl"))
        end = parts[content].rindex(b"ub.")
        module, _, function = name.rpartition(".")
        call = b"X\x01\x00\x00\x00zc%s\n%s\n(V%s\ntR" % (module.encode(), function.encode(), f"touch {marker}".encode())
        parts[content] = parts[content][:end] + call + parts[content][end:]
        with zipfile.ZipFile(path, "w") as archive:
            for key, part in parts.items():
                archive.writestr(key, part)
        return path

    for name in ("theirs.system", "os.system", "theirs.os.system", "theirs.run", "builtins.exec", "torch.load"):
        with pytest.raises(InputError):
            load_model(RunRequest(FileSource(write(name), source=str(source))))
        assert load_model(RunRequest(FileSource(write(name)))).name == "0"
    assert not marker.exists()
