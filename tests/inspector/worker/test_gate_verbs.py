"""The tensor worker computes gates and traces from a run file, and reports how far it is."""

from contextlib import closing

import numpy as np
from torch import nn

from inspector.gates.gate_file import open_gates
from inspector.gates.gate_request import GateRequest
from inspector.gates.gates import gates_from_json
from inspector.gates.unit_trace_file import open_trace
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role
from tests.inspector.engine.captured_runs import run_module


def test_gates_and_a_trace_come_from_the_worker(tmp_path):
    run, gates, trace = (tmp_path / f"{name}.safetensors" for name in ("run", "gates", "trace"))
    run_module(nn.LSTM(4, 5, bidirectional=True), run, ("0=normal(7,3,4)",))
    request = GateRequest(run, "", "0", layer=0, direction=1, sample=2, unit=3)
    told = []
    with closing(Worker(WorkerSetup(Role.TENSOR, tmp_path))) as worker:
        done = worker.request("gates", {"request": request.to_json(), "path": str(gates)}, told.append)
        traced = worker.request("unit_trace", {"request": request.to_json(), "path": str(trace)})
    opened, line = open_gates(gates), open_trace(trace)
    assert gates_from_json(done["gates"]) == opened.gates
    assert told[0] == {"done": 0, "of": 7}
    assert told[-1] == {"done": 7, "of": 7}
    assert traced == {"steps": 7}
    np.testing.assert_allclose(opened.mapped(0, 1, "c")[::-1, 0, 0], line.c, rtol=0, atol=1e-6)
