"""Which tensor is being looked at: a captured one, or a part of it that has a name of its own."""

from dataclasses import dataclass
from functools import lru_cache

from ..run.key import TensorKey
from ..tensor.axis import Axes, Axis, shape_of
from ..tensor.record import TensorRecord
from .axes.step_axes import axes_after
from .reading.parse import parse_steps
from .steps import ReshapeStep, primitives_of


@dataclass(frozen=True, slots=True, order=True)
class Selection:
    """A captured tensor, and the code that takes a part of it: `[0]` for layer 0, "" for the whole."""

    key: TensorKey
    part: str = ""

    @property
    def steps(self) -> tuple[ReshapeStep, ...]:
        """The part's code as reshape steps."""
        return parse_steps(self.part)


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a captured tensor and the code that takes it."""

    label: str
    code: str


def parts_of(record: TensorRecord) -> tuple[Part, ...]:
    """Give the layers and directions of a state, or the two directions of an output; () where there is one only."""
    return tuple(part for part, _ in parts_with_axes(record.axes))


@lru_cache(maxsize=1024)  # thousands of tensors share few axes
def parts_with_axes(axes: Axes) -> tuple[tuple[Part, Axes], ...]:
    """Give the parts of a tensor with these axes, each with the axes that it has itself."""
    parts = ((part, parse_steps(part.code)) for part in _parts(axes))
    return tuple((part, axes_after(primitives_of(steps, shape_of(axes)), axes)) for part, steps in parts)


def selected_record(record: TensorRecord, steps: tuple[ReshapeStep, ...]) -> TensorRecord:
    """Give the record of the tensor that the steps make; its stride is not known without torch and left empty.

    Raises StepError for a step that does not fit.
    """
    if not steps:
        return record
    axes = axes_after(primitives_of(steps, record.shape), record.axes)
    return TensorRecord(record.key, shape_of(axes), (), record.dtype, axes)


def _parts(axes: Axes) -> tuple[Part, ...]:
    for index, axis in enumerate(axes):
        names = [atom.label for atom in axis.atoms]
        if names in (["layer"], ["layer", "direction"]):
            return _state_parts(axis, index)
        if names[:1] == ["direction"] and index == len(axes) - 1:
            half = axis.size // 2
            return (Part("forward", f"[..., :{half}]"), Part("backward", f"[..., {half}:]"))
    return ()


def _state_parts(axis: Axis, index: int) -> tuple[Part, ...]:
    if axis.size < 2:
        return ()
    directions = 2 if len(axis.atoms) == 2 else 1
    leading = ":, " * index
    return tuple(Part(_label(place, directions), f"[{leading}{place}]") for place in range(axis.size))


def _label(place: int, directions: int) -> str:
    layer = f"layer {place // directions}"
    return f"{layer}, {('forward', 'backward')[place % 2]}" if directions == 2 else layer
