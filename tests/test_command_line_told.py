"""What `run` tells beside the tree: what was inferred and why, what calls handed on, why the model stopped."""

import json
import re
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

import main as program
from inspector.run.input import parse_input
from tests.in_process import printed, told

SEQ2SEQ = "preset:seq2seq-encoder-decoder"
MODELS = """
import torch
from torch import nn

class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(50, 8)
        self.encoder = nn.LSTM(8, 16, batch_first=True)
        self.decoder = nn.LSTM(5, 16, batch_first=True)

    def forward(self, source, target):
        _, state = self.encoder(self.embed(source))
        return self.decoder(target, state)[0]

class Picky(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6)

    def forward(self, first, second):
        if not isinstance(first, dict) or second != "this":
            raise TypeError("neither")
        return self.lstm(first["x"])

class Alone(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6)

    def forward(self, x):
        return self.lstm(x)[0]
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    path = tmp_path / "models.py"
    path.write_text(MODELS)
    return path


def test_inferred_input_comes_with_its_reason(models):
    code, text = printed("run", f"{models}:Translator")
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("input 0="))
    assert code == 0
    assert lines[place] == "input 0=tokens(batch=3,time=7;high=50) (chosen automatically)"
    assert lines[place + 1].startswith("  source ")
    assert lines[place + 1].endswith(".")
    target = next(number for number, line in enumerate(lines) if line.startswith("input 1="))
    assert "5) (chosen automatically)" in lines[target]
    assert lines[target + 1].startswith("  target ")


def test_inferred_input_in_json(models):
    code, data = told("run", f"{models}:Translator")
    assert code == 0
    assert [found["argument"] for found in data["inferred"]] == ["source", "target"]
    assert [found["input"] for found in data["inferred"]] == data["inputs"]
    for found in data["inferred"]:
        assert found["reason"].startswith(found["argument"])
        assert isinstance(found["alternatives"], list)


def test_another_reading_is_offered_and_runs(models):
    _, data = told("run", f"{models}:Alone")
    (found,) = data["inferred"]
    text = printed("run", f"{models}:Alone")[1]
    for other in found["alternatives"]:
        assert f"\n  or {other}" in text
        assert told("run", f"{models}:Alone", "--input", other)[0] == 0


def test_given_input_is_not_explained(models):
    code, data = told("run", f"{models}:Alone", "--input", "0=normal(7,3,4)")
    assert (code, data["inferred"], data["inputs"]) == (0, [], ["0=normal(7,3,4)"])
    assert "chosen automatically" not in printed("run", f"{models}:Alone", "--input", "0=normal(7,3,4)")[1]


def test_where_nothing_fits_one_line_says_what_to_give(models, capsys):
    code, text = printed("run", f"{models}:Picky")
    assert (code, text) == (2, "")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("lstmscope: No input could be found for Picky, whose forward takes first, second.")
    assert "--input '0=" in line


def test_what_calls_handed_on_stands_beneath_the_tree():
    code, text = printed("run", SEQ2SEQ)
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("timeline: "))
    assert code == 0
    assert lines[place - 1].lstrip("─└│ ").startswith("0 ")  # the last row of the tree is the result
    assert any("h_n" in line or "state" in line for line in lines[place + 1 : place + 4])
    assert lines.index("input 0=normal(batch=32,time=20,10) (chosen automatically)") > place


def test_one_call_hands_nothing_on():
    assert "timeline" not in printed("run", "form:input_size=3,hidden_size=4")[1]


def test_the_timeline_in_json():
    _, data = told("run", SEQ2SEQ)
    assert [event["module"] for event in data["timeline"]["events"]] == ["encoder", "decoder"]
    (arrow,) = data["timeline"]["arrows"]
    assert (arrow["from"], arrow["to"]) == (0, 1)
    assert {(each["from"], each["to"]) for each in arrow["passed"]} == {("h_n", "h_0"), ("c_n", "c_0")}


def test_why_it_stopped_is_said_with_the_names_of_forward(models):
    words = ("run", f"{models}:Translator", "--input", "0=tokens(3,7;high=50)", "--input", "1=normal(3,9,4)")
    code, text = printed(*words)
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("stopped in decoder: RuntimeError"))
    sentence = "decoder expects 5 features, target has 4."
    assert (code, lines[place + 1]) == (4, sentence)
    code, data = told(*words)
    assert (code, data["stopped_at"]["module"], data["stopped_at"]["explained"]) == (4, "decoder", sentence)
    assert data["stopped_at"]["error"].startswith("RuntimeError: ")


def test_remarks_are_printed(tmp_path):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(4, 6)

        def forward(self, x):
            return self.lstm(x)[0]

    path = tmp_path / "frozen.pt"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        model = torch.jit.freeze(torch.jit.trace(Model().eval(), torch.zeros(7, 3, 4)))
    model.save(str(path))
    words = ("run", str(path), "--trust", "--input", "0=normal(7,3,4)")
    code, data = told(*words)
    assert code == 0
    assert data["remarks"]
    assert all(f"\n{remark}\n" in f"{printed(*words)[1]}\n" for remark in data["remarks"])


def test_autocast_is_told_and_kept(tmp_path):
    words = ("run", "form:input_size=3,hidden_size=4", "--autocast", "bfloat16")
    code, data = told(*words, "-o", str(tmp_path / "run.safetensors"))
    assert (code, data["autocast"], data["dtype"]) == (0, "bfloat16", "float32")
    assert data["calls"][0]["tensors"]["h_n"]["dtype"] == "bfloat16"
    assert "\nautocast bfloat16\n" in printed(*words)[1]
    assert told("run", "form:input_size=3,hidden_size=4")[1]["autocast"] == ""


@pytest.mark.parametrize("dtype", ["float32", "complex64", "nonsense"])
def test_autocast_that_cannot_be_is_exit_code_2(dtype, capsys):
    code, text = printed("run", "form:input_size=3,hidden_size=4", "--autocast", dtype)
    assert (code, text) == (2, "")
    assert dtype in capsys.readouterr().err


def test_help_names_every_kind_of_input(capsys):
    with pytest.raises(SystemExit):
        program.main(["run", "--help"])
    text = capsys.readouterr().out
    for kind in ("normal(", "tokens(", "values(", "file:", "int:", "float:", "bool:", "none", "lengths("):
        assert kind in text
    for group in ("tuple(", "list(", "dict(", "object("):
        assert group in text


def test_the_examples_of_the_help_are_inputs(capsys):
    with pytest.raises(SystemExit):
        program.main(["run", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    told = text[text.index("one argument of forward") : text.index("--as-published a preset")]
    examples = re.findall(r"(?:^|, )(\w+=\w+(?::\S+|\(.*?\))?)(?=,| \(|\s*$)", told.partition("left out: ")[2])
    assert len(examples) >= 12
    for example in (each for each in examples if each.count("(") == each.count(")")):
        assert parse_input(example)


def test_json_is_json():
    code, text = printed("run", SEQ2SEQ, "--json")
    assert code == 0
    assert json.loads(text)["stopped_at"] is None
