"""Calls that are made where few look for them, results that are no plain numbers, and errors that lose their words."""

import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

from inspector.engine.shapes.small_run import small_run
from inspector.errors import WorkerMemoryError
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import run_module, tensor

SEQUENCE = ("0=normal(6,2,5)",)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.safetensors"


class SteppedLSTM(nn.LSTM):
    """It goes through time itself, with torch's function of a cell and its own weights."""

    def forward(self, x):
        h = c = x.new_zeros(x.shape[1], self.hidden_size)
        steps = []
        for x_t in x:
            h, c = torch.lstm_cell(x_t, (h, c), *self._flat_weights)
            steps.append(h)
        return torch.stack(steps), (h[None], c[None])


class Within(nn.Module):
    """It calls its layer in a way that is given with it."""

    def __init__(self, layer: nn.Module, call) -> None:
        super().__init__()
        self.layer, self.call = layer, call

    def forward(self, x):
        return self.call(self.layer, x)


def outputs(layer, x):
    return layer(x)[0]


@pytest.mark.parametrize("call", [outputs, lambda layer, x: layer.forward(x)[0]], ids=["called", "forward"])
def test_a_layer_that_steps_through_time_itself_is_one_call(call, path):
    layer = SteppedLSTM(5, 4)
    opened = run_module(Within(layer, call), path, SEQUENCE)
    (only,) = opened.run.calls
    assert [stored.role for stored in only.tensors] == ["input", "output", "h_n", "c_n"]
    with torch.no_grad():
        output, (h_n, c_n) = nn.LSTM.forward(layer, tensor(opened, "layer/0/input"))
    for role, expected in {"output": output, "h_n": h_n, "c_n": c_n}.items():
        torch.testing.assert_close(tensor(opened, f"layer/0/{role}"), expected)


@pytest.mark.parametrize(
    "call",
    [
        lambda cell, x: torch.func.grad(lambda y: cell(y).sum())(x[0]),
        lambda cell, x: torch.func.jacrev(cell)(x[0]),
    ],
    ids=["grad", "jacrev"],
)
def test_a_call_within_a_function_of_torch_func_can_be_saved(call, path):
    cell = nn.GRUCell(5, 4)
    opened = run_module(Within(cell, call), path, SEQUENCE)
    (only,) = opened.run.calls
    assert (only.module, only.count) == ("layer", 1)
    with torch.no_grad():
        torch.testing.assert_close(tensor(opened, "layer/0/h_n"), cell(tensor(opened, "layer/0/input")))


def test_any_error_ends_a_forward_and_no_worker(path):
    class Cancelled(BaseException):
        """As asyncio's own."""

    def cancelled(layer, x):
        layer(x)
        raise Cancelled("by the model")

    run = run_module(Within(nn.LSTM(5, 4), cancelled), path, SEQUENCE).run
    assert [call.module for call in run.calls] == ["layer"]
    assert run.stopped_at is not None
    assert run.stopped_at.error == "Cancelled: by the model"


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors", "ignore:The PyTorch API of MaskedTensors")
@pytest.mark.filterwarnings("ignore:Sparse CSR tensor support", "ignore:Sparse invariant checks", "ignore:ComplexHalf")
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda output: output.to_sparse(), "a tensor of layout sparse_coo"),
        (lambda output: output[0].to_sparse_csr(), "a tensor of layout sparse_csr"),
        (lambda output: torch.nested.nested_tensor([output[0], output[1, :1]]), "a nested tensor"),
        (lambda output: torch.masked.masked_tensor(output, output > 0), "a MaskedTensor without memory of its own"),
        (lambda output: output.to("meta"), "on the device meta, where nothing has values"),
        (lambda output: torch.zeros(len(output), dtype=torch.complex32), "of type complex32"),
    ],
)
def test_a_result_that_is_no_plain_numbers_is_left_out_and_said(make, told, path):
    run = run_module(Within(nn.LSTM(5, 4), lambda layer, x: {"odd": make(layer(x)[0]), "x": x}), path, SEQUENCE).run
    assert [stored.path for stored in run.result] == ["['x']"]
    assert run.remarks == (f"The result['odd'] is {told}: it is not shown.",)


def test_a_negated_view_of_an_output_is_not_the_output(path):
    opened = run_module(Within(nn.LSTM(5, 4), lambda layer, x: torch._neg_view(layer(x)[0])), path, SEQUENCE)
    assert opened.run.result[0].same_as == ""
    assert torch.equal(tensor(opened, "result/0"), -tensor(opened, "layer/0/output"))


class Scripted(nn.Module):
    """What fails in it depends on the number of time steps."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.linear = nn.LSTM(5, 4), nn.Linear(7, 2)

    def forward(self, x):
        output = self.lstm(x)[0]
        if x.size(0) == 1:
            raise ValueError("no: one step is too few\nfor this model")
        if x.size(0) == 2:
            output = output + torch.ones(x.size(0) << 59)[0]
        return self.linear(output)


@pytest.fixture(scope="module")
def scripted() -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        return torch.jit.script(Scripted())


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        (3, "RuntimeError: mat1 and mat2 shapes cannot be multiplied (6x4 and 7x2)"),
        (1, "ValueError: no: one step is too few\nfor this model"),
    ],
)
def test_what_stops_torchscript_is_said_without_its_tracebacks(steps, error, scripted, path):
    run = run_module(scripted, path, (f"0=normal({steps},2,5)",)).run
    assert [call.module for call in run.calls] == ["lstm"]
    assert run.stopped_at is not None
    assert run.stopped_at.error == error


def test_torchscript_that_runs_out_of_memory_is_known_to(scripted, path):
    with pytest.raises(WorkerMemoryError):
        run_module(scripted, path, ("0=normal(2,2,5)",))


@pytest.mark.filterwarnings("ignore")
def test_a_program_of_torch_export_can_be_tried_in_its_own_mode():
    program = torch.export.export(Within(nn.LSTM(5, 4), outputs).eval(), (torch.zeros(6, 2, 5),)).module()
    request = RunRequest(PresetSource("odd"), (parse_input("0=normal(6,3,5)"),))
    taken, _ = small_run(program, "", request)
    assert taken.stopped_at is not None
    assert "x.size()[1] == 2" in taken.stopped_at.error
