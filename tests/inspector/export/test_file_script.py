"""The code that takes a tensor out of its model file, executed and compared."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from inspector.engine.verify import execute_script
from inspector.export.file_script import file_script
from inspector.model.listing import list_file
from inspector.model.summary import FileSummary, summary_from_json
from inspector.reshape.reading.parse import parse_steps
from inspector.run.key import file_key
from inspector.tensor.file_axes import file_record

LSTM = {f"encoder.{name}": tensor for name, tensor in torch.nn.LSTM(6, 8).state_dict().items()}
PREFIXED = {f"module.{name}": tensor for name, tensor in LSTM.items()}


def written(path: Path, kind: str, value: object) -> Path:
    if kind == "safetensors":
        save_file(value, path)
    else:
        torch.save(value, path, _use_new_zipfile_serialization=kind == "zip")
    return path


def script_of(path: Path, name: str, code: str, state_dict: str = "") -> str:
    summary: FileSummary = summary_from_json(list_file(path, state_dict).to_json())
    assert summary.origin is not None
    return file_script(str(path), summary.origin, file_record(summary, file_key(name)), parse_steps(code))


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors"])
@pytest.mark.parametrize("value", [LSTM, PREFIXED], ids=["plain", "prefixed"])
def test_the_script_gives_the_reshaped_tensor(tmp_path, kind, value):
    path = written(tmp_path / "model file's.pt", kind, value)
    script = script_of(path, "encoder.weight_ih_l0", ".view(4, 8, 6)[1]")
    assert torch.equal(execute_script(script), LSTM["encoder.weight_ih_l0"].view(4, 8, 6)[1])
    assert ".view(4, 8, 6)  # (4 gate, 8 hidden, 6 input)" in script
    assert "[1]  # (8 hidden, 6 input)" in script


def test_a_state_dict_inside_a_checkpoint(tmp_path):
    inside = {"ema": {"shadow": {"w": torch.arange(6.0)}}, "model": LSTM}
    path = written(tmp_path / "m.pt", "zip", inside)
    assert torch.equal(execute_script(script_of(path, "w", "[2:]", "ema.shadow")), torch.arange(2.0, 6))


def test_a_turned_tensor_is_refused_by_view_as_the_file_has_it(tmp_path):
    path = written(tmp_path / "m.pt", "zip", {"w": torch.arange(6.0).reshape(2, 3).t()})
    summary = summary_from_json(list_file(path).to_json())
    assert file_record(summary, file_key("w")).stride == (1, 3)
    assert torch.equal(execute_script(script_of(path, "w", ".reshape(6)")), torch.tensor([0.0, 3, 1, 4, 2, 5]))
