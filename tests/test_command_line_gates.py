"""`gates`: its keys, its files, the code it prints and its sentences, against torch itself."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from inspector.engine.verify import executed_names
from tests.in_process import printed, told
from tests.inspector.engine.captured_runs import run_module

REAL = Path(__file__).resolve().parents[1] / "../shared/real"
FORM = "form:input_size=3,hidden_size=4,num_layers=2,bidirectional=true,batch_first=true"
KEYS = {
    "module", "call", "layers", "directions", "max_error", "file", "names", "approximate", "selection", "lengths",
    "habits", "code", "verified",
}  # fmt: skip


class Tagger(nn.Module):
    """An encoder called twice, a cell called for each step, an RNN, and an LSTM that is not called."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.cell, self.plain = nn.LSTM(3, 4), nn.GRUCell(4, 5), nn.RNN(4, 2)
        self.spare = nn.LSTM(3, 4)

    def forward(self, x: torch.Tensor, count: int) -> torch.Tensor:
        output, state = self.encoder(x)
        self.encoder(x, state)
        h = None
        for step in range(count):
            h = self.cell(output[step % len(output)], h)
        self.plain(output)
        return h


def tagger(folder: Path, count: int = 3) -> str:
    path = folder / "tagger.safetensors"
    run_module(Tagger(), path, ("0=normal(5,2,3)", f"1=int:{count}"))
    return str(path)


@pytest.fixture
def saved_run(tmp_path: Path) -> str:
    path = str(tmp_path / "run.safetensors")
    code, _ = printed("run", FORM, "--input", "0=normal(batch=3,time=5,3)", "--lengths", "5,2,3", "-o", path)
    assert code == 0
    return path


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code, out = printed(*words)
    error = capsys.readouterr().err
    assert (code, out) == (2, "")
    assert error.startswith("lstmscope: ")
    assert error.count("\n") == 1
    return error


def test_json_has_the_promised_keys(saved_run: str) -> None:
    code, data = told("gates", saved_run, "")
    assert (code, set(data)) == (0, KEYS)
    assert (data["module"], data["call"], data["layers"], data["directions"], data["file"]) == ("", 0, 2, 2, None)
    assert set(data["max_error"]) == {"output", "h_n", "c_n"}
    assert all(error <= 1e-6 for error in data["max_error"].values())
    assert (data["names"], data["approximate"]) == (["i", "f", "g", "o", "c", "h"], "")
    assert (data["verified"], data["lengths"]) == (True, [5, 2, 3])
    assert set(data["selection"].values()) == {None}
    assert [(each["layer"], each["direction"], each["steps"]) for each in data["habits"]] == [
        (0, 0, 10), (0, 1, 10), (1, 0, 10), (1, 1, 10),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".safetensors", ".npz"])
