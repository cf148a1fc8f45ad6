"""The tensor of a saved run that the command line names."""

from ..errors import InputError
from ..run.key import parse_key
from ..run.run import Run
from ..tensor.layer_axes import record_of
from ..tensor.record import TensorRecord


def named_tensor(run: Run, path: str, name: str) -> TensorRecord:
    """Give the record of the tensor that the run, opened from `path`, has by this name. Raises InputError."""
    record = record_of(run, parse_key(name))
    if record is None:
        names = ", ".join(known.name for known in run.captured_keys())
        raise InputError(f"{path} has no tensor {name!r}.", f"It has {names}.")
    return record
