"""Every verb against what is promised of it: keys, types, exit codes, one line for an error and nothing else."""

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import main as program

FORM = "form:input_size=3,hidden_size=4"
TENSOR_KEYS = {
    "shape", "stride", "axes", "dtype", "min", "max", "mean", "std", "sum", "abs_sum", "nan", "inf",
}  # fmt: skip
CONFIG_KEYS = {
    "kind", "input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional", "proj_size",
}  # fmt: skip
Capture = pytest.CaptureFixture[str]


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def printed(capsys: Capture, *words: str, code: int = 0) -> str:
    found = program.main(words)
    streams = capsys.readouterr()
    assert (found, streams.err) == (code, "")
    return streams.out


def told(capsys: Capture, *words: str, code: int = 0) -> Any:
    return json.loads(printed(capsys, *words, "--json", code=code), parse_constant=refuse_constant)


def complaint(capsys: Capture, *words: str, code: int = 2) -> str:
    found = program.main(words)
    streams = capsys.readouterr()
    assert (found, streams.out) == (code, "")
    assert streams.err.startswith("lstmscope: ")
    assert streams.err.count("\n") == 1
    assert "Traceback" not in streams.err
    return streams.err


def assert_is_tensor(data: dict[str, Any]) -> None:
    assert set(data) == TENSOR_KEYS
    assert len(data["shape"]) == len(data["stride"]) == len(data["axes"])
    for size, axis in zip(data["shape"], data["axes"], strict=True):
        assert set(axis) == {"name", "size", "formula"}
        assert axis["size"] == size
        assert str(size) in axis["formula"]
    for name in ("nan", "inf"):
        assert isinstance(data[name], int)
    for name in ("min", "max", "mean", "std", "sum", "abs_sum"):
        assert data[name] is None or isinstance(data[name], float)


def assert_is_run(data: dict[str, Any]) -> None:
    assert set(data) == {
        "source", "device", "dtype", "torch", "seconds", "inputs", "calls", "result", "unseen", "stopped_at",
        "remarks", "findings", "run_file", "autocast", "timeline", "inferred",
    }  # fmt: skip
    for call in data["calls"]:
        keys = {"module", "aliases", "kind", "call", "config", "lengths", "tensors", "keras"}
        assert set(call) - {"count"} == keys
        assert set(call["config"]) == CONFIG_KEYS
        for tensor in call["tensors"].values():
            assert_is_tensor(tensor)
    for tensor in data["result"]:
        assert_is_tensor(tensor)
    for finding in data["findings"]:
        assert set(finding) == {"rule", "name", "severity", "where", "message", "fix"}


def assert_figures(found: dict[str, Any], expected: torch.Tensor) -> None:
    values = expected.detach().double()
    assert found["shape"] == list(expected.shape)
    assert found["dtype"] == str(expected.dtype).removeprefix("torch.")
    for name, value in (
        ("min", values.min()),
        ("max", values.max()),
        ("mean", values.mean()),
        ("std", values.std(correction=0)),
        ("sum", values.sum()),
        ("abs_sum", values.abs().sum()),
    ):
        assert found[name] == pytest.approx(float(value), rel=1e-6, abs=1e-6), name
    assert (found["nan"], found["inf"]) == (0, 0)


def assert_states(found: dict[str, Any], output: torch.Tensor, h_n: torch.Tensor, c_n: torch.Tensor) -> None:
    for role, expected in (("output", output), ("h_n", h_n), ("c_n", c_n)):
        assert_figures(found[role], expected)


