"""Calls whose gates are not to be had: of a damaged run, under torch.vmap, of a model that changes its weights."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from inspector.engine.gates.recompute import recompute_gates
from inspector.engine.verify import executed_names
from inspector.errors import FileError, InputError
from inspector.export.gate_code import gate_code
from inspector.gates.gate_request import GateRequest
from inspector.gates.gates import Gates
from inspector.run.run_file import open_run
from tests.inspector.engine.captured_runs import run_module


def gates_of(path: Path, module: str = "", **parts: int) -> Gates:
    made = path.with_name("gates.safetensors")
    return recompute_gates(GateRequest(path, module, "0", **parts), made, lambda _done, _of: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.safetensors"


def packed_run(path: Path) -> None:
    layer = nn.LSTM(5, 4, 2, bidirectional=True)
    run_module(layer, path, ("0=normal(7,3,5)",), lengths=(3, 7, 2))


def described(path: Path, change: Callable[[dict[str, Any]], None], *gone: str) -> None:
    """Write the run again with another description, and without the tensors that are `gone`."""
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    told = json.loads(metadata["lstmscope"])
    change(told)
    tensors = {name: tensor for name, tensor in load_file(path).items() if name not in gone}
    save_file(tensors, path, metadata | {"lstmscope": json.dumps(told)})


@pytest.mark.parametrize("lengths", [[3, 7], [3, 7, 2, 1], [3, 8, 2], [0, 7, 2], [-1, 7, 2], [3, 7, 10**20], []])
def test_lengths_of_another_input_are_damage(lengths, path):
    packed_run(path)
    described(path, lambda told: told["calls"][0].update(lengths=lengths))
    with pytest.raises(FileError, match=r"is a damaged run: .* lengths up to .* of 3 samples of 7 time steps"):
        gates_of(path)


@pytest.mark.parametrize("name", ["weight_ih_l1", "weight_hh_l0_reverse", "bias_hh_l1_reverse"])
def test_a_weight_that_is_missing_is_named(name, path):
    packed_run(path)

    def drop(told: dict[str, Any]) -> None:
        weights = told["weights"][0]
        weights["tensors"] = [tensor for tensor in weights["tensors"] if tensor["role"] != name]

    described(path, drop, f"/weights/{name}")
    with pytest.raises(InputError, match=f"The run holds no {name} of the layer"):
        gates_of(path)


def test_one_initial_state_of_two_is_enough_for_the_code(path):
    run_module(nn.LSTM(5, 4), path, ("0=normal(7,3,5)", "1=tuple(zeros(1,3,4), zeros(1,3,4))"))

    def drop(told: dict[str, Any]) -> None:
        call = told["calls"][0]
        call["tensors"] = [tensor for tensor in call["tensors"] if tensor["role"] != "c_0"]

    described(path, drop, "/0/c_0")
    run = open_run(path).run
    found = executed_names(gate_code(run, run.calls))["gates"]
    gates_of(path)
    for name, gate in load_file(path.with_name("gates.safetensors")).items():
        torch.testing.assert_close(found[name], gate)


def test_no_sample_of_an_empty_batch(path):
    run_module(nn.LSTM(5, 4), path, ("0=normal(7,0,5)",))
    with pytest.raises(InputError, match=r"no sample 0 in this call: it has none\. Leave the number out\."):
        gates_of(path, sample=0)


class Mapped(nn.Module):
    """It calls a cell for all samples at once under torch.vmap, so that the cell's tensors have an axis more."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.GRUCell(5, 4)

    def forward(self, x):
        return torch.vmap(self.cell)(x)


@pytest.mark.filterwarnings("ignore:There is a performance drop")
def test_a_cell_under_vmap_is_refused_and_not_taken_for_a_sequence(path):
    run_module(Mapped(), path, ("0=normal(6,2,5)",))
    with pytest.raises(InputError, match="The input of cell, call 0, is not laid out as torch's own layers have it"):
        gates_of(path, "cell")


class Changes(nn.Module):
    """It changes its weights, or what its layer gave, in one forward."""

    def __init__(self, change: Callable[[nn.LSTM], object]) -> None:
        super().__init__()
        self.lstm, self.change = nn.LSTM(5, 4, 2, dropout=0.5), change

    def forward(self, x):
        output = self.lstm(x)[0]
        self.change(self.lstm)
        return output


def halved(layer: nn.LSTM) -> None:
    for weight in layer.parameters():
        weight.data.mul_(0.1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (id, halved),
        (lambda layer: layer.register_forward_hook(lambda _module, _given, made: (made[0] + 1, made[1])), None),
        (lambda layer: layer.register_forward_pre_hook(lambda module, _given: module.train() and None), None),
    ],
    ids=["weights", "hook", "dropout"],
)
def test_gates_that_are_not_the_layers_own_are_said_not_to_match(before, after, path):
    torch.manual_seed(4)
    model = Changes(after or id)
    before(model.lstm)
    run_module(model, path, ("0=normal(7,3,5)",))
    check = gates_of(path, "lstm").check
    assert not check.fits
    assert check.text.startswith("Does not match the fused kernel, it differs by up to ")
