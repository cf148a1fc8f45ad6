"""The tensor worker counts how the values of a stored tensor are distributed, after steps too."""

from contextlib import closing

import numpy as np
import pytest
from torch import nn

from inspector.errors import InputError
from inspector.reshape.apply_request import ApplyRequest, TensorPlace
from inspector.reshape.reading.parse import parse_steps
from inspector.run.key import TensorKey
from inspector.tensor.distribution import SHARES, axis_quantiles_from_json, distribution_from_json
from inspector.worker.client import Worker, WorkerSetup
from inspector.worker.protocol import Role
from tests.inspector.engine.captured_runs import run_module


@pytest.fixture
def opened(tmp_path):
    return run_module(nn.LSTM(4, 5, bidirectional=True), tmp_path / "run.safetensors", ("0=normal(7,3,4)",))


def request(opened, code="", name="/0/output"):
    tensor = opened.tensors.get(name)
    stride = (30, 10, 1) if tensor is None else tensor.stride
    return ApplyRequest(TensorPlace(opened.run.path, name, stride), parse_steps(code)).to_json()


def test_a_tensor_a_part_of_it_and_what_steps_make_of_it_are_counted(opened, tmp_path):
    output = opened.read(TensorKey("", "0", "output")).astype(np.float64)
    told = []
    with closing(Worker(WorkerSetup(Role.TENSOR, tmp_path))) as worker:
        for code, expected in (("", output), ("[..., 5:]", output[..., 5:]), (".mean(1)", output.mean(1))):
            asked = {"request": request(opened, code)}
            found = distribution_from_json(worker.request("histogram", asked, told.append))
            assert (found.size, found.histogram.finite) == (expected.size, expected.size)
            assert found.statistics.max == pytest.approx(expected.max())
            along = axis_quantiles_from_json(worker.request("quantiles_along", asked | {"axis": 0}, told.append))
            rows = np.quantile(expected.reshape(7, -1), SHARES, axis=1)
            np.testing.assert_allclose(along.quantiles, rows, rtol=1e-5, atol=1e-6)
        with pytest.raises(InputError, match="has no tensor 'x/0/output'"):
            worker.request("histogram", {"request": request(opened, name="x/0/output")})
    assert told[:2] == [{"done": 0, "of": 210}, {"done": 210, "of": 210}]
    assert told[-1] == {"done": 70, "of": 70}