def seeded(layer: Any, *sizes: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Any:
    torch.manual_seed(seed)
    made = layer().to(dtype)
    torch.manual_seed(seed)
    return made, torch.randn(sizes, dtype=dtype)


@pytest.fixture
def saved_run(tmp_path: Path, capsys: Capture) -> str:
    path = str(tmp_path / "kept.safetensors")
    printed(capsys, "run", FORM, "--input", "0=normal(time=5,batch=2,3)", "-o", path)
    return path


# run


def test_run_tells_what_torch_gives(capsys: Capture) -> None:
    data = told(capsys, "run", f"{FORM},num_layers=2,bidirectional=true", "--input", "0=normal(5,2,3)", "--seed", "7")
    assert_is_run(data)
    layer, x = seeded(lambda: nn.LSTM(3, 4, 2, bidirectional=True), 5, 2, 3, seed=7)
    output, (h_n, c_n) = layer.eval()(x)
    [call] = data["calls"]
    assert (call["module"], call["kind"], call["call"], call["lengths"]) == ("", "LSTM", 0, None)
    assert call["config"] == {
        "kind": "LSTM", "input_size": 3, "hidden_size": 4, "num_layers": 2, "bias": True, "batch_first": False,
        "dropout": 0.0, "bidirectional": True, "proj_size": 0,
    }  # fmt: skip
    assert set(call["tensors"]) == {"input", "output", "h_n", "c_n"}
    assert_figures(call["tensors"]["input"], x)
    assert_states(call["tensors"], output, h_n, c_n)
    assert [axis["name"] for axis in call["tensors"]["output"]["axes"]] == ["time", "batch", "direction x hidden"]
    assert [axis["name"] for axis in call["tensors"]["h_n"]["axes"]] == ["layer x direction", "batch", "hidden"]
    for found, expected in zip(data["result"], (output, h_n, c_n), strict=True):
        assert_figures(found, expected)
    assert (data["device"], data["dtype"], data["torch"]) == ("cpu", "float32", torch.__version__.split("+")[0])
    assert (data["unseen"], data["stopped_at"], data["findings"], data["run_file"]) == ([], None, [], None)
    assert data["inputs"] == ["0=normal(5,2,3)"]
    assert isinstance(data["seconds"], float)


def test_run_names_every_layer_of_a_preset(capsys: Capture) -> None:
    data = told(capsys, "run", "preset:seq2seq-encoder-decoder")
    assert_is_run(data)
    assert [(call["module"], call["call"]) for call in data["calls"]] == [("encoder", 0), ("decoder", 0)]
    assert set(data["calls"][1]["tensors"]) == {"input", "output", "h_0", "c_0", "h_n", "c_n"}
    assert data["inputs"] == ["0=normal(batch=32,time=20,10)", "1=normal(batch=32,time=25,5)"]
    assert [tensor["shape"] for tensor in data["result"]] == [[32, 25, 5]]


def test_run_takes_several_inputs_by_position_and_by_name(capsys: Capture) -> None:
    inputs = ["--input", "tgt=ones(2,4,5)", "--input", "0=ramp(batch=2,time=3,10)"]
    encoder, decoder = told(capsys, "run", "preset:seq2seq-encoder-decoder", *inputs)["calls"]
    assert_figures(encoder["tensors"]["input"], torch.arange(60.0).reshape(2, 3, 10))
    assert_figures(decoder["tensors"]["input"], torch.ones(2, 4, 5))


def test_run_of_one_layer_alone(capsys: Capture) -> None:
    data = told(capsys, "run", "preset:seq2seq-encoder-decoder", "--layer", "decoder", "--input", "0=sine(2,6,5)")
    torch.manual_seed(0)
    nn.LSTM(10, 64)
    decoder = nn.LSTM(5, 64, batch_first=True)
    output, (h_n, c_n) = decoder(
        torch.sin(0.37 * torch.arange(60.0, dtype=torch.float64) + 0.1).reshape(2, 6, 5).float()
    )
    [call] = data["calls"]
    assert call["module"] == "decoder"
    assert_states(call["tensors"], output, h_n, c_n)


def test_run_fills_in_batch_first_where_the_file_cannot_say(capsys: Capture, tmp_path: Path) -> None:
    layer, x = seeded(lambda: nn.LSTM(3, 4), 2, 5, 3)
    torch.save(
        {"model": {}, "state": {f"rnn.{name}": value for name, value in layer.state_dict().items()}}, tmp_path / "m"
    )
    words = ["run", str(tmp_path / "m"), "--state-dict", "state", "--input", "0=normal(2,5,3)"]
    for given, axes in (([], ["time", "batch", "hidden"]), (["--batch-first", "true"], ["batch", "time", "hidden"])):
        layer.batch_first = bool(given)
        output, (h_n, c_n) = layer(x)
        [call] = told(capsys, *words, *given)["calls"]
        assert call["config"]["batch_first"] is bool(given)
        assert_states(call["tensors"], output, h_n, c_n)
        assert [axis["name"] for axis in call["tensors"]["output"]["axes"]] == axes


def test_run_packs_by_lengths(capsys: Capture) -> None:
    [call] = told(capsys, "run", FORM, "--input", "0=normal(5,3,3)", "--lengths", "2,5,1")["calls"]
    layer, x = seeded(lambda: nn.LSTM(3, 4), 5, 3, 3)
    packed, (h_n, c_n) = layer(pack_padded_sequence(x, torch.tensor([2, 5, 1]), enforce_sorted=False))
    output, _ = pad_packed_sequence(packed)
    assert call["lengths"] == [2, 5, 1]
    assert_states(call["tensors"], output, h_n, c_n)


def test_run_starts_from_a_drawn_state(capsys: Capture) -> None:
    [call] = told(capsys, "run", FORM, "--input", "0=normal(5,2,3)", "--state", "normal")["calls"]
    layer, x = seeded(lambda: nn.LSTM(3, 4), 5, 2, 3)
    h_0, c_0 = torch.randn(1, 2, 4), torch.randn(1, 2, 4)
    output, (h_n, c_n) = layer(x, (h_0, c_0))
    assert_figures(call["tensors"]["h_0"], h_0)
    assert_figures(call["tensors"]["c_0"], c_0)
    assert_states(call["tensors"], output, h_n, c_n)


def test_run_starts_from_a_state_in_a_file(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"c_0": torch.full((1, 2, 4), 0.5), "h_0": torch.full((1, 2, 4), -0.25)}
    torch.save(states, tmp_path / "state.pt")
    monkeypatch.chdir(tmp_path)
    [call] = told(capsys, "run", FORM, "--input", "0=normal(5,2,3)", "--state", "file:state.pt")["calls"]
    layer, x = seeded(lambda: nn.LSTM(3, 4), 5, 2, 3)
    output, (h_n, c_n) = layer(x, (states["h_0"], states["c_0"]))
    assert_states(call["tensors"], output, h_n, c_n)


def test_run_in_double_precision(capsys: Capture) -> None:
    data = told(capsys, "run", FORM, "--input", "0=normal(5,2,3)", "--dtype", "float64")
    layer, x = seeded(lambda: nn.LSTM(3, 4), 5, 2, 3, dtype=torch.float64)
    output, (h_n, c_n) = layer(x)
    assert data["dtype"] == "float64"
    assert_states(data["calls"][0]["tensors"], output, h_n, c_n)


def test_run_in_train_mode(capsys: Capture) -> None:
    words = ["run", f"{FORM},num_layers=2,dropout=0.5", "--input", "0=normal(5,2,3)"]
    layer, x = seeded(lambda: nn.LSTM(3, 4, 2, dropout=0.5), 5, 2, 3)
    output, (h_n, c_n) = layer(x)
    assert_states(told(capsys, *words, "--train")["calls"][0]["tensors"], output, h_n, c_n)
    evaluated = layer.eval()(x)[0]
    assert_figures(told(capsys, *words)["calls"][0]["tensors"]["output"], evaluated)


def test_run_of_a_cell_and_of_a_gru(capsys: Capture) -> None:
    [cell] = told(capsys, "run", f"{FORM},kind=LSTMCell", "--input", "0=normal(2,3)")["calls"]
    assert {role: tensor["shape"] for role, tensor in cell["tensors"].items()} == {
        "input": [2, 3], "h_n": [2, 4], "c_n": [2, 4],
    }  # fmt: skip
    [gru] = told(capsys, "run", f"{FORM},kind=GRU", "--input", "0=normal(5,2,3)")["calls"]
    assert set(gru["tensors"]) == {"input", "output", "h_n"}


def test_run_reads_its_input_from_a_file_and_counts_what_is_no_number(capsys: Capture, tmp_path: Path) -> None:
    x = np.linspace(-1, 1, 30, dtype=np.float32).reshape(5, 2, 3)
    x[0, 0, 0], x[1, 0, :2], x[4, 1, 2] = np.nan, (np.inf, -np.inf), np.nan
    np.save(tmp_path / "x.npy", x)
    [call] = told(capsys, "run", FORM, "--input", f"0=file:{tmp_path / 'x.npy'}")["calls"]
    found, finite = call["tensors"]["input"], x[np.isfinite(x)].astype(np.float64)
    assert (found["nan"], found["inf"]) == (2, 2)
    assert found["sum"] == pytest.approx(finite.sum())
    assert found["max"] == pytest.approx(finite.max())
    assert call["tensors"]["output"]["nan"] > 0


def test_run_of_nothing_but_nan_has_no_figures(capsys: Capture, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.full((5, 2, 3), np.nan, np.float32))
    [call] = told(capsys, "run", FORM, "--input", f"0=file:{tmp_path / 'x.npy'}")["calls"]
    for role, count in (("input", 30), ("output", 40), ("h_n", 8)):
        found = call["tensors"][role]
        assert_is_tensor(found)
        assert [found[name] for name in ("min", "max", "mean", "std")] == [None] * 4
        assert (found["sum"], found["nan"]) == (0.0, count)


def test_run_tells_the_input_that_it_chose(capsys: Capture) -> None:
    data = told(capsys, "run", f"{FORM},batch_first=true")
    assert data["inputs"] == ["0=normal(batch=3,time=7,input=3)"]
    assert "input 0=normal(batch=3,time=7,input=3) (chosen automatically)" in printed(
        capsys, "run", f"{FORM},batch_first=true"
    )


def test_contradicted_axis_is_a_finding(capsys: Capture) -> None:
    [finding] = told(capsys, "run", FORM, "--input", "0=normal(batch=2,time=5,3)")["findings"]
    assert (finding["rule"], finding["severity"], finding["where"]) == ("M1", "error", "/0/input")


def test_failing_forward_is_exit_code_4_and_is_printed_and_kept(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "stopped.safetensors"
    words = ["run", "preset:seq2seq-encoder-decoder", "--input", "0=ones(2,3,10)", "--input", "1=ones(2,4,9)"]
    data = told(capsys, *words, "-o", str(path), code=4)
    assert_is_run(data)
    assert [call["module"] for call in data["calls"]] == ["encoder"]
    assert set(data["stopped_at"]) == {"module", "error", "explained"}
    assert data["stopped_at"]["module"] == "decoder"
    assert data["run_file"] == str(path)
    assert told(capsys, "inspect", str(path))["kind"] == "run"
    assert "stopped in decoder: " in printed(capsys, *words, code=4)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        pytest.param([f"{FORM},color=red"], "'color' is not an argument", id="unknown argument of the form"),
        pytest.param(["form:input_size=3"], "hidden_size is missing", id="missing argument of the form"),
        pytest.param([f"{FORM},proj_size=9"], "roj_size has to be smaller", id="projection too wide"),
        pytest.param(["preset:none"], "no preset 'none'", id="unknown preset"),
        pytest.param(["absent.pt"], "absent.pt", id="absent file"),
        pytest.param([FORM, "--device", "cuda:63"], "cuda:63", id="absent device"),
        pytest.param([FORM, "--device", "quantum"], "quantum", id="unknown device"),
        pytest.param([FORM, "--dtype", "int8"], "int8", id="no floating point"),
        pytest.param([FORM, "--dtype", "nn"], "nn", id="no dtype"),
        pytest.param([FORM, "--layer", "encoder"], "encoder", id="unknown layer"),
        pytest.param([FORM, "--input", "0=blue(3)"], "'blue' is not a kind", id="unknown kind of input"),
        pytest.param([FORM, "--input", "normal(3)"], "NAME=KIND(SIZES)", id="input without a name"),
        pytest.param([FORM, "--input", "1=normal(5,2,3)"], "leave out an argument", id="gap in the positions"),
        pytest.param([FORM, "--input", "0=file:absent.npy"], "absent.npy", id="absent input file"),
        pytest.param([FORM, "--lengths", "5,x"], "'5,x' is not a list", id="lengths that are none"),
        pytest.param([FORM, "--lengths", "9,9"], "lengths 9, 9 do not fit", id="lengths that do not fit"),
        pytest.param([FORM, "--state", "warm"], "'warm' is not an initial state", id="unknown state"),
        pytest.param([FORM, "--batch-first", "yes"], "'yes' is neither true nor false", id="neither true nor false"),
        pytest.param([FORM, "--seed", "x"], "--seed", id="seed that is no number"),
        pytest.param([FORM, "--seed", "1" + "0" * 30], "64 bits", id="seed too large"),
        pytest.param([FORM, "--timeout", "0"], "--timeout", id="no time"),
        pytest.param([FORM, "--timeout", "nan"], "--timeout", id="time that is no number"),
        pytest.param([FORM, "--memory", "-1"], "--memory", id="less than no memory"),
        pytest.param([FORM, "--memory", "inf"], "--memory", id="endless memory"),
        pytest.param([FORM, "-o", "absent/run.safetensors"], "there is no folder", id="output into no folder"),
        pytest.param([FORM, "-o", "."], "no ordinary file", id="output onto a folder"),
        pytest.param([FORM, "--colour"], "--colour", id="unknown option"),
        pytest.param([FORM, "--tim", "5"], "--tim", id="abbreviated option"),
        pytest.param([], "SOURCE", id="no source"),
    ],
)
def test_bad_run_is_one_line_and_exit_code_2(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert part in complaint(capsys, "run", *words)
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_exit_code_5(capsys: Capture) -> None:
    error = complaint(capsys, "run", "form:input_size=300,hidden_size=3000", "--memory", "0.05", "--json", code=5)
    assert "memory" in error


def test_too_little_time_is_exit_code_5(capsys: Capture) -> None:
    words = ["run", "form:input_size=500,hidden_size=500,num_layers=8", "--input", "0=ones(100000,8,500)"]
    assert "run took too long" in complaint(capsys, *words, "--timeout", "0.2", code=5)


def test_debug_shows_where(capsys: Capture) -> None:
    assert program.main(["run", "preset:none", "--debug"]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith("Traceback")
    assert errors.splitlines()[-1].startswith("lstmscope: There is no preset")


def test_kept_run_replaces_the_old_file_at_once(capsys: Capture, tmp_path: Path) -> None:
    real, link = tmp_path / "real.safetensors", tmp_path / "link.safetensors"
    real.write_text("old")
    link.symlink_to(real)
    assert told(capsys, "run", FORM, "-o", str(link))["run_file"] == str(link)
    assert link.is_symlink()
    assert told(capsys, "inspect", str(real))["kind"] == "run"
    assert {path.name for path in tmp_path.iterdir()} == {"real.safetensors", "link.safetensors"}
    assert f"saved as {link}" in printed(capsys, "run", FORM, "-o", str(link))


# inspect


def test_inspect_tells_what_is_in_a_checkpoint(capsys: Capture, tmp_path: Path) -> None:
    model = nn.ModuleDict({"rnn": nn.GRU(3, 4, 2, bidirectional=True), "head": nn.Linear(8, 5)})
    torch.save({"epoch": 3, "model": model.state_dict()}, tmp_path / "m.pt")
    data = told(capsys, "inspect", str(tmp_path / "m.pt"))
    assert set(data) == {
        "kind", "content", "state_dicts", "members", "layers", "tensors", "parameters", "needs_trust",
        "foreign_globals", "warnings", "origin", "strides", "notes", "hyper_parameters",
    }  # fmt: skip
    assert (len(data["notes"]), data["hyper_parameters"]) == (2, {"epoch": 3})
    assert (data["kind"], data["content"], data["state_dicts"]) == ("torch-zip", "checkpoint", ["model"])
    assert data["layers"] == [
        {
            "name": "rnn", "kind": "GRU", "input_size": 3, "hidden_size": 4, "num_layers": 2, "bias": True,
            "batch_first": None, "dropout": None, "bidirectional": True, "proj_size": 0, "aliases": [],
        }
    ]  # fmt: skip
    expected = [{"name": n, "shape": list(t.shape), "dtype": "float32"} for n, t in model.state_dict().items()]
    assert data["tensors"] == expected
    assert data["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert (data["needs_trust"], data["foreign_globals"], data["warnings"], data["members"]) == (False, [], [], [])
    text = printed(capsys, "inspect", str(tmp_path / "m.pt"))
    assert "rnn: GRU 3 -> 4, 2 layers, bidirectional" in text
    assert "note: The weights do not say batch_first. False is taken" in text


def test_what_weights_cannot_say_can_be_chosen(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "m.pt")
    module = {f"module.{name}": value for name, value in nn.RNN(3, 4, 2).state_dict().items()}
    torch.save(module | {"module.tied": module["module.weight_hh_l0"]}, path)
    text = printed(capsys, "inspect", path)
    assert "left out before all names: module." in text and "one tensor: weight_hh_l0 = tied" in text
    chosen = ("--nonlinearity", "relu", "--dropout", "0.5")
    plain, other = (told(capsys, "run", path, *more) for more in ((), chosen))
    assert plain["calls"][0]["config"]["dropout"] == 0.0
    assert other["calls"][0]["config"]["dropout"] == 0.5
    assert "not a number from 0 to 1" in complaint(capsys, "run", path, "--dropout", "2")


def test_inspect_lists_the_state_dict_that_is_asked_for(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "gan.pt")
    torch.save({"g": nn.LSTM(3, 4).state_dict(), "d": nn.LSTM(5, 6).state_dict()}, path)
    assert told(capsys, "inspect", path)["state_dicts"] == ["g", "d"]
    assert told(capsys, "inspect", path, "--state-dict", "d")["layers"][0]["input_size"] == 5
    assert "has no state_dict" in complaint(capsys, "inspect", path, "--state-dict", "e")


@pytest.mark.parametrize("verb", ["inspect", "run"])
def test_file_that_would_execute_code_is_exit_code_3(capsys: Capture, tmp_path: Path, verb: str) -> None:
    torch.save(argparse.Namespace(a=1), tmp_path / "object.pt")
    assert "executes code" in complaint(capsys, verb, str(tmp_path / "object.pt"), code=3)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _path: None, id="absent"),
        pytest.param(lambda path: path.mkdir(), id="folder"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_text("hello"), id="text"),
        pytest.param(lambda path: path.symlink_to(path), id="link to itself"),
        pytest.param(lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 99), id="damaged"),
    ],
)
@pytest.mark.parametrize("verb", [["inspect"], ["run"], ["reshape"]])
def test_unreadable_file_is_one_line_and_exit_code_2(
    capsys: Capture, tmp_path: Path, verb: list[str], make: Any
) -> None:
    path = tmp_path / "odd.pt"
    make(path)
    rest = ["/0/output", ".mean(1)"] if verb == ["reshape"] else []
    assert "odd.pt" in complaint(capsys, *verb, str(path), *rest)


