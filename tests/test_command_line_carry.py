"""Article C on the command line: the chunks of one long sequence, carried on, are the whole in one go."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import main as program
from inspector.run.key import parse_key
from inspector.run.run_file import open_run

LENGTHS = (7, 1, 4)
SOURCES = {
    "LSTM": "form:input_size=3,hidden_size=5,num_layers=2",
    "LSTM, batch first": "form:input_size=3,hidden_size=5,batch_first=true,proj_size=2",
    "GRU": "form:kind=GRU,input_size=3,hidden_size=5",
}
Capture = pytest.CaptureFixture[str]


def told(capsys: Capture, *words: str) -> Any:
    assert program.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def read(path: Path, name: str) -> NDArray[Any]:
    return open_run(path).read(parse_key(name))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_chunks_carried_on_are_the_whole(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    time = 1 if "batch_first" in source else 0
    shape = (2, sum(LENGTHS), 3) if time else (sum(LENGTHS), 2, 3)
    whole = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    np.save("whole.npy", whole)
    told(capsys, "run", source, "--input", "0=file:whole.npy", "-o", "whole.safetensors")

    state, outputs = "zeros", []
    for number, chunk in enumerate(np.split(whole, np.cumsum(LENGTHS)[:-1], axis=time)):
        np.save(f"chunk{number}.npy", chunk)
        saved = f"run{number}.safetensors"
        told(capsys, "run", source, "--input", f"0=file:chunk{number}.npy", "--state", state, "-o", saved)
        outputs.append(read(tmp_path / saved, "/0/output"))
        state = f"carry:{saved}"

    last, expected = tmp_path / "run2.safetensors", tmp_path / "whole.safetensors"
    np.testing.assert_allclose(np.concatenate(outputs, axis=time), read(expected, "/0/output"), atol=1e-6)
    for name in ["/0/h_n"] if "GRU" in source else ["/0/h_n", "/0/c_n"]:
        np.testing.assert_allclose(read(last, name), read(expected, name), atol=1e-6)
    assert not np.allclose(outputs[1], read(expected, "/0/output").take(range(1), axis=time)), "the state matters"

    monkeypatch.chdir("/")
    assert told(capsys, "reshape", str(last), "/0/output", "[-1]")["verified"]["torch"] is True


def test_a_state_that_does_not_fit_is_one_line(capsys: Capture, tmp_path: Path) -> None:
    run = str(tmp_path / "run.safetensors")
    told(capsys, "run", SOURCES["GRU"], "--input", "0=normal(4,2,3)", "-o", run)
    words = ["run", SOURCES["GRU"], "--input", "0=normal(4,6,3)", "--state", f"carry:{run}"]
    assert program.main(words) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "GRU needs h_0 with 6 along batch, but the carried h_n of GRU has 2 along batch." in error


def test_the_code_of_a_run_whose_earlier_run_is_gone_is_marked(capsys: Capture, tmp_path: Path) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    told(capsys, "run", SOURCES["GRU"], "--input", "0=normal(4,2,3)", "-o", str(first))
    words = ["--input", "0=normal(4,2,3)", "--state", f"carry:{first}", "-o", str(second)]
    told(capsys, "run", SOURCES["GRU"], *words)
    first.unlink()
    assert told(capsys, "reshape", str(second), "/0/h_n", "[0]")["verified"]["torch"] is None


def test_typed_values_are_run(capsys: Capture) -> None:
    typed = "0=values([[[0.5, 1, 2]], [[3, 4, -1e-2]]])"
    data = told(capsys, "run", SOURCES["GRU"], "--input", typed)
    assert data["calls"][0]["tensors"]["input"]["shape"] == [2, 1, 3]
    assert data["calls"][0]["tensors"]["input"]["sum"] == pytest.approx(10.49)
    assert program.main(["run", SOURCES["GRU"], "--input", "0=values([[1, 2], [3]])"]) == 2
    assert "Row [1] of the typed values holds 1 number, row [0] 2 numbers." in capsys.readouterr().err
