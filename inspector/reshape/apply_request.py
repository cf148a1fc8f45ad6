"""What a worker is asked to carry out: steps on a tensor in a file of ours, and whatever else the steps name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.file_tensor import FileTensor
from ..tensor.record import TensorRecord
from .reading.parse import parse_steps, steps_text
from .steps import ReshapeStep
from .steps.bindings import Bindings


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """A tensor in a safetensors file, which stores it contiguous; `stride` is what it had when it was captured."""

    path: Path
    name: str
    stride: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the place as plain values."""
        return {"file": str(self.path), "name": self.name, "stride": list(self.stride)}


@dataclass(frozen=True, slots=True)
class ApplyRequest:
    """Steps on the tensor at a place; `others` are the tensors that the steps name, `lengths` those of the samples."""

    tensor: TensorPlace
    steps: tuple[ReshapeStep, ...]
    others: tuple[tuple[str, TensorPlace], ...] = ()
    lengths: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the request as plain values, the steps as code."""
        return {
            "tensor": self.tensor.to_json(),
            "code": steps_text(self.steps),
            "others": {name: place.to_json() for name, place in self.others},
            "lengths": list(self.lengths),
        }


def apply_request(
    tensor: FileTensor, record: TensorRecord, steps: tuple[ReshapeStep, ...], bindings: Bindings
) -> ApplyRequest:
    """Give the request for steps on the record's tensor; those that it is joined with lie in the same file."""
    path = tensor.place.path
    others = ((name, TensorPlace(path, other.key.name, other.stride)) for name, other in bindings.tensors)
    return ApplyRequest(TensorPlace(path, tensor.name, record.stride), steps, tuple(others), bindings.lengths)


def request_from_json(told: Mapping[str, Any]) -> ApplyRequest:
    """Read what `to_json` gave."""
    others = tuple((name, _place(place)) for name, place in told["others"].items())
    return ApplyRequest(_place(told["tensor"]), parse_steps(told["code"]), others, tuple(told["lengths"]))


def _place(told: Mapping[str, Any]) -> TensorPlace:
    return TensorPlace(Path(told["file"]), told["name"], tuple(told["stride"]))
