"""One captured tensor as `run --json` prints it."""

from typing import Any

from ..run.key import TensorKey
from ..run.run_file import RunFile
from ..tensor.layer_axes import record_of
from ..tensor.statistics import statistics_of


def tensor_json(opened: RunFile, key: TensorKey) -> dict[str, Any]:
    """Give shape, stride, axes, dtype and the figures of the whole tensor."""
    record = record_of(opened.run, key)
    assert record is not None, f"{key.name} is a tensor of the run"
    return {
        "shape": list(record.shape),
        "stride": list(record.stride),
        "axes": [axis.to_json() for axis in record.axes],
        "dtype": record.dtype,
    } | statistics_of(opened.read(key)).to_json()
