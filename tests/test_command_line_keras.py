"""What the command line tells of other libraries: Keras's returns of each call, NumPy and TensorFlow snippets."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import main as program

Capture = pytest.CaptureFixture[str]


def told(capsys: Capture, *words: str) -> Any:
    code = program.main((*words, "--json"))
    streams = capsys.readouterr()
    assert (code, streams.err) == (0, "")
    return json.loads(streams.out)


def test_every_call_tells_what_keras_would_return(capsys: Capture) -> None:
    [call] = told(capsys, "run", "form:input_size=3,hidden_size=64,batch_first=true", "--input", "0=zeros(32,10,3)")[
        "calls"
    ]
    output = {"name": "output", "shape": [32, 64], "torch": "output[:, -1]"}
    sequence = {"name": "output", "shape": [32, 10, 64], "torch": "output"}
    states = [{"name": name, "shape": [32, 64], "torch": f"{name}_n[-1]"} for name in ("h", "c")]
    assert call["keras"] == [
        {"return_sequences": False, "return_state": False, "returns": [output]},
        {"return_sequences": False, "return_state": True, "returns": [output, *states]},
        {"return_sequences": True, "return_state": False, "returns": [sequence]},
        {"return_sequences": True, "return_state": True, "returns": [sequence, *states]},
    ]


@pytest.mark.parametrize("settings", ["kind=LSTMCell", "proj_size=2"])
def test_what_keras_has_not_is_empty(capsys: Capture, settings: str) -> None:
    for call in told(capsys, "run", f"form:input_size=3,hidden_size=4,{settings}")["calls"]:
        assert call["keras"] == []


def test_the_flatten_of_the_article(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.safetensors")
    told(
        capsys,
        "run",
        "form:input_size=128,hidden_size=64,batch_first=true",
        "--input",
        "0=normal(32,10,128)",
        "-o",
        path,
    )
    data = told(capsys, "reshape", path, "/0/output", ".flatten(1)")
    assert set(data["snippets"]) == {"torch", "torch_lines", "module", "einops", "numpy", "tensorflow"}
    assert [dialect for dialect, verified in data["verified"].items() if not verified] == ["tensorflow"]
    assert data["verified"]["tensorflow"] is None
    assert "tf.reshape(output, (batch, time * 64))" in data["snippets"]["tensorflow"]
    assert "keras.layers.Flatten()(output)" in data["snippets"]["tensorflow"]
    namespace = {"output": load_file(path)["/0/output"]}
    exec(data["snippets"]["numpy"], namespace)
    assert namespace["result"].shape == (32, 640)
    assert float(np.sum(namespace["result"], dtype=np.float64)) == pytest.approx(data["result"]["sum"], abs=1e-9)
