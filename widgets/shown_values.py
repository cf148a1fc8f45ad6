"""Where the values on screen come from: a mapped tensor, moved element by element where it is reshaped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.model.file_tensor import FileTensor
from inspector.model.safetensors_file import read_header
from inspector.reshape.parse import steps_text
from inspector.reshape.preview import LocatedValues
from inspector.reshape.primitives import has_reduction, shape_after
from inspector.reshape.selection import Selection
from inspector.reshape.step_axes import axes_after
from inspector.reshape.steps import ReshapeStep, primitives_of
from inspector.tensor.axis import Axes
from inspector.tensor.record import TensorRecord
from inspector.tensor.values import StoredValues, Values

from .background import Failed
from .tensor_process import TensorProcess


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The reshaped tensor: its axes, and its values, read where they are looked at."""

    axes: Axes
    values: Values


def selected_values(tensor: FileTensor, selection: Selection) -> Values:
    """Give the values of a tensor in one of our own files, or of a part of it."""
    return moved_values(StoredValues(tensor.mapped()), selection.steps)


def tensor_arguments(tensor: FileTensor, record: TensorRecord) -> dict[str, Any]:
    """Give what tells a worker which tensor is meant; the file stores it contiguous, the record knows its stride."""
    return {"file": str(tensor.place.path), "name": tensor.name, "stride": list(record.stride)}


def moved_values(values: Values, steps: tuple[ReshapeStep, ...]) -> Values:
    """Give the values after steps that do not reduce."""
    primitives = primitives_of(steps, values.shape)
    return LocatedValues(values, primitives) if primitives else values


def preview_of(
    tensor: FileTensor,
    record: TensorRecord,
    steps: tuple[ReshapeStep, ...],
    process: TensorProcess,
    done: Callable[[Preview], None],
    failed: Failed,
) -> None:
    """Give the preview, at once where nothing is reduced, else when the process has reduced it."""
    axes = axes_after(primitives_of(steps, record.shape), record.axes)
    reduced = _through_last_reduction(record, steps)

    def read(path: Path) -> None:
        done(Preview(axes, moved_values(StoredValues(read_header(path).tensors[0].read()), steps[reduced:])))

    if reduced:
        process.apply(tensor_arguments(tensor, record), steps_text(steps[:reduced]), read, failed)
    else:
        done(Preview(axes, moved_values(StoredValues(tensor.mapped()), steps)))


def _through_last_reduction(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> int:
    """Give how many steps end with the last one that reduces; 0 where none does."""
    shape, last = record.shape, 0
    for count, step in enumerate(steps, start=1):
        primitives = step.primitives(shape)
        shape = shape_after(primitives, shape)
        last = count if has_reduction(primitives) else last
    return last