def test_names_from_a_file_do_not_steer_the_terminal(capsys: Capture, tmp_path: Path) -> None:
    weights = {f"a\x1b[31m\u202eb.{name}": value for name, value in nn.LSTM(3, 4).state_dict().items()}
    torch.save(weights, tmp_path / "m.pt")
    text = printed(capsys, "inspect", str(tmp_path / "m.pt"))
    assert "\x1b" not in text and "\u202e" not in text
    assert "a\\x1b[31m\\u202eb: LSTM 3 -> 4" in text
    assert told(capsys, "inspect", str(tmp_path / "m.pt"))["layers"][0]["name"] == "a\x1b[31m\u202eb"
    complaint(capsys, "inspect", str(tmp_path / "no\n\x1b[31mfile"))


# reshape


def test_reshape_tells_each_step_and_verified_code(capsys: Capture, saved_run: str) -> None:
    data = told(capsys, "reshape", saved_run, "/0/output", ".permute(1, 0, 2).reshape(2, 20)[:, -4:]")
    layer, x = seeded(lambda: nn.LSTM(3, 4), 5, 2, 3)
    expected = layer(x)[0].permute(1, 0, 2).reshape(2, 20)[:, -4:]
    assert set(data) == {"source", "steps", "result", "snippets", "verified"}
    assert set(data["source"]) == {"tensor", "shape", "axes"}
    assert (data["source"]["tensor"], data["source"]["shape"]) == ("/0/output", [5, 2, 4])
    keys = {"code", "shape", "axes", "shares_memory", "error", "findings"}
    assert all(set(step) == keys for step in data["steps"])
    assert [(step["code"], step["shape"], step["shares_memory"], step["error"]) for step in data["steps"]] == [
        (".permute(1, 0, 2)", [2, 5, 4], True, None),
        (".reshape(2, 20)", [2, 20], False, None),
        ("[:, -4:]", [2, 4], True, None),
    ]
    assert [axis["name"] for axis in data["steps"][1]["axes"]] == ["batch", "time x hidden"]
    assert set(data["result"]) == {"shape", "axes", "sum"}
    assert data["result"]["shape"] == [2, 4]
    assert data["result"]["sum"] == pytest.approx(float(expected.detach().double().sum()), abs=1e-6)
    executed = dict.fromkeys(("torch", "torch_lines", "module", "einops", "numpy"), True)
    assert data["verified"] == executed | {"tensorflow": None}
    namespace: dict[str, Any] = {}
    exec(data["snippets"]["torch"], namespace)
    assert torch.equal(namespace["result"], expected)


