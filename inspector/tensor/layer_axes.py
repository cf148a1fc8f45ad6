"""The axes of every tensor of a recurrent layer, from its settings, its role and its number of dimensions.

Source of the layouts: the documentation of torch.nn.LSTM, GRU, RNN and their cells, "Inputs", "Outputs", "Variables".
"""

import re
from functools import lru_cache

from ..model.config import RecurrentConfig
from ..run.key import TensorKey, parse_key
from ..run.run import Call, LayerWeights, Run, StoredTensor
from .axis import NUMBERED, Atom, Axes, Axis, named_axis
from .record import TensorRecord

_WEIGHT = re.compile(r"(weight|bias)_(ih|hh|hr)(?:_l(\d+))?(_reverse)?")
_REMEMBERED = 4096  # of thousands of tensors few differ in their axes, and those that do not share them


def record_of(run: Run, key: TensorKey) -> TensorRecord | None:
    """Give the record of the run's tensor with that key, its axes derived; None if the run has none."""
    found = run.find(key)
    return None if found is None else stored_record(run, key, *found)


def stored_record(run: Run, key: TensorKey, owner: Call | LayerWeights | None, tensor: StoredTensor) -> TensorRecord:
    """Give the record of a tensor of the run whose owner is at hand; None owns what is the model's own result."""
    # the axes of what a call was given are those of the call, wherever it came from
    same = record_of(run, parse_key(tensor.same_as)) if tensor.same_as and owner is None else None
    axes = same.axes if same else _axes_of(owner, tensor)
    return TensorRecord(key, tensor.shape, tensor.stride, tensor.dtype, axes)


def _axes_of(owner: Call | LayerWeights | None, tensor: StoredTensor) -> Axes:
    match owner:
        case Call():
            stacked, shape = (tensor.shape[:1], tensor.shape[1:]) if owner.stacked else ((), tensor.shape)
            axes = captured_axes(owner.config, tensor.role, shape)
            return (*(named_axis(("call", size)) for size in stacked), *axes)
        case LayerWeights():
            return weight_axes(owner.config, tensor.role, tensor.shape)
        case None:
            return unnamed_axes(tensor.shape)


@lru_cache(maxsize=_REMEMBERED)
def captured_axes(config: RecurrentConfig, role: str, shape: tuple[int, ...]) -> Axes:
    """Name the axes of `input`, `output`, `h_0`, `c_0`, `h_n` or `c_n` of one call.

    A layer's input is (batch, time, input) or (time, batch, input) as batch_first says, unbatched (time, input);
    its states are (layer x direction, batch, hidden) whatever batch_first says. A cell's are (batch, feature).
    Sizes come from `shape`; where they contradict the settings, the axes are left unnamed.
    """
    feature = _feature_axis(config, role)
    names = _leading_names(config, role)
    if len(shape) == len(names):
        names.remove("batch")
    axes = (*(_sized(name, size, config) for name, size in zip(names, shape, strict=False)), feature)
    return axes if tuple(axis.size for axis in axes) == shape else unnamed_axes(shape)


@lru_cache(maxsize=_REMEMBERED)
def weight_axes(config: RecurrentConfig, name: str, shape: tuple[int, ...]) -> Axes:
    """Name the axes of a weight: (gate x hidden, input) or (projection, hidden); of a bias: (gate x hidden)."""
    found = _WEIGHT.fullmatch(name)
    if found is None:
        return unnamed_axes(shape)
    gates = named_axis(("gate", len(config.gates)), ("hidden", config.hidden_size))
    rows = gates if len(config.gates) > 1 else named_axis(("hidden", config.hidden_size))
    match found[1], found[2]:
        case "bias", _:
            axes: Axes = (rows,)
        case _, "ih":
            first = found[3] in (None, "0")
            axes = (rows, named_axis(("input", config.input_size)) if first else _feature_axis(config, "output"))
        case _, "hh":
            axes = (rows, _feature_axis(config, "h_n"))
        case _:
            axes = (_feature_axis(config, "h_n"), named_axis(("hidden", config.hidden_size)))
    return axes if tuple(axis.size for axis in axes) == shape else unnamed_axes(shape)


@lru_cache(maxsize=_REMEMBERED)
def unnamed_axes(shape: tuple[int, ...]) -> Axes:
    """Give axes that are only numbered, `axis 0`, where nothing says what they mean."""
    return tuple(named_axis((f"{NUMBERED}{index}", size)) for index, size in enumerate(shape))


def _leading_names(config: RecurrentConfig, role: str) -> list[str]:
    if config.is_cell:
        return ["batch"]
    if role in ("input", "output"):
        return ["batch", "time"] if config.batch_first else ["time", "batch"]
    return ["layer", "batch"]


def _feature_axis(config: RecurrentConfig, role: str) -> Axis:
    if role == "input":
        return named_axis(("input", config.input_size))
    projected = config.proj_size and role not in ("c_0", "c_n")
    unit = ("projection", config.proj_size) if projected else ("hidden", config.hidden_size)
    both = role == "output" and config.bidirectional
    return named_axis(("direction", 2), unit) if both else named_axis(unit)


def _sized(name: str, size: int, config: RecurrentConfig) -> Axis:
    if name == "layer" and config.bidirectional and size % 2 == 0:
        return Axis((Atom("layer", size // 2), Atom("direction", 2)))
    return named_axis((name, size))
