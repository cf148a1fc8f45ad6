"""TorchScript and torch.export files on the command line: never without consent, then as any other model."""

import json
import warnings
import zipfile
from pathlib import Path

import pytest
import torch
from torch import nn

import main as program
from inspector.run.run_file import open_run
from inspector.worker.landlock import landlock_abi
from tests.in_process import printed, told
from tests.writing_program import Writes

Capture = pytest.CaptureFixture[str]


class Net(nn.Module):
    """An embedding, an LSTM and a method beside forward."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 4)
        self.lstm = nn.LSTM(4, 6, batch_first=True)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.lstm(self.embedding(tokens))[0]

    @torch.jit.export
    def encode(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.lstm(self.embedding(tokens))[1][0]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    return saved(Net(), tmp_path / "net.pt")


def saved(module: nn.Module, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        torch.jit.save(torch.jit.script(module.eval()), path)
    return path


def exported(path: Path) -> Path:
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.export.save(torch.export.export(Net().eval(), (torch.randint(0, 10, (3, 7)),)), path)
    return path


INPUT = ("--input", "0=tokens(3,7;high=10)")


def test_without_consent_nothing_of_it_runs(tmp_path: Path, capsys: Capture) -> None:
    trace = tmp_path / "trace"
    path = saved(Writes(str(trace)), tmp_path / "writes.pt")
    trace.unlink(missing_ok=True)
    assert program.main(["run", str(path), "--input", "0=zeros(2)"]) == 3
    told = capsys.readouterr().err
    assert "is a TorchScript program: running it executes code of its own; it writes files (torch.save in" in told
    assert "; it runs code of its own while it is loaded (__setstate__ in __torch__" in told
    assert "--trust" in told
    assert not trace.exists()


def test_what_is_in_it_is_told_without_running_it(tmp_path: Path, capsys: Capture) -> None:
    trace = tmp_path / "trace"
    path = saved(Writes(str(trace)), tmp_path / "writes.pt")
    trace.unlink(missing_ok=True)
    assert program.main(["inspect", str(path)]) == 0
    assert "torchscript, program, 0 tensors" in (text := capsys.readouterr().out)
    assert "it writes files (torch.save in" in text
    assert not trace.exists()


@pytest.mark.skipif(landlock_abi() < 1, reason="this system cannot keep a process from writing files")
def test_with_consent_it_runs_contained(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = saved(Writes(str(trace)), tmp_path / "writes.pt")
    trace.unlink(missing_ok=True)
    assert program.main(["run", str(path), "--trust", "--input", "0=zeros(2)"]) == 0
    assert not trace.exists(), "the worker may write only in its folder"


def test_a_script_runs_as_its_class_does(script: Path, tmp_path: Path) -> None:
    code, data = told("run", str(script), "--trust", *INPUT, "-o", str(tmp_path / "run.safetensors"))
    assert code == 0
    (call,) = data["calls"]
    assert (call["module"], call["kind"], data["unseen"], data["remarks"]) == ("lstm", "LSTM", [], [])
    torch.manual_seed(0)
    tokens = torch.randint(0, 10, (3, 7))
    torch.manual_seed(0)
    with torch.no_grad():
        expected = Net().eval()(tokens)
    assert call["tensors"]["output"]["sum"] == pytest.approx(float(expected.sum()), abs=1e-5)


def test_consent_is_not_saved_with_the_run(script: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    assert told("run", str(script), "--trust", *INPUT, "-o", str(path))[0] == 0
    assert open_run(path).run.request.trust is False


def test_another_method_is_the_way_in(script: Path) -> None:
    code, data = told("run", str(script), "--trust", *INPUT, "--method", "encode")
    assert code == 0
    assert [axis["size"] for axis in data["result"][0]["axes"]] == [1, 3, 6]
    assert data["calls"][0]["module"] == "lstm"


def test_a_method_that_is_not_there_is_bad_input(script: Path, capsys: Capture) -> None:
    assert program.main(["run", str(script), "--trust", *INPUT, "--method", "decode"]) == 2
    assert "has no method 'decode'" in capsys.readouterr().err
    assert program.main(["run", str(script), "--method", "a b"]) == 2
    assert "'a b' is no name of a method" in capsys.readouterr().err


def test_a_method_of_a_class_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "codec.py").write_text(
        "from torch import nn\nclass Codec(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.lstm = nn.LSTM(4, 6)\n"
        "    def encode(self, x):\n        return self.lstm(x)[1][0]\n"
    )
    source = f"{tmp_path / 'codec.py'}:Codec"
    code, data = told("run", source, "--method", "encode", "--input", "0=normal(5,3,4)")
    assert (code, [call["module"] for call in data["calls"]]) == (0, ["lstm"])


def test_an_exported_program_runs_with_the_sizes_that_it_holds(tmp_path: Path, capsys: Capture) -> None:
    path = exported(tmp_path / "net.pt2")
    assert program.main(["run", str(path)]) == 3
    assert "is a program of torch.export" in capsys.readouterr().err
    code, data = told("run", str(path), "--trust")
    assert (code, data["inputs"]) == (0, ["0=tokens(3,7;high=10)"])
    assert [call["module"] for call in data["calls"]] == ["lstm"]


def test_a_program_has_no_layer_to_run_alone(script: Path, capsys: Capture) -> None:
    assert program.main(["run", str(script), "--trust", "--layer", "lstm"]) == 2
    assert "its layers cannot be run alone" in capsys.readouterr().err


def test_a_program_that_torch_refuses_is_told(tmp_path: Path, capsys: Capture) -> None:
    damaged = tmp_path / "damaged.pt"
    with zipfile.ZipFile(damaged, "w") as file:
        for name in ("data.pkl", "constants.pkl", "code/a.py", "version"):
            file.writestr(f"m/{name}", "3")
    assert program.main(["run", str(damaged), "--trust", *INPUT]) == 2
    told = capsys.readouterr().err
    assert f"cannot be loaded by torch {torch.__version__}" in told
    assert told.count("\n") == 1


def test_a_run_of_numbered_layers_says_so(tmp_path: Path) -> None:
    path = tmp_path / "frozen.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.freeze(torch.jit.script(Net().eval())), path)
    code, text = printed("run", str(path), "--trust", *INPUT)
    assert code == 0
    assert "layer 0" in text
    assert "The file does not say which layer some calls belong to" in text


def test_older_runs_know_nothing_of_methods_and_consent(tmp_path: Path) -> None:
    from inspector.run.run_json import run_from_json, run_to_json

    path = tmp_path / "run.safetensors"
    assert told("run", "form:input_size=3,hidden_size=4", "-o", str(path))[0] == 0
    data = json.loads(json.dumps(run_to_json(open_run(path).run)))
    for part, name in ((data, "remarks"), (data["request"], "method"), (data["request"], "trust")):
        del part[name]
    assert run_from_json(data, path) == open_run(path).run
