import numpy as np
import pytest
from gate_files import gate_file, gates_of, lstm

from inspector.errors import FileError, InputError
from inspector.gates.gate_file import open_gates
from inspector.gates.keep_gates import keep_gates

VALUES = {name: np.random.default_rng(0).uniform(0, 1, (4, 2, 3)).astype(np.float32) for name in "ifgoch"}


@pytest.fixture
def made(tmp_path):
    opened = gate_file(tmp_path, gates_of(lstm(3)), VALUES)
    return opened, next(tmp_path.glob("gates-*.safetensors"))


def test_a_gates_file_is_kept_as_it_is(made, tmp_path):
    keep_gates(*made, tmp_path / "kept.safetensors")
    kept = open_gates(tmp_path / "kept.safetensors")
    assert kept.gates == made[0].gates
    assert np.array_equal(kept.mapped(0, 0, "c"), VALUES["c"])


def test_an_archive_has_every_gate_by_its_name(made, tmp_path):
    keep_gates(*made, tmp_path / "kept.NPZ")
    with np.load(tmp_path / "kept.NPZ") as kept:
        assert set(kept) == {f"0/0/{name}" for name in VALUES}
        assert all(np.array_equal(kept[f"0/0/{name}"], values) for name, values in VALUES.items())


def test_another_ending_is_refused_before_anything_is_written(made, tmp_path):
    before = set(tmp_path.iterdir())
    with pytest.raises(InputError, match=r"kept.csv cannot be written: its ending names no format."):
        keep_gates(*made, tmp_path / "kept.csv")
    assert set(tmp_path.iterdir()) == before


def test_where_there_is_no_folder_nothing_is_left(made, tmp_path):
    with pytest.raises(FileError, match=r"kept.npz cannot be written"):
        keep_gates(*made, tmp_path / "nowhere" / "kept.npz")
    assert not (tmp_path / "nowhere").exists()