def test_the_file_holds_the_gates_time_first(saved_run: str, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"gates{ending}"
    path.write_text("an older file")
    code, data = told("gates", saved_run, "", "-o", str(path))
    assert (code, data["file"]) == (0, str(path))
    gates: Any = np.load(path) if ending == ".npz" else load_file(path)
    assert set(gates) == {f"{layer}/{side}/{name}" for layer in (0, 1) for side in (0, 1) for name in "ifgoch"}
    assert {tuple(gates[name].shape) for name in gates} == {(5, 3, 4)}
    run = load_file(saved_run)
    output = torch.cat([torch.as_tensor(gates[f"1/{side}/h"]) for side in (0, 1)], dim=-1)
    torch.testing.assert_close(output.transpose(0, 1), run["/0/output"], rtol=0, atol=1e-6)
    last = torch.as_tensor(gates["0/0/c"])[[4, 1, 2], [0, 1, 2]]
    torch.testing.assert_close(last, run["/0/c_n"][0], rtol=0, atol=1e-6)


def test_a_run_from_another_machine_needs_no_model_file(tmp_path: Path) -> None:
    weights = tmp_path / "weights.pt"
    torch.manual_seed(0)
    torch.save(nn.GRU(3, 4).state_dict(), weights)
    here, there = tmp_path / "run.safetensors", tmp_path / "there" / "taken.safetensors"
    assert printed("run", str(weights), "-o", str(here))[0] == 0
    weights.unlink()
    there.parent.mkdir()
    here.rename(there)
    code, data = told("gates", str(there), "")
    assert (code, data["names"], data["verified"]) == (0, ["r", "z", "n", "h"], True)


def test_printed_code_is_whole(saved_run: str) -> None:
    code, text = printed("gates", saved_run, "", "--code")
    assert code == 0
    assert text.startswith("# executed, equal to the gates\nimport torch\n")
    gates = executed_names(text)["gates"]
    run = load_file(saved_run)
    output = torch.cat([gates["1/0/h"], gates["1/1/h"]], dim=-1).transpose(0, 1)
    torch.testing.assert_close(output, run["/0/output"], rtol=0, atol=1e-6)


def test_text_tells_gates_fit_habits_and_formulas(saved_run: str) -> None:
    code, text = printed("gates", saved_run, "")
    lines = text.splitlines()
    assert code == 0
    assert lines[0] == "LSTM, call 0  LSTM(3, 4, num_layers=2, bidirectional, batch_first)"
    assert [line for line in lines if "layer " in line][:4] == [
        "├─ layer 0, forward", "├─ layer 0, backward", "├─ layer 1, forward", "└─ layer 1, backward",
    ]  # fmt: skip
    assert sum("(5 time, 3 batch, 4 hidden)" in line for line in lines) == 4 * 6
    assert any("the fused kernel" in line for line in lines)
    place = lines.index("layer 1, backward:")
    assert lines[place + 1] == "  No gate is saturated."
    assert lines[place + 2].startswith("  The median unit's half-life is ")
    assert "f_t = σ(W_if x_t + b_if + W_hf h_{t-1} + b_hf)" in text
    assert "import torch" not in text


def test_figures_leave_padding_out(tmp_path: Path) -> None:
    layer = nn.LSTM(1, 1)
    nn.init.zeros_(layer.weight_ih_l0)
    nn.init.zeros_(layer.weight_hh_l0)
    run_module(layer, tmp_path / "run.safetensors", ("0=normal(4,2,1)",), layer="", lengths=(4, 1))
    _, text = printed("gates", str(tmp_path / "run.safetensors"), "")
    constant = torch.sigmoid((layer.bias_ih_l0 + layer.bias_hh_l0)[1]).item()
    assert f"{constant:.4g} to {constant:.4g}, mean {constant:.4g}" in text


def test_a_part_only(saved_run: str, tmp_path: Path) -> None:
    path = str(tmp_path / "part.safetensors")
    words = ("--layer", "1", "--direction", "backward", "--sample", "2", "--unit", "3", "-o", path)
    code, data = told("gates", saved_run, "", *words)
    assert (code, data["selection"]) == (0, {"layer": 1, "direction": 1, "sample": 2, "unit": 3})
    assert (data["layers"], data["directions"], data["verified"], data["lengths"]) == (2, 2, True, [3])
    whole, part = tmp_path / "whole.safetensors", load_file(path)
    assert printed("gates", saved_run, "", "-o", str(whole))[0] == 0
    assert set(part) == {f"1/1/{name}" for name in "ifgoch"}
    for name, values in part.items():
        torch.testing.assert_close(values, load_file(whole)[name][:, 2:3, 3:4], rtol=0, atol=1e-6)
    assert data["habits"][0]["units"] == [3]


def test_calls_by_number(tmp_path: Path) -> None:
    path = tagger(tmp_path)
    first, second = (told("gates", path, name)[1] for name in ("encoder", "encoder#1"))
    assert (first["call"], second["call"]) == (0, 1)
    assert "h_0 = x.new_zeros(" in first["code"]
    assert "encoder/1/h_0" in second["code"]
    _, cell = told("gates", path, "cell#0-2")
    assert (cell["call"], cell["count"], cell["names"]) == (0, 3, ["r", "z", "n", "h"])
    assert printed("gates", path, "cell#0-2")[1].startswith(
        "cell, calls 0 to 2 of 3, one after the other  GRUCell(4, 5)"
    )
    one = "cell, call 2 of 3 (cell#0-2: all of them as time steps)  GRUCell(4, 5)"
    assert printed("gates", path, "cell#2")[1].startswith(one)


def test_a_number_within_stacked_calls_stands_for_all(tmp_path: Path) -> None:
    path = tagger(tmp_path, 70)
    gates = str(tmp_path / "gates.npz")
    code, data = told("gates", path, "cell#66", "-o", gates)
    assert (code, data["call"], data["count"], data["verified"]) == (0, 0, 70, True)
    assert np.load(gates)["0/0/z"].shape == (70, 2, 5)


def test_what_is_not_there_is_said_with_the_choices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tagger(tmp_path)
    assert complaint(capsys, "gates", path, "decoder").endswith(
        f"{path} has no recurrent layer 'decoder'. Choose one of encoder, cell.\n"
    )
    assert complaint(capsys, "gates", path, "plain").endswith(
        "plain is an RNN, which has no gates: look at its output. Choose one of encoder, cell.\n"
    )
    assert complaint(capsys, "gates", path, "spare").endswith(
        "spare was not called in this run. Choose one of encoder, cell.\n"
    )
    assert complaint(capsys, "gates", path, "encoder#2").endswith("encoder has no call 2. It has 0, 1.\n")
    assert complaint(capsys, "gates", path, "cell#1-9").endswith("cell has no call 1-9. It has 0, 1, 2.\n")


def test_wrong_words_are_usage_errors(saved_run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, part in [
        (("--layer", "2"), "There is no layer 2"),
        (("--direction", "2"), "'2' is neither forward nor backward"),
        (("--sample", "3"), "There is no sample 3"),
        (("--unit", "-1"), "'-1' is not a number, 0 or above"),
        (("-o", str(tmp_path / "gates.csv")), "End it in .safetensors or .npz."),
        (("-o", str(tmp_path / "nowhere" / "gates.npz")), "there is no folder"),
    ]:
        assert part in complaint(capsys, "gates", saved_run, "", *words)
    weights = tmp_path / "weights.safetensors"
    save_file({"weight": torch.zeros(2)}, weights)
    assert "is a safetensors file, but no saved run" in complaint(capsys, "gates", str(weights), "")


def test_dropout_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "run.safetensors")
    form = "form:input_size=3,hidden_size=4,num_layers=2,dropout=0.5"
    assert printed("run", form, "--train", "-o", path)[0] == 0
    assert "dropout" in complaint(capsys, "gates", path, "")
    code, data = told("gates", path, "", "--layer", "0")
    assert (code, data["verified"]) == (0, True)


def test_half_precision_is_marked(tmp_path: Path) -> None:
    path = str(tmp_path / "run.safetensors")
    assert printed("run", FORM, "--dtype", "bfloat16", "-o", path)[0] == 0
    code, data = told("gates", path, "")
    assert (code, data["verified"]) == (0, True)
    assert "bfloat16" in data["approximate"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real checkpoints are not here")
@pytest.mark.parametrize(
    ("file", "layer", "sizes", "names"),
    [
        ("allennlp_atis.th", "_encoder._module", "6,2,20", 6),
        ("allennlp_atis.th", "_transition_function._decoder_cell", "6,2,80", 6),
        ("silero_vad_16k.safetensors", "lstm_cell", "2,128", 6),
    ],
)
def test_real_checkpoints(file: str, layer: str, sizes: str, names: int, tmp_path: Path) -> None:
    path = str(tmp_path / "run.safetensors")
    assert printed("run", str(REAL / file), "--layer", layer, "--input", f"0=sine({sizes})", "-o", path)[0] == 0
    code, data = told("gates", path, layer)
    assert (code, data["verified"], len(data["names"])) == (0, True, names)
    assert max(error for error in data["max_error"].values() if error is not None) < 1e-5
    json.dumps(data, allow_nan=False)


def test_what_is_read_is_never_written_over(saved_run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(saved_run).read_bytes()
    link = tmp_path / "link.safetensors"
    link.symlink_to(saved_run)
    for place in (saved_run, str(link)):
        error = complaint(capsys, "gates", saved_run, "", "-o", place)
        assert error == f"lstmscope: {place} cannot be written: it is the file that is read. Choose another name.\n"
    weights = tmp_path / "weights.pt"
    torch.save(nn.LSTM(3, 4).state_dict(), weights)
    complaint(capsys, "run", str(weights), "-o", str(weights))
    assert Path(saved_run).read_bytes() == before
    assert set(torch.load(weights, weights_only=True)) == set(nn.LSTM(3, 4).state_dict())


def test_a_name_too_long_is_said_and_the_longest_is_written(
    saved_run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = complaint(capsys, "gates", saved_run, "", "-o", str(tmp_path / f"{'x' * 300}.npz"))
    assert error.endswith("cannot be written: File name too long. Choose another name.\n")
    longest = tmp_path / f"{'y' * 251}.npz"
    assert printed("gates", saved_run, "", "-o", str(longest))[0] == 0
    assert np.load(longest)["0/0/i"].shape == (5, 3, 4)


@pytest.mark.parametrize(
    "words", [("gates", ""), ("reshape", "output", ".mean(1)"), ("reshape", "output", "--to", "4")]
)
def test_a_models_file_is_no_damaged_run(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = tmp_path / "weights.pt"
    torch.save(nn.LSTM(3, 4).state_dict(), weights)
    assert complaint(capsys, words[0], str(weights), *words[1:]) == (
        f"lstmscope: {weights} is no saved run, but a model's file (torch-zip). Make a run of it with: lstmscope run "
        f"{weights} -o RUN.safetensors\n"
    )


@pytest.mark.parametrize("unit", range(8))
def test_the_code_of_one_approximate_unit_is_judged_by_the_type_and_not_by_luck(unit: int, tmp_path: Path) -> None:
    path = str(tmp_path / "run.safetensors")
    form = "form:input_size=2,hidden_size=8,num_layers=3,bidirectional=true,bias=false"
    options = ("--input", "0=normal(2,1,2)", "--lengths", "2", "--dtype", "bfloat16", "--seed", "676786")
    assert printed("run", form, *options, "-o", path)[0] == 0
    _, data = told("gates", path, "", "--layer", "1", "--direction", "forward", "--sample", "0", "--unit", str(unit))
    assert data["verified"] is True
