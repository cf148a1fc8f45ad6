"""On a device that is no CPU: what is captured is what plain hooks see, and the worker's limits leave it alone.

`cuda` and `mps` tests are skipped where torch finds no such device; the CPU stands in for them to show that they can
fail and pass.
"""

from contextlib import closing
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from inspector.engine.inputs.inputs import RunInput
from inspector.model.source import SourceOptions, parse_source
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run_file import open_run
from inspector.run.run_json import request_to_json
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role
from tests.inspector.engine.captured_runs import run_module, tensor
from tests.inspector.engine.zoo.found_calls import found_calls
from tests.inspector.engine.zoo.oracle import hooked

no_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
no_mps = pytest.mark.skipif(not torch.backends.mps.is_available(), reason="no GPU of Apple's here")
DEVICES = [
    pytest.param("cpu"),
    pytest.param("cuda:0", marks=[pytest.mark.cuda, no_cuda]),
    pytest.param("mps", marks=[pytest.mark.mps, no_mps]),
]
on_each_device = pytest.mark.parametrize("device", DEVICES)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(10, 6, 2, batch_first=True, bidirectional=True)

    def forward(self, x):
        return self.lstm(x)[0]


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.lower, self.upper = nn.LSTMCell(10, 6), nn.GRUCell(6, 5)

    def forward(self, x):
        h, c, g = x.new_zeros(x.shape[0], 6), x.new_zeros(x.shape[0], 6), x.new_zeros(x.shape[0], 5)
        for step in x.unbind(1):
            h, c = self.lower(step, (h, c))
            g = self.upper(h, g)
        return g


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(10, 6, batch_first=True)

    def forward(self, x):
        packed = pack_padded_sequence(x, torch.tensor([3, 7, 5]), batch_first=True, enforce_sorted=False)
        return self.gru(packed)[1]


@on_each_device
@pytest.mark.parametrize("make", [Layer, Loop, Packed], ids=["lstm", "cells", "packed"])
@pytest.mark.parametrize("autocast", ["", "bfloat16"], ids=["plain", "autocast"])
def test_capture_equals_plain_hooks(make, autocast, device, tmp_path):
    torch.manual_seed(11)
    model = make().to(device).eval()
    torch.manual_seed(0)
    given = RunInput((torch.randn(3, 7, 10).to(device),), {})
    with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=bool(autocast)):
        seen = hooked(model, given, "forward")
    opened = run_module(model, tmp_path / "run.safetensors", ("0=normal(3,7,10)",), device=device, autocast=autocast)
    found = sorted(found_calls(opened), key=lambda call: (call.modules, call.index))
    wanted = sorted(seen, key=lambda call: call.module)  # stable: the calls of a layer stay in order
    assert [call.modules[0] for call in found] == [call.module for call in wanted]
    for call, expected in zip(found, wanted, strict=True):
        assert call.tensors.keys() == expected.tensors.keys()
        assert call.lengths == expected.lengths
        for role, values in expected.tensors.items():
            assert call.tensors[role].dtype == values.dtype, role
            assert torch.equal(call.tensors[role], values.cpu()), role
    assert opened.run.device == device


@on_each_device
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"])
def test_every_kind_in_every_dtype(kind, dtype, device, tmp_path):
    layer = getattr(nn, kind)(4, 6)
    sizes = "3,4" if kind.endswith("Cell") else "5,3,4"
    opened = run_module(
        layer, tmp_path / "run.safetensors", (f"0=normal({sizes})",), layer="", device=device, dtype=dtype
    )
    assert opened.run.stopped_at is None
    assert {stored.dtype for stored in opened.run.calls[0].tensors} == {dtype}


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell"])
def test_every_kind_in_float64(kind, tmp_path):
    """Not on mps, which has no float64."""
    sizes = "3,4" if kind.endswith("Cell") else "5,3,4"
    layer = getattr(nn, kind)(4, 6)
    opened = run_module(layer, tmp_path / "run.safetensors", (f"0=normal({sizes})",), layer="", dtype="float64")
    assert {stored.dtype for stored in opened.run.calls[0].tensors} == {"float64"}


@on_each_device
def test_a_worker_with_its_limits_computes_on_it(device, tmp_path: Path):
    """Landlock, the filter of system calls and the limit or watch of memory are on."""
    source = parse_source("form:input_size=10,hidden_size=20,num_layers=2", SourceOptions())
    request = RunRequest(source, (parse_input("0=normal(7,3,10)"),), device=device)
    path = tmp_path / "run.safetensors"
    with closing(Worker(WorkerSetup(Role.MODEL, tmp_path, 16 * 10**9, device))) as worker:
        worker.request("run", {"request": request_to_json(request), "path": str(path)}, timeout=300)
        assert worker.containment
    opened = open_run(path)
    assert opened.run.device == device
    output, h_n = tensor(opened, "/0/output"), tensor(opened, "/0/h_n")
    assert torch.equal(output[-1], h_n[-1])