def test_reshape_as_text_shows_steps_and_code(capsys: Capture, saved_run: str) -> None:
    text = printed(capsys, "reshape", saved_run, "/0/h_n", "[-1].mean(1)")
    lines = text.splitlines()
    assert lines[:3] == [
        "/0/h_n  (1 layer, 2 batch, 4 hidden)",
        "  [-1]  (2 batch, 4 hidden)  view",
        "  .mean(1)  (2 batch)  copy",
    ]
    assert "# executed, equal to the captured tensor" in lines
    assert "import torch" in lines


def test_refused_step_is_exit_code_2_and_ends_the_list(capsys: Capture, saved_run: str) -> None:
    data = told(capsys, "reshape", saved_run, "/0/output", ".permute(1, 0, 2).view(10, 4).mean(0)", code=2)
    assert [step["code"] for step in data["steps"]] == [".permute(1, 0, 2)", ".view(10, 4)"]
    refused = data["steps"][-1]
    assert (refused["shape"], refused["axes"], refused["shares_memory"]) == (None, None, None)
    assert "view" in refused["error"]
    assert (data["result"], data["snippets"], data["verified"]) == (None, {}, {})
    text = printed(capsys, "reshape", saved_run, "/0/output", ".view(7)", code=2)
    assert "  .view(7)  refused: " in text


