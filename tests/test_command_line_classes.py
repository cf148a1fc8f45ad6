"""The command line with the user's own classes, and with pickled modules."""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import main as program
from inspector.model.class_signature import source_class_from_json
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role

Capture = pytest.CaptureFixture[str]
CODE = '''
import sys
import torch
from torch import nn

HIDDEN = 5


class Net(nn.Module):
    """Reads words."""

    def __init__(self, words, hidden=HIDDEN, layers: int = 1):
        super().__init__()
        self.embed = nn.Embedding(words, 4)
        self.lstm = nn.LSTM(4, hidden, layers, batch_first=True)
        self.head = nn.Linear(hidden, 2)

    def forward(self, x):
        return self.head(self.lstm(self.embed(x))[0][:, -1])
'''
ACTS = "\nprint('ACTS')\nsys.exit(7)\n"


def told(capsys: Capture, *words: str, code: int = 0) -> Any:
    found = program.main([*words, "--json"])
    streams = capsys.readouterr()
    assert (found, streams.err) == (code, "")
    return json.loads(streams.out)


def complaint(capsys: Capture, *words: str, code: int) -> str:
    found = program.main(words)
    streams = capsys.readouterr()
    assert (found, streams.out, streams.err.count("\n")) == (code, "", 1)
    assert "Traceback" not in streams.err
    return streams.err


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "words_net.py"
    path.write_text(CODE)
    return path


