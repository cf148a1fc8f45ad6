"""Where the values on screen come from: a mapped tensor, moved element by element where it is reshaped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from inspector.errors import FileError
from inspector.model.file_tensor import FileTensor
from inspector.model.foreign_bytes import ForeignBytes
from inspector.model.safetensors_file import read_header
from inspector.reshape.apply_request import apply_request
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.primitive_chain import has_reduction, shape_after, sources_joined
from inspector.reshape.selection import Selection
from inspector.reshape.steps import ReshapeStep, primitives_of
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import TensorKey
from inspector.tensor.axis import Axes
from inspector.tensor.foreign_values import ForeignValues
from inspector.tensor.record import TensorRecord
from inspector.tensor.values import StoredValues, Values

from .background import Failed
from .tensor_process import TensorProcess


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The reshaped tensor: its axes, and its values, read where they are looked at."""

    axes: Axes
    values: Values


Others = Mapping[TensorKey, FileTensor]
Lost = Callable[[FileError], None]
_NO_OTHERS: Others = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReshapeRequest:
    """A tensor in a file of ours and bound steps on it, with all that they name."""

    tensor: FileTensor
    record: TensorRecord
    steps: tuple[ReshapeStep, ...]
    bindings: Bindings
    others: Others


def values_of(tensor: FileTensor, lost: Lost) -> Values:
    """Give the values where they lie: mapped in a file of ours, read where others may shorten the file meanwhile.

    Such a file that cannot be read any more is told to `lost`, in whatever thread reads.
    """
    match tensor.place:
        case ForeignBytes() as place:
            return ForeignValues(place, tensor.shape, tensor.dtype, lost)
    return StoredValues(tensor.mapped())


def selected_values(tensor: FileTensor, selection: Selection, lost: Lost) -> Values:
    """Give the values of a tensor, or of a part of it."""
    return moved_values(values_of(tensor, lost), selection.steps, lost)


def moved_values(values: Values, steps: tuple[ReshapeStep, ...], lost: Lost, others: Others = _NO_OTHERS) -> Values:
    """Give the values after steps that do not reduce; `others` are the tensors that they join."""
    primitives = primitives_of(steps, values.shape)
    joined = {key: values_of(others[key], lost) for key in sources_joined(primitives)}
    return LocatedValues(values, primitives, joined) if primitives else values


def preview_of(
    request: ReshapeRequest, process: TensorProcess, done: Callable[[Preview], None], failed: Failed, lost: Lost
) -> None:
    """Give the preview, at once where nothing is reduced, else when the process has reduced it."""
    tensor, record, steps, others = request.tensor, request.record, request.steps, request.others
    axes = axes_after(primitives_of(steps, record.shape), record.axes)
    reduced = _through_last_reduction(record, steps)

    def read(path: Path) -> None:
        values = StoredValues(read_header(path).tensors[0].read())
        done(Preview(axes, moved_values(values, steps[reduced:], lost, others)))

    if reduced:
        process.apply(apply_request(tensor, record, steps[:reduced], request.bindings), read, failed)
    else:
        done(Preview(axes, moved_values(values_of(tensor, lost), steps, lost, others)))


def _through_last_reduction(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> int:
    """Give how many steps end with the last one that reduces; 0 where none does."""
    shape, last = record.shape, 0
    for count, step in enumerate(steps, start=1):
        primitives = step.primitives(shape)
        shape = shape_after(primitives, shape)
        last = count if has_reduction(primitives) else last
    return last