@pytest.mark.parametrize(
    ("tensor", "code", "part"),
    [
        ("lstm/0/output", ".mean(1)", "It has /0/input, /0/output"),
        ("output", ".mean(1)", "'output' does not name a tensor"),
        ("/0/output", ".explode()", "explode"),
        ("/0/output", "__import__('os').system('true')", ""),
        ("/0/output", ".mean(", ""),
    ],
)
def test_what_is_no_reshape_is_one_line_and_exit_code_2(
    capsys: Capture, saved_run: str, tensor: str, code: str, part: str
) -> None:
    assert part in complaint(capsys, "reshape", saved_run, tensor, code)


def test_model_file_is_no_run(capsys: Capture, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file(nn.LSTM(3, 4).state_dict(), tmp_path / "weights.safetensors")
    assert "no saved run" in complaint(capsys, "reshape", str(tmp_path / "weights.safetensors"), "/0/output", "[0]")


def test_saved_run_is_inspected_as_a_run(capsys: Capture, saved_run: str) -> None:
    data = told(capsys, "inspect", saved_run)
    assert (data["kind"], data["content"], data["layers"]) == ("run", "run", [])
    assert {"/0/output", "result/0", "/weights/weight_ih_l0"} <= {tensor["name"] for tensor in data["tensors"]}


def test_files_of_a_run_are_found_from_elsewhere(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.save(nn.LSTM(3, 4).state_dict(), tmp_path / "m.pt")
    np.save(tmp_path / "x.npy", np.ones((5, 2, 3), np.float32))
    torch.save({"h_0": torch.ones(1, 2, 4), "c_0": torch.ones(1, 2, 4)}, tmp_path / "state.pt")
    monkeypatch.chdir(tmp_path)
    printed(capsys, "run", "m.pt", "--input", "0=file:x.npy", "--state", "file:state.pt", "-o", "run.safetensors")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert told(capsys, "reshape", "../run.safetensors", "/0/c_n", "[0]")["verified"]["torch"] is True


def test_code_that_cannot_be_checked_here_is_marked(capsys: Capture, tmp_path: Path) -> None:
    model, path = tmp_path / "m.pt", str(tmp_path / "run.safetensors")
    torch.save(nn.LSTM(3, 4).state_dict(), model)
    printed(capsys, "run", str(model), "-o", path)
    model.unlink()
    data = told(capsys, "reshape", path, "/0/h_n", "[0]")
    assert (data["verified"]["torch"], data["verified"]["numpy"], data["result"]["shape"]) == (None, True, [3, 4])
    assert f"# NOT EXECUTED: {model} is not here" in printed(capsys, "reshape", path, "/0/h_n", "[0]")


# the rest


def test_presets_are_listed(capsys: Capture) -> None:
    data = told(capsys, "presets")
    assert all(set(preset) == {"name", "article", "claim", "truth", "faults"} for preset in data)
    names = [preset["name"] for preset in data]
    assert {"seq2seq-encoder-decoder", "classifier-last-hidden"} <= set(names)
    lines = printed(capsys, "presets").splitlines()
    assert [line.split()[0] for line in lines] == names


def test_version_and_help(capsys: Capture) -> None:
    assert printed(capsys, "--version") == f"lstmscope {program.VERSION}\n"
    for option in ("--help", "-h"):
        assert printed(capsys, option).startswith("usage: lstmscope [FILE]")


@pytest.mark.parametrize("verb", ["inspect", "run", "reshape", "presets"])
def test_help_of_a_verb(capsys: Capture, verb: str) -> None:
    with pytest.raises(SystemExit) as left:
        program.main([verb, "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: lstmscope {verb}")
    assert "--json" in text


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--fast"], "--fast is not an option"),
        (["a.pt", "b.pt"], "'b.pt': the window opens one file"),
        (["presets", "extra"], "extra"),
        (["inspect"], "FILE"),
        (["reshape", "run.safetensors"], "TENSOR"),
    ],
)
def test_wrong_words_are_one_line_and_exit_code_2(capsys: Capture, words: list[str], part: str) -> None:
    assert part.lower() in complaint(capsys, *words).lower()


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.usefixtures("no_display")
def test_without_a_display_the_tree_is_printed(capsys: Capture, saved_run: str, tmp_path: Path) -> None:
    first, *tree = printed(capsys).splitlines()
    assert first.startswith("There is no display")
    assert tree[0].startswith("preset:seq2seq-encoder-decoder")
    assert "├─ encoder       LSTM(10, 64, batch_first)" in tree
    torch.save(nn.LSTM(3, 4).state_dict(), tmp_path / "m.pt")
    assert printed(capsys, str(tmp_path / "m.pt")).splitlines()[1].startswith(str(tmp_path / "m.pt"))
    reopened = printed(capsys, saved_run).splitlines()
    assert reopened[1].startswith(FORM)
    assert reopened[-1] == "input 0=normal(time=5,batch=2,3)"


@pytest.mark.usefixtures("no_display")
def test_without_a_display_a_bad_file_is_one_line(capsys: Capture, tmp_path: Path) -> None:
    assert program.main([str(tmp_path / "absent.pt")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_bug_is_exit_code_1(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_words: Any) -> int:
        raise ZeroDivisionError("odd\nwords")

    monkeypatch.setattr(program, "_verb", fail)
    assert "ZeroDivisionError: odd words This is a bug" in complaint(capsys, "presets", code=1)


def test_ctrl_c_is_exit_code_5(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_words: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_verb", interrupt)
    assert complaint(capsys, "presets", code=5) == "lstmscope: Stopped.\n"


def test_figures_hold_for_a_long_input(capsys: Capture) -> None:
    # Longer than one block of the statistics, and an offset at which sums in float32 would be wrong.
    [call] = told(capsys, "run", "form:input_size=200,hidden_size=1", "--input", "0=ramp(7000,1,200)")["calls"]
    found, count = call["tensors"]["input"], 1_400_000
    assert found["sum"] == count * (count - 1) / 2
    assert found["std"] == pytest.approx(math.sqrt((count**2 - 1) / 12))
