"""The reshape steps as numpy and TensorFlow lines, the numpy ones executed and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..export.numpy_code import numpy_code
from ..export.tensorflow_code import tensorflow_code
from ..reshape.steps import ReshapeStep
from ..tensor.record import TensorRecord
from ..worker.client import Worker


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code of one dialect; `verified` is whether it gave, executed, what torch gives, None where nobody executed it."""

    dialect: str
    code: str
    verified: bool | None


def array_snippets(
    worker: Worker, record: TensorRecord, steps: tuple[ReshapeStep, ...], tensor: Mapping[str, Any]
) -> tuple[Snippet, ...]:
    """Write the lines, those that can be said; `tensor` tells the worker where the tensor lies."""
    found = []
    numpy = numpy_code(record.axes, steps)
    if numpy:
        code = "".join(step.code for step in steps)
        told = worker.request("check_numpy", {**tensor, "code": code})
        found.append(Snippet("numpy", numpy, bool(told["close"])))
    tensorflow = tensorflow_code(record.axes, steps)
    if tensorflow:
        found.append(Snippet("tensorflow", tensorflow, None))
    return tuple(found)