@pytest.fixture
def net(source: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(source.parent)
    import words_net  # type: ignore[import-not-found]

    torch.manual_seed(5)
    yield words_net.Net(11, 6).eval()
    del sys.modules["words_net"]


def saved(path: Path, value: Any, **options: Any) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch cannot find the source of some classes, and says so
        torch.save(value, path, **options)
    return str(path)


def test_a_class_runs_with_its_arguments(capsys: Capture, source: Path, tmp_path: Path) -> None:
    source.write_text(CODE + ACTS)
    run = str(tmp_path / "run.safetensors")
    data = told(capsys, "run", f"{source}:Net", "--args", '{"words": 9, "layers": 2}', "-o", run)
    assert data["source"] == {
        "kind": "class", "path": str(source), "class_name": "Net", "arguments": '{"words": 9, "layers": 2}',
        "weights": "", "state_dict": "", "member": "", "text": f"{source}:Net",
    }  # fmt: skip
    assert data["inputs"] == ["0=tokens(batch=3,time=7;high=9)"]
    [call] = data["calls"]
    assert (call["module"], call["config"]["hidden_size"], call["config"]["num_layers"]) == ("lstm", 5, 2)
    assert data["result"][0]["shape"] == [3, 2]
    assert program.main(["run", f"{source}:Net", "--args", '{"words": 9}']) == 0
    assert 'arguments {"words": 9}' in capsys.readouterr().out.splitlines()
    reshaped = told(capsys, "reshape", run, "lstm/0/h_n", "[-1]")
    assert "The class cannot be imported" in reshaped["snippets"]["torch"]
    assert reshaped["verified"]["torch"] is True


def test_a_class_that_can_be_imported_has_a_whole_script(
    capsys: Capture, source: Path, net: Any, tmp_path: Path
) -> None:
    run = str(tmp_path / "run.safetensors")
    weights = saved(
        tmp_path / "c.ckpt",
        {"state_dict": {f"module.{k}": v for k, v in net.state_dict().items()}, "hyper_parameters": {"words": 11}},
    )
    options = ["--args", '{"hidden": 6}', "--weights", weights, "--input", "x=tokens(2,3;high=11)"]
    data = told(capsys, "run", f"{source}:Net", *options, "-o", run)
    assert json.loads(data["source"]["arguments"]) == {"hidden": 6, "words": 11}
    for tensor in ("lstm/0/output", "lstm/weights/weight_hh_l0", "result/0"):
        reshaped = told(capsys, "reshape", run, tensor, "[0]")
        script = reshaped["snippets"]["torch"]
        assert f"sys.path.insert(0, {str(source.parent)!r})\nfrom words_net import Net" in script
        assert "model = Net(hidden=6, words=11)" in script
        assert "weights['module.' + name]" in script
        assert reshaped["verified"]["torch"] is True
    torch.manual_seed(0)
    x = torch.randint(0, 11, (2, 3))
    assert data["result"][0]["sum"] == pytest.approx(float(net(x).detach().double().sum()), abs=1e-6)


def test_two_classes_of_one_name_are_checked_apart(capsys: Capture, tmp_path: Path) -> None:
    for name, hidden in (("a", 3), ("b", 4)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "sizes.py").write_text(f"HIDDEN = {hidden}\n")
        (folder / "net.py").write_text(CODE.replace("HIDDEN = 5", "from sizes import HIDDEN"))
        run = str(folder / "run.safetensors")
        told(capsys, "run", f"{folder / 'net.py'}:Net", "--args", '{"words": 3}', "-o", run)
        reshaped = told(capsys, "reshape", run, "lstm/0/output", ".mean(1)")
        assert (reshaped["result"]["shape"], reshaped["verified"]["torch"]) == ([3, hidden], True)


def test_mistakes_are_one_line(capsys: Capture, source: Path, tmp_path: Path) -> None:
    place = f"{source}:Net"
    assert "needs a value for words" in complaint(capsys, "run", place, code=2)
    assert "takes no argument size" in complaint(capsys, "run", place, "--args", '{"words": 1, "size": 2}', code=2)
    assert "no JSON object" in complaint(capsys, "run", place, "--args", "words=1", code=2)
    assert "Write words_net.py:ClassName" in complaint(capsys, "run", str(source), code=2)
    assert "has no class 'Nt'" in complaint(capsys, "run", f"{source}:Nt", code=2)
    other = saved(tmp_path / "w.pt", nn.LSTM(2, 3).state_dict())
    words = complaint(capsys, "run", place, "--args", '{"words": 3}', "--weights", other, code=2)
    assert "missing embed.weight, lstm.weight_ih_l0" in words
    source.write_text(CODE.replace("HIDDEN = 5", "HIDDEN = int(input())"))
    words = complaint(capsys, "run", place, "--args", '{"words": 3}', code=4)
    assert "line 6 of words_net.py (`HIDDEN = int(input())`) is not executed, because it calls input" in words
    source.write_text("class (\n")
    assert "line 1" in complaint(capsys, "run", place, code=2)


def test_a_constructor_that_fails_is_exit_code_4(capsys: Capture, source: Path) -> None:
    source.write_text(CODE.replace("super().__init__()", "raise ValueError('no words')"))
    data = told(capsys, "run", f"{source}:Net", "--args", '{"words": 3}', code=4)
    assert data["stopped_at"]["error"] == "words_net.py line 13: ValueError: no words."


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickled_module_is_inspected_and_runs_its_layer(
    capsys: Capture, source: Path, net: Any, tmp_path: Path, zipped: bool
) -> None:
    path = saved(tmp_path / "module.pt", net, _use_new_zipfile_serialization=zipped)
    del sys.modules["words_net"].Net
    data = told(capsys, "inspect", path)
    assert (data["content"], data["needs_trust"], data["foreign_globals"]) == ("module", True, ["words_net.Net"])
    [layer] = data["layers"]
    assert (layer["name"], layer["batch_first"], layer["dropout"]) == ("lstm", True, 0.0)
    assert [tensor["name"] for tensor in data["tensors"]] == list(net.state_dict())
    assert ("classes" in data) is (not zipped)
    assert program.main(["inspect", path]) == 0
    assert "lstm: LSTM 4 -> 6, batch first" in capsys.readouterr().out
    alone = told(capsys, "run", path, "--input", "0=sine(2,3,4)")
    assert [(call["module"], call["config"]["batch_first"]) for call in alone["calls"]] == [("lstm", True)]
    x = torch.sin(0.37 * torch.arange(24, dtype=torch.float64).reshape(2, 3, 4) + 0.1).float()
    assert alone["result"][0]["sum"] == pytest.approx(float(net.lstm(x)[0].detach().double().sum()), abs=1e-6)
    named = told(capsys, "run", path, "--layer", "lstm")
    assert named["inputs"] == ["0=normal(batch=3,time=7,input=4)"]
    whole = told(capsys, "run", path, "--source", str(source))
    assert (whole["result"][0]["shape"], whole["source"]["source"]) == ([3, 2], str(source))


def test_a_module_of_torchs_classes_runs_whole(capsys: Capture, tmp_path: Path) -> None:
    path = saved(tmp_path / "m.pt", nn.Sequential(nn.Embedding(9, 4), nn.GRU(4, 5, batch_first=True)))
    run = str(tmp_path / "run.safetensors")
    data = told(capsys, "run", path, "-o", run)
    assert (data["inputs"], data["calls"][0]["module"]) == (["0=tokens(batch=3,time=7;high=9)"], "1")
    assert told(capsys, "reshape", run, "1/0/output", "[0]")["verified"]["torch"] is True


def test_a_source_that_does_not_define_the_class_is_told(capsys: Capture, net: Any, tmp_path: Path) -> None:
    path = saved(tmp_path / "module.pt", net)
    (tmp_path / "other.py").write_text("import torch\n")
    words = complaint(capsys, "run", path, "--source", str(tmp_path / "other.py"), code=2)
    assert "other.py does not define words_net.Net" in words


def test_the_reader_lists_the_classes_of_a_source(source: Path, tmp_path: Path) -> None:
    source.write_text(CODE + ACTS)
    worker = Worker(WorkerSetup(Role.READER, tmp_path))
    try:
        [described] = worker.request("classes", {"path": str(source)})["classes"]
    finally:
        worker.close()
    found = source_class_from_json(described)
    assert (found.name, found.doc) == ("Net", "Reads words.")
    assert [(p.name, p.default, p.required) for p in found.parameters] == [
        ("words", "", True), ("hidden", "HIDDEN", False), ("layers", "1", False),
    ]  # fmt: skip


def test_hyper_parameters_are_shown(capsys: Capture, tmp_path: Path) -> None:
    value = {"state_dict": nn.LSTM(2, 3).state_dict(), "hyper_parameters": {"batch_first": True, "name": "x\x1b"}}
    path = saved(tmp_path / "m.ckpt", value)
    data = told(capsys, "inspect", path)
    assert data["hyper_parameters"] == {"batch_first": True, "name": "x\x1b"}
    assert data["layers"][0]["batch_first"] is True
    assert program.main(["inspect", path]) == 0
    text = capsys.readouterr().out
    assert "hyper-parameters: batch_first=True, name='x\\x1b'" in text
    assert "warning: batch_first=True is taken from the hyper-parameters beside the weights." in text
    assert told(capsys, "run", path)["calls"][0]["config"]["batch_first"] is True
    assert told(capsys, "run", path, "--batch-first", "false")["calls"][0]["config"]["batch_first"] is False


def test_a_part_of_a_generator_is_reshaped_from_the_saved_run(capsys: Capture, tmp_path: Path) -> None:
    source, path = tmp_path / "steps.py", str(tmp_path / "run.safetensors")
    source.write_text(
        "from torch import nn\n\n\nclass Steps(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.lstm = nn.LSTM(5, 4)\n\n    def forward(self, x):\n        yield self.lstm(x)[0] * 2\n",
        encoding="utf-8",
    )
    told(capsys, "run", f"{source}:Steps", "--input", "0=normal(6,2,5)", "-o", path)
    data = told(capsys, "reshape", path, "result/0", ".mean(0)")
    assert (data["result"]["shape"], data["verified"]["torch"]) == ([2, 4], True)
    assert "No code takes this part of what the model returns" in data["snippets"]["torch"]


def test_a_constructor_may_raise_what_is_no_exception(capsys: Capture, tmp_path: Path) -> None:
    source = tmp_path / "cancels.py"
    source.write_text(
        "from torch import nn\n\n\nclass Cancelled(BaseException):\n    pass\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        raise Cancelled('at once')\n",
        encoding="utf-8",
    )
    data = told(capsys, "run", f"{source}:Net", code=4)
    assert "Cancelled: at once" in data["stopped_at"]["error"]
