"""Checkpoints in archives, in several files and in folders by the command line, in real worker processes."""

import json
import zipfile

import pytest
import torch
from torch import nn

import main as program
from tests.in_process import printed, told
from tests.inspector.model.format_examples import EXAMPLES

TITLES = ("state_dict, torch.save of 2016 (tar)", "safetensors in several files", "torch.distributed.checkpoint")


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "models.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, module in (("lstm.pt", nn.LSTM(3, 5)), ("gru.pt", nn.GRU(2, 4))):
            torch.save(module.state_dict(), tmp_path / name)
            file.write(tmp_path / name, f"best/{name}")
    return path


def inspected(capsys, *words):
    code = program.main(["inspect", *map(str, words), "--json"])
    return code, capsys.readouterr()


def test_a_member_is_chosen_in_an_archive(archive, capsys):
    for member, kind in ((), "LSTM"), (("--member", "best/gru.pt"), "GRU"):
        code, told_of = inspected(capsys, archive, *member)
        data = json.loads(told_of.out)
        assert (code, data["kind"], data["members"]) == (0, "archive", ["best/lstm.pt", "best/gru.pt"])
        assert [layer["kind"] for layer in data["layers"]] == [kind]
    assert program.main(["inspect", str(archive)]) == 0
    assert "model files: best/lstm.pt, best/gru.pt; this is best/lstm.pt" in capsys.readouterr().out


def test_the_chosen_member_is_run(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, data = told("run", str(archive), "--member", "best/gru.pt")
    assert (code, data["source"]["member"], data["calls"][0]["kind"]) == (0, "best/gru.pt", "GRU")
    code, data = told("run", str(archive), "-o", str(tmp_path / "run.safetensors"))
    assert (code, data["calls"][0]["kind"]) == (0, "LSTM")


@pytest.mark.parametrize(("words", "says"), [
    (("--member", "best/rnn.pt"), "has no model file 'best/rnn.pt' in it"),
    (("--member", "best/lstm.pt", "--state-dict", "ema"), "has no state_dict 'ema'"),
])  # fmt: skip
def test_a_wrong_choice_is_usage(archive, capsys, words, says):
    code, told_of = inspected(capsys, archive, *words)
    assert code == 2
    assert says in told_of.err


def test_a_member_of_a_single_file_is_usage(archive, tmp_path, capsys):
    code, told_of = inspected(capsys, tmp_path / "lstm.pt", "--member", "x")
    assert code == 2
    assert "is no archive" in told_of.err


@pytest.mark.parametrize("title", TITLES)
def test_containers_are_listed_and_run(tmp_path, capsys, title):
    path = tmp_path / "checkpoint"
    EXAMPLES[title](path)
    code, told_of = inspected(capsys, path)
    assert (code, [layer["name"] for layer in json.loads(told_of.out)["layers"]]) == (0, ["lstm"])
    code, text = printed("run", str(path), "--input", "0=normal(7,2,3)")
    assert code == 0
    assert "7 time, 2 batch, 5 hidden" in text
