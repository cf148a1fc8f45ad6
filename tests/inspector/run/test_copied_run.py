"""A run that lies elsewhere is read where it lies until it is copied, and a file that changes meanwhile is told."""

import os

import numpy as np
import pytest

from inspector.errors import CancelledError, FileError
from inspector.model.file_place import FileBytes
from inspector.model.foreign_bytes import ForeignBytes
from inspector.model.source import parse_source
from inspector.run import copied_run
from inspector.run.copied_run import copy_file, copy_run, run_elsewhere
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run_file import open_run
from tests.inspector.engine.captured_runs import run_of


def made(path, seed=0):
    request = RunRequest(
        parse_source("form:input_size=4,hidden_size=6"), (parse_input("0=normal(time=5,batch=3,4)"),), seed=seed
    )
    return run_of(request, path)


@pytest.fixture
def path(tmp_path):
    return made(tmp_path / "run.safetensors").run.path


def never():
    return False


def test_it_is_read_where_it_lies_and_says_where_it_will_lie(path, tmp_path):
    ours, shown = open_run(path), run_elsewhere(path, tmp_path / "copy.safetensors")
    assert shown.run.path == tmp_path / "copy.safetensors"
    assert not shown.arrived
    assert ours.arrived
    for key in ours.run.captured_keys():
        assert isinstance(shown.tensor(key).place, ForeignBytes)
        for values in (shown.read(key), shown.mapped(key)):  # which of a foreign file is read, too
            assert np.array_equal(values, ours.read(key))
            assert not isinstance(values, np.memmap)


def test_the_copy_is_the_run_that_is_shown(path, tmp_path):
    shown = run_elsewhere(path, tmp_path / "copy.safetensors")
    copied = copy_run(path, shown, never)
    assert copied.run == shown.run
    assert copied.arrived
    assert all(isinstance(tensor.place, FileBytes) for tensor in copied.tensors.values())
    assert copied.run.path.read_bytes() == path.read_bytes()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["copy.safetensors", "run.safetensors"]


def test_another_run_in_its_place_is_told(path, tmp_path):
    shown = run_elsewhere(path, tmp_path / "copy.safetensors")
    made(path, seed=1)
    with pytest.raises(FileError, match=r"run.safetensors was changed or cut off while it was opened"):
        copy_run(path, shown, never)
    assert [found.name for found in tmp_path.iterdir()] == ["run.safetensors"]


def test_a_file_that_was_cut_off_before_is_told_by_its_own_name(path, tmp_path):
    shown = run_elsewhere(path, tmp_path / "copy.safetensors")
    os.truncate(path, path.stat().st_size - 100)
    with pytest.raises(FileError, match=r"^run.safetensors was changed or cut off"):
        copy_run(path, shown, never)
    assert [found.name for found in tmp_path.iterdir()] == ["run.safetensors"]


def test_a_file_that_becomes_shorter_is_told_and_leaves_nothing(path, tmp_path, monkeypatch):
    monkeypatch.setattr(copied_run, "_PIECE", 64)
    pieces = []

    def shorten():
        pieces.append(1)
        if len(pieces) == 2:
            with path.open("r+b") as file:
                file.truncate(100)
        return False

    with pytest.raises(FileError, match="it became shorter while it was copied"):
        copy_file(path, tmp_path / "copy.safetensors", shorten)
    assert [found.name for found in tmp_path.iterdir()] == ["run.safetensors"]


def test_a_cancelled_copy_leaves_nothing(path, tmp_path):
    with pytest.raises(CancelledError):
        copy_file(path, tmp_path / "copy.safetensors", lambda: True)
    assert [found.name for found in tmp_path.iterdir()] == ["run.safetensors"]


def test_a_place_that_is_not_there_is_told(path, tmp_path):
    with pytest.raises(FileError, match=r"copy.safetensors cannot be written: No such file or directory\."):
        copy_file(path, tmp_path / "nowhere" / "copy.safetensors")
